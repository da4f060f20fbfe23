"""Extraction finds the values of prebuilt and own apps, says where they stand, and invents none."""

import json

import pytest

from docyard.domain.apps import DocumentClass, Field, FieldKind, ValueType
from docyard.domain.pages import Page
from docyard.domain.results import FieldResult
from docyard.engine.appfiles import prebuilt_apps
from docyard.engine.extraction import Scorer, extract
from tests.engine.extraction.drawn import INVOICE, RECEIPT, page


@pytest.fixture(scope="module")
def shipped() -> Scorer:
    return Scorer.load()


def prebuilt(name: str) -> DocumentClass:
    return next(app for app in prebuilt_apps() if app.name == name).classes[0]


def by_name(results: tuple[FieldResult, ...]) -> dict[str, FieldResult]:
    return {r.name: r for r in results}


RECEIPT_VALUES = {
    "company": "BLUE LANTERN TRADING SDN BHD",
    "date": "14/03/2018",
    "time": "18:22",
    "receipt number": "R-10442",
    "phone": "03-8061 2277",
    "currency": "MYR",
    "cash": "50.00",
    "change": "28.91",
    "tax": "1.19",
    "subtotal": "19.90",
}


@pytest.mark.parametrize(("name", "value"), RECEIPT_VALUES.items())
def test_a_receipt_is_read_with_the_shipped_scorer(name: str, value: str, shipped: Scorer) -> None:
    result = by_name(extract([RECEIPT], prebuilt("Receipt"), scorer=shipped))[name]
    assert (result.value or "").removeprefix("RM ") == value


def test_address_and_total_of_a_receipt(shipped: Scorer) -> None:
    results = by_name(extract([RECEIPT], prebuilt("Receipt"), scorer=shipped))
    assert results["address"].value == "NO. 12, JALAN MELATI 3, TAMAN SERI 47100 PUCHONG, SELANGOR"
    assert (results["total"].value or "").removeprefix("RM ") == "21.09"


INVOICE_VALUES = {
    "supplier": "Nordhafen Werkzeuge GmbH",
    "supplier tax id": "DE811234567",
    "customer": "Atelier Sommerfeld KG",
    "invoice number": "RE-4471",
    "invoice date": "05.06.2024",
    "due date": "05.07.2024",
    "currency": "EUR",
    "subtotal": "100,00",
    "tax": "19,00",
    "total": "119,00",
    "iban": "DE89 3704 0044 0532 0130 00",
}


@pytest.mark.parametrize(("name", "value"), INVOICE_VALUES.items())
def test_an_invoice_is_read_with_the_shipped_scorer(name: str, value: str, shipped: Scorer) -> None:
    result = by_name(extract([INVOICE], prebuilt("Invoice"), scorer=shipped))[name]
    assert (result.value or "").removesuffix(" EUR") == value


def test_line_items_are_a_list_of_objects_with_sources(shipped: Scorer) -> None:
    result = by_name(extract([INVOICE], prebuilt("Invoice"), scorer=shipped))["line items"]
    assert json.loads(result.value or "") == [
        {"description": "Bohrer 8 mm", "quantity": "4", "unit_price": "12,50", "amount": "50,00"},
        {"description": "Schraubzwinge", "quantity": "2", "unit_price": "25,00", "amount": "50,00"},
    ]
    assert len(result.sources) == 10


def test_line_items_of_a_receipt_need_no_heading(shipped: Scorer) -> None:
    result = by_name(extract([RECEIPT], prebuilt("Receipt"), scorer=shipped))["line items"]
    rows = json.loads(result.value or "")
    assert [(r["description"], r["amount"]) for r in rows] == [
        ("COPPER WIRE 2M", "12.50"),
        ("HINGE SET", "7.40"),
    ]


@pytest.mark.parametrize("name", ["Receipt", "Invoice"])
@pytest.mark.parametrize(
    "pages", [[], [page()], [page((300, 500, "thank you"))]], ids=["none", "blank", "words"]
)
def test_nothing_is_made_up(name: str, pages: list[Page], shipped: Scorer) -> None:
    for scorer in (shipped, Scorer.untrained()):
        results = extract(pages, prebuilt(name), scorer=scorer)
        assert [r.name for r in results] == [f.name for f in prebuilt(name).fields]
        assert {r.name: r.value for r in results if r.value is not None} == {}
        assert all(r.confidence is None and r.sources == () for r in results)


