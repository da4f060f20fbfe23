"""The committed samples are what their source draws, and fit the prebuilt apps."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from PIL import Image, ImageChops, ImageStat

from docyard.domain.apps import AppDefinition, Field, FieldKind
from docyard.domain.rendering import field_names
from docyard.engine.appfiles import load_app, prebuilt_apps
from samples.make_samples import samples

FOLDER = Path(__file__).parents[2] / "samples"
EXPECTED: dict[str, Any] = json.loads((FOLDER / "expected.json").read_text("utf-8"))
NAMES = sorted(EXPECTED)


def test_expected_values_and_documents_are_those_of_the_source() -> None:
    assert {path.name for path in (FOLDER / "documents").iterdir()} == set(EXPECTED) == set(samples())
    for name, sample in samples().items():
        assert EXPECTED[name] == {"app": sample.app, "pages": sample.pages, "fields": sample.fields}


@pytest.mark.parametrize("name", NAMES)
def test_drawing_again_gives_the_committed_document(name: str, tmp_path: Path) -> None:
    again = tmp_path / name
    again.write_bytes(samples()[name].make())
    committed, drawn = _pages(FOLDER / "documents" / name), _pages(again)
    assert len(committed) == len(drawn) == EXPECTED[name]["pages"]
    for old, new in zip(committed, drawn, strict=True):
        assert old.size == new.size
        # Other versions of the imaging libraries round differently; other content is far off.
        assert ImageStat.Stat(ImageChops.difference(old, new)).mean[0] < 1.0


def test_text_invoice_prints_every_expected_value() -> None:
    page = pypdfium2.PdfDocument(FOLDER / "documents" / "invoice-harrow-finch.pdf")[0]
    text = page.get_textpage().get_text_range()
    for value in _values(EXPECTED["invoice-harrow-finch.pdf"]["fields"]):
        assert value in text


def test_scanned_invoice_has_no_text_layer() -> None:
    document = pypdfium2.PdfDocument(FOLDER / "documents" / "invoice-quellgrund-scan.pdf")
    assert [page.get_textpage().get_text_range() for page in document] == ["", ""]


@pytest.mark.parametrize("name", NAMES)
def test_expected_keys_are_fields_of_the_app(name: str) -> None:
    app = next(app for app in prebuilt_apps() if app.name == EXPECTED[name]["app"])
    fields = _by_result_name(_fields(app))
    for key, value in EXPECTED[name]["fields"].items():
        assert key in fields
        if fields[key].kind is FieldKind.LIST:
            assert value
            assert all(set(row) <= set(_by_result_name(fields[key].attributes)) for row in value)


def test_example_app_file_loads_with_its_two_classes() -> None:
    app = load_app((FOLDER / "apps" / "goods-inward.yaml").read_text("utf-8"))
    assert [entry.name for entry in app.classes] == ["Delivery note", "Return slip"]


def test_samples_stay_small() -> None:
    assert sum(path.stat().st_size for path in (FOLDER / "documents").iterdir()) < 3_000_000


def _pages(path: Path) -> list[Image.Image]:
    """Return each page as a small grey image."""
    if path.suffix == ".pdf":
        pages = [page.render(scale=0.7).to_pil() for page in pypdfium2.PdfDocument(path)]
    else:
        with Image.open(path) as image:
            pages = [_frame(image, number) for number in range(getattr(image, "n_frames", 1))]
    return [page.convert("L").resize((page.width // 2, page.height // 2)) for page in pages]


def _frame(image: Image.Image, number: int) -> Image.Image:
    image.seek(number)
    return image.copy()


def _fields(app: AppDefinition) -> list[Field]:
    return [field for document_class in app.classes for field in document_class.fields]


def _by_result_name(fields: Sequence[Field]) -> dict[str, Field]:
    return dict(zip(field_names([field.name for field in fields]), fields, strict=True))


def _values(fields: dict[str, Any]) -> list[str]:
    rows = [value for row in fields["line_items"] for value in row.values()]
    return rows + [value for value in fields.values() if isinstance(value, str)]
