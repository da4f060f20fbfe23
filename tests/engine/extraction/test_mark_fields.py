"""Fields of types boolean, signature and barcode."""

import pytest

from docyard.domain.apps import DocumentClass, Field, ValueType
from docyard.domain.pages import Box, Mark, MarkKind, Page, PageSource, Word
from docyard.domain.results import FieldResult
from docyard.engine.extraction import Scorer, extract

LINES = (
    ("[CHECK]", "Individual", "or", "sole", "proprietor", "[UNCHECK]", "Partnership"),
    ("[UNCHECK]", "Exempt", "payee"),
    ("Signature", "of", "the", "buyer", "[SIGN]"),
    ("Barcode:", "4006381333931"),
)
KINDS = {"[CHECK]": MarkKind.CHECKBOX, "[UNCHECK]": MarkKind.CHECKBOX, "[SIGN]": MarkKind.SIGNATURE}


def _page() -> Page:
    words, marks = [], []
    for line, texts in enumerate(LINES):
        for column, text in enumerate(texts):
            box = Box(20.0 + 120 * column, 40.0 * line, 110.0 + 120 * column, 40.0 * line + 20)
            if text in KINDS:
                marks.append(Mark(KINDS[text], text, box))
            if texts[0] == "Barcode:":
                box = Box(20, 40.0 * line, 300, 40.0 * line + 20)
            words.append(Word(text, box, 1.0, line))
    marks.append(Mark(MarkKind.BARCODE, "4006381333931", words[-1].box))
    return Page(0, 1000, 400, tuple(words), PageSource.TEXT_LAYER, marks=tuple(marks))


def _read(name: str, value_type: ValueType, *aliases: str) -> FieldResult:
    wanted = Field(name, value_type, aliases=aliases)
    (result,) = extract((_page(),), DocumentClass("Form", (wanted,)), scorer=Scorer.untrained())
    return result


@pytest.mark.parametrize(
    ("name", "value"),
    [("individual", "true"), ("partnership", "false"), ("exempt payee", "false"), ("married", None)],
)
def test_a_box_is_read_by_its_label(name: str, value: str | None) -> None:
    assert _read(name, ValueType.BOOLEAN).value == value


def test_a_box_is_its_own_source() -> None:
    (source,) = _read("partnership", ValueType.BOOLEAN).sources
    assert source.box == _page().words[5].box


def test_signatures_and_barcodes() -> None:
    assert _read("signed", ValueType.SIGNATURE, "signature of the buyer").value == "true"
    assert _read("article", ValueType.BARCODE).value == "4006381333931"


def test_signatures_go_by_the_label_above_or_below_them() -> None:
    seller, buyer = Box(100, 100, 300, 160), Box(500, 100, 700, 160)
    words = [Word("[SIGN]", seller, 0.9, 0), Word("[SIGN]", buyer, 0.9, 0)]
    for at, text in enumerate(("Seller", "Buyer")):
        left = 100.0 + 400 * at
        words.append(Word(text, Box(left, 170, left + 80, 190), 1.0, 1))
    marks = tuple(Mark(MarkKind.SIGNATURE, "[SIGN]", box, 0.9) for box in (seller, buyer))
    page = Page(0, 1000, 400, tuple(words), PageSource.OCR, marks=marks)
    wanted = tuple(Field(name, ValueType.SIGNATURE) for name in ("buyer", "seller", "witness"))
    results = extract((page,), DocumentClass("Lease", wanted), scorer=Scorer.untrained())
    assert [result.sources[0].box for result in results] == [buyer, seller, seller]
    sure, _, unsure = (result.confidence or 0 for result in results)
    assert unsure < sure <= 0.9


def test_marks_are_no_text() -> None:
    assert "[" not in (_read("exempt payee", ValueType.TEXT).value or "")


def test_labels_may_stand_above_a_box_or_on_several_lines_before_it() -> None:
    lines = (
        (0, 0, "FATCA filing"),
        (0, 24, "requirement"),
        (300, 0, "Payer made direct sales"),
        (300, 24, "of consumer products"),
    )
    words = [
        Word(text, Box(x + 60.0 * at, float(y), x + 60.0 * at + 50, y + 20.0), 1.0, line)
        for line, (x, y, said) in enumerate(lines)
        for at, text in enumerate(said.split())
    ]
    boxes = {"[CHECK]": Box(50, 60, 70, 80), "[UNCHECK]": Box(500, 24, 520, 44)}
    words += [Word(text, box, 1.0, 9 + k) for k, (text, box) in enumerate(boxes.items())]
    marks = tuple(Mark(MarkKind.CHECKBOX, text, box) for text, box in boxes.items())
    page = Page(0, 1000, 400, tuple(words), PageSource.TEXT_LAYER, marks=marks)
    fields = (
        Field("fatca filing requirement", ValueType.BOOLEAN),
        Field("direct sales", ValueType.BOOLEAN, aliases=("payer made direct sales",)),
    )
    results = extract((page,), DocumentClass("Form", fields), scorer=Scorer.untrained())
    assert [result.value for result in results] == ["true", "false"]