def test_a_field_that_is_not_printed_stays_empty(shipped: Scorer) -> None:
    results = by_name(extract([RECEIPT], prebuilt("Receipt"), scorer=shipped))
    assert results["tax id"].value is None
    assert by_name(extract([INVOICE], prebuilt("Invoice"), scorer=shipped))["purchase order"].value is None


def test_sources_lie_on_the_words_of_the_value(shipped: Scorer) -> None:
    for result in extract([RECEIPT], prebuilt("Receipt"), scorer=shipped):
        if result.value is None or result.name in ("line items", "currency"):
            continue
        assert len(result.sources) == len(result.value.split())
        for source, word in zip(result.sources, result.value.split(), strict=True):
            box = source.box
            under = [
                w
                for w in RECEIPT.words
                if w.box.x0 <= box.x0 + 0.01 and box.x1 <= w.box.x1 + 0.01 and w.box.y0 == box.y0
            ]
            assert [w for w in under if word in w.text], (result.name, word)


def test_a_part_of_a_word_gets_a_part_of_its_box() -> None:
    fields = (Field("due date", ValueType.DATE),)
    (result,) = extract(
        [page((100, 40, "DueDate:05/07/2024"))], DocumentClass("Letter", fields), scorer=Scorer.untrained()
    )
    assert result.value == "05/07/2024"
    (source,) = result.sources
    assert (source.box.x0, source.box.x1) == pytest.approx((180, 280))


def test_pages_of_sources_are_those_of_the_file() -> None:
    fields = (Field("contract number", ValueType.IDENTIFIER),)
    pages = [page((40, 40, "preface"), index=3), page((40, 40, "Contract number: C-771"), index=4)]
    (result,) = extract(pages, DocumentClass("Contract", fields), scorer=Scorer.untrained())
    assert (result.value, result.sources[0].page) == ("C-771", 4)


OWN_FIELDS = (
    Field("policy number", ValueType.IDENTIFIER),
    Field("premium", ValueType.AMOUNT, aliases=("yearly premium",)),
    Field("start date", ValueType.DATE, aliases=("valid from",)),
    Field("agent", ValueType.PERSON, aliases=("your agent",)),
    Field("claims email", ValueType.EMAIL),
)


def test_an_own_app_works_without_training() -> None:
    letter = page(
        (40, 40, "Seaside Mutual"),
        (40, 100, "Policy number"),
        (400, 100, "PN-55-0091"),
        (40, 130, "Valid from"),
        (400, 130, "1 April 2025"),
        (40, 160, "Yearly premium"),
        (400, 160, "£ 412.80"),
        (40, 190, "Your agent"),
        (400, 190, "Tom Ashdown"),
        (40, 220, "Claims"),
        (400, 220, "claims@seaside.example"),
    )
    results = by_name(extract([letter], DocumentClass("Policy", OWN_FIELDS), scorer=Scorer.untrained()))
    assert {n: r.value for n, r in results.items()} == {
        "policy number": "PN-55-0091",
        "premium": "412.80",
        "start date": "1 April 2025",
        "agent": "Tom Ashdown",
        "claims email": "claims@seaside.example",
    }
    assert all(0 < (r.confidence or 0) <= 1 and r.ocr_confidence == 0.9 for r in results.values())


def test_the_same_pages_give_the_same_results(shipped: Scorer) -> None:
    once = extract([INVOICE], prebuilt("Invoice"), scorer=shipped)
    assert extract([INVOICE], prebuilt("Invoice"), scorer=shipped) == once


def test_a_list_without_rows_is_empty() -> None:
    items = Field(
        "items", kind=FieldKind.LIST, attributes=(Field("description"), Field("amount", ValueType.AMOUNT))
    )
    (result,) = extract(
        [page((40, 40, "Dear Sir"))], DocumentClass("Letter", (items,)), scorer=Scorer.untrained()
    )
    assert result.value is None
