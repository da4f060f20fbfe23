"""What the prebuilt apps read from the sample documents, against what those print."""

import json
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from docyard.domain.apps import Field, FieldKind, ValueType
from docyard.domain.rendering import field_names
from docyard.domain.results import DocumentResult
from docyard.engine.appfiles import load_app, prebuilt_app_file, prebuilt_apps
from docyard.engine.extraction.candidates.currencies import SYMBOLS
from docyard.engine.pipeline import Engine, FileTask, process_file
from training.matching import means_the_same

FOLDER = Path(__file__).parents[2] / "samples"
EXPECTED: dict[str, Any] = json.loads((FOLDER / "expected.json").read_text("utf-8"))

# Shares of the printed values that must be read right from scans, faxes and photographs.
SCANS = {
    "1099int-vance-scan.pdf": 0.9,
    "bill-nordlicht-fax.tiff": 0.9,
    "order-steinhof-fax.tiff": 0.9,
    "passport-utopia-scan.jpg": 0.9,
    "payslip-penhallow-scan.pdf": 0.9,
    "statement-valcourt-scan.pdf": 0.9,
    "w8ben-tarrant-scan.pdf": 0.9,
    "w9-quillon-fax.tiff": 0.8,
}
TEXTS = sorted(
    name for name in EXPECTED if name.endswith(".pdf") and "scan" not in name and "invoice" not in name
)


@cache
def engine() -> Engine:
    return Engine()


def read(name: str) -> tuple[DocumentResult, dict[str, Field]]:
    """Read a sample with the app that fits it; the fields come by their names in results."""
    app = load_app(prebuilt_app_file(EXPECTED[name]["app"]))
    data = (FOLDER / "documents" / name).read_bytes()
    outcome = process_file(FileTask(name=name, data=data, app=app, today=date(2026, 4, 1)), engine=engine())
    assert outcome.result.failure is None
    [document] = outcome.result.documents
    chosen = next(c for c in app.classes if c.name == document.class_name)
    return document, dict(zip(field_names([f.name for f in chosen.fields]), chosen.fields, strict=True))


def judged(name: str) -> Iterator[tuple[str, bool, object, object]]:
    """Yield each printed value's field, whether it was read right, what is printed and what was read."""
    document, fields = read(name)
    values = {field_name: result.value for field_name, result in zip(fields, document.fields, strict=True)}
    for field_name, printed in EXPECTED[name]["fields"].items():
        value, field = values[field_name], fields[field_name]
        if field.kind is FieldKind.LIST:
            rows = [{k: v for k, v in row.items() if v} for row in json.loads(value or "[]")]
            yield field_name, rows == printed, printed, rows
        else:
            yield field_name, value is not None and is_right(value, printed, field.value_type), printed, value


def is_right(value: str, printed: str, value_type: ValueType) -> bool:
    if value_type is ValueType.CURRENCY:
        return value == SYMBOLS[printed.lower()]
    return means_the_same(value, printed, value_type)


@pytest.mark.parametrize("name", TEXTS)
def test_every_value_of_a_text_pdf_is_read(name: str) -> None:
    assert [(field, printed, value) for field, right, printed, value in judged(name) if not right] == []


@pytest.mark.parametrize("name", TEXTS)
def test_nothing_is_read_that_is_not_printed(name: str) -> None:
    document, fields = read(name)
    found = {n for n, result in zip(fields, document.fields, strict=True) if result.value}
    assert found - EXPECTED[name]["fields"].keys() == set()


@pytest.mark.parametrize("name", TEXTS)
def test_a_right_document_has_no_alerts(name: str) -> None:
    document, _ = read(name)
    assert [(field.name, field.alerts) for field in document.fields if field.alerts] == []


@pytest.mark.slow
@pytest.mark.parametrize(("name", "share"), SCANS.items())
def test_most_values_of_a_scan_are_read(name: str, share: float) -> None:
    results = list(judged(name))
    wrong = [(field, printed, value) for field, right, printed, value in results if not right]
    assert 1 - len(wrong) / len(results) >= share, wrong


def test_every_prebuilt_app_has_samples_of_text_and_of_paper() -> None:
    new = {app.name for app in prebuilt_apps()} - {"Invoice", "Receipt"}
    assert {EXPECTED[name]["app"] for name in TEXTS} == {EXPECTED[name]["app"] for name in SCANS} == new
