"""Every value type finds its values as printed, points at their words, and finds none in other matter."""

import pytest

from docyard.domain.apps import ValueType
from docyard.engine.extraction.candidates import FINDERS, Candidate, find_candidates
from docyard.engine.extraction.layout import Layout, lay_out
from docyard.engine.extraction.marks import MARK_TYPES
from tests.engine.extraction.drawn import page

PRINTED: dict[ValueType, list[tuple[str, str]]] = {
    ValueType.TEXT: [("Reference: spare parts", "spare parts"), ("north wing", "north wing")],
    ValueType.ORGANIZATION: [
        ("Harrow & Finch Ltd", "Harrow & Finch Ltd"),
        ("SERI MAJU SDN BHD (884213-K)", "SERI MAJU SDN BHD"),
    ],
    ValueType.PERSON: [("Attn: Maya Lindqvist", "Maya Lindqvist")],
    ValueType.ADDRESS: [("12 Quay Street, 5th Floor", "12 Quay Street, 5th Floor")],
    ValueType.DATE: [
        ("Date: 14/03/2018 18:22", "14/03/2018"),
        ("2024-06-05", "2024-06-05"),
        ("issued 5. März 2024", "5. März 2024"),
        ("March 5, 2024", "March 5, 2024"),
        ("le 5 février 2024", "5 février 2024"),
        ("27MAR 2018", "27MAR 2018"),
        ("31-1-18", "31-1-18"),
    ],
    ValueType.TIME: [("Time 18:22:05", "18:22:05"), ("at 6:05 PM today", "6:05 PM")],
    ValueType.AMOUNT: [
        ("TOTAL RM 21.09", "21.09"),
        ("TOTAL RM 21.09", "RM 21.09"),
        ("1.234,56 €", "1.234,56"),
        ("USD 4,950", "USD 4,950"),
        ("-0.02", "-0.02"),
    ],
    ValueType.NUMBER: [("Qty 12", "12"), ("3.5 kg", "3.5")],
    ValueType.PERCENTAGE: [
        ("VAT 19 %", "19 %"),
        ("2,5% Skonto", "2,5%"),
        ("12.5 percent a year", "12.5 percent"),
    ],
    ValueType.CURRENCY: [("TOTAL RM 21.09", "MYR"), ("119,00 €", "EUR"), ("Currency: CHF", "CHF")],
    ValueType.IDENTIFIER: [("Invoice No: INV-2024/117", "INV-2024/117"), ("PO 88213", "88213")],
    ValueType.PHONE: [("TEL: 03-8061 2277", "03-8061 2277"), ("Tel +49 431 998877", "+49 431 998877")],
    ValueType.EMAIL: [("mail to desk@harbour.example now", "desk@harbour.example")],
    ValueType.IBAN: [("IBAN: DE89 3704 0044 0532 0130 00", "DE89 3704 0044 0532 0130 00")],
    ValueType.MRZ: [],  # takes several lines; see test_forms
    ValueType.TAX_ID: [("USt-IdNr. DE811234567", "DE811234567"), ("GST ID: 000744100864", "000744100864")],
}
# Nothing here has the form of a date, an amount and so on.
OTHER_MATTER = "thank you and please come again"
FREE_TYPES = {ValueType.TEXT, ValueType.ORGANIZATION, ValueType.PERSON, ValueType.ADDRESS}


def found(text: str, value_type: ValueType) -> tuple[Layout, tuple[Candidate, ...]]:
    layout = lay_out([page((40, 40, text))])
    return layout, find_candidates(layout, value_type)


def test_every_value_type_has_a_finder_and_examples() -> None:
    assert set(FINDERS) == set(ValueType) - set(MARK_TYPES) == set(PRINTED)


@pytest.mark.parametrize(
    ("value_type", "text", "value"), [(t, text, v) for t, pairs in PRINTED.items() for text, v in pairs]
)
def test_a_value_is_found_as_printed(value_type: ValueType, text: str, value: str) -> None:
    _, candidates = found(text, value_type)
    assert value in {c.text for c in candidates}


def test_a_day_is_no_identifier() -> None:
    _, candidates = found("Order 8841 of 01.03.2024", ValueType.IDENTIFIER)
    assert {"8841", "01.03.2024"} & {c.text for c in candidates} == {"8841"}


def test_numbers_that_are_not_of_their_country_are_told_apart() -> None:
    _, candidates = found("DE811234567 and DE87654321", ValueType.TAX_ID)
    variants = {c.text: c.variant for c in candidates}
    assert variants["DE811234567"] != variants["DE87654321"]


def test_a_name_keeps_its_legal_form_across_a_gap() -> None:
    layout = lay_out([page((40, 40, "QUILLON WERKE"), (240, 40, "GMBH"))])
    names = {c.text for c in find_candidates(layout, ValueType.ORGANIZATION)}
    assert "QUILLON WERKE GMBH" in names
    assert "GMBH" not in names


def test_what_stands_in_brackets_names_nobody() -> None:
    _, candidates = found("(GTIN)", ValueType.ORGANIZATION)
    assert not candidates


@pytest.mark.parametrize("value_type", list(FINDERS))
def test_spans_give_the_text(value_type: ValueType) -> None:
    for text, _ in PRINTED[value_type]:
        layout, candidates = found(text, value_type)
        for candidate in candidates:
            pieces = [layout.segments[s.segment].text[s.start : s.end] for s in candidate.spans]
            assert all(pieces)
            if value_type is not ValueType.CURRENCY:
                assert " ".join(pieces) == candidate.text


@pytest.mark.parametrize("value_type", list(FINDERS))
def test_no_candidate_comes_twice(value_type: ValueType) -> None:
    for text, _ in PRINTED[value_type]:
        _, candidates = found(text, value_type)
        assert len({(c.text, c.spans) for c in candidates}) == len(candidates)


@pytest.mark.parametrize("value_type", [t for t in FINDERS if t not in FREE_TYPES])
def test_other_matter_has_no_candidate(value_type: ValueType) -> None:
    _, candidates = found(OTHER_MATTER, value_type)
    assert candidates == ()


@pytest.mark.parametrize("value_type", list(FINDERS))
def test_a_blank_page_has_no_candidate(value_type: ValueType) -> None:
    assert find_candidates(lay_out([page()]), value_type) == ()


@pytest.mark.parametrize("text", ["45/13/2018", "99.99.2018", "0/0/2018"])
def test_an_impossible_date_is_none(text: str) -> None:
    _, candidates = found(text, ValueType.DATE)
    assert candidates == ()
