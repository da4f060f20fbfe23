"""Fields that an app knows by little more than their names: names of programs, descriptions, sentences."""

import pytest

from docyard.domain.apps import DocumentClass, Field, ValueType
from docyard.domain.pages import Page
from docyard.engine.extraction import Scorer, extract
from tests.engine.extraction.drawn import page

POLICY = page(
    (60, 40, "POLICY NO. FHO-29500"),
    (60, 80, "Employee: Ada Quill"),
    (60, 120, "Phone (209) 555-0150"),
    (60, 160, "Regd. No."),
    (300, 160, "A-1001"),
    (60, 200, "Billing period 05/08/2024 to 06/10/2024"),
    (60, 240, "Weather:"),
    (240, 240, "Landform:"),
    (60, 270, "sunny"),
    (240, 270, "low hill"),
    (60, 310, "STATUS NAME=Harbour Office"),
    (60, 350, "支店： 横浜南"),
    (60, 390, "Total assets"),
    (500, 390, "7,701,888,860"),
)


def read(pages: Page, *fields: Field) -> list[str | None]:
    results = extract((pages,), DocumentClass("Document", fields), scorer=Scorer.untrained())
    return [result.value for result in results]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        (Field("policyNumber"), "FHO-29500"),
        (Field("employee_name"), "Ada Quill"),
        (Field("storePhone"), "(209) 555-0150"),
        (Field("registration", description="the number printed as 'Regd. No.' on the card"), "A-1001"),
        (Field("branch", description="issuing branch (支店)"), "横浜南"),
        (Field("status name"), "Harbour Office"),
        (Field("totalAssets", ValueType.AMOUNT), "7,701,888,860"),
        (Field("totalAssets", ValueType.NUMBER), "7,701,888,860"),
    ],
    ids=lambda value: value.name if isinstance(value, Field) else None,
)
def test_a_field_is_found_by_its_name_or_description(field: Field, value: str) -> None:
    assert read(POLICY, field) == [value]


def test_a_range_of_dates_has_a_start_and_an_end() -> None:
    fields = Field("billingPeriodStart", ValueType.DATE), Field("billingPeriodEnd", ValueType.DATE)
    assert read(POLICY, *fields) == ["05/08/2024", "06/10/2024"]


def test_what_ends_in_a_colon_is_no_value() -> None:
    assert read(POLICY, Field("weather"), Field("landform")) == ["sunny", "low hill"]


AGREEMENT = page(
    (40, 40, "This Agreement is entered into by and between Quillon Freight, Inc., a Delaware"),
    (40, 70, "corporation, and the persons that are named at the end of it, dated as of May 4, 2021."),
    (40, 100, "It is governed by the laws of the State of New York, without regard to conflicts, and"),
    (40, 130, "all duties in it shall continue for a period of two (2) years after the last delivery."),
    (40, 160, "TARRANT BANK, N.A., as Lender, and Vance Holdings LLC (the “Guarantor”) agree to this."),
)


SHOP = ((60, 40, "Harbour Books"), (60, 70, "12 Quay Street"), (60, 100, "Salem, OR 97301"))
PARTS = tuple(Field(name) for name in ("storeStreetAddress", "storeCity", "storeState", "storeZip"))


def test_parts_of_the_only_address_are_found_by_their_names() -> None:
    assert read(page(*SHOP), *PARTS) == ["12 Quay Street", "Salem", "OR", "97301"]


def test_of_two_addresses_no_part_is_guessed() -> None:
    elsewhere = page(*SHOP, (60, 200, "Ada Vance"), (60, 230, "9 Mill Lane"), (60, 260, "Reno, NV 89501"))
    assert read(elsewhere, *PARTS[1:]) == [None, None, None]


SIDES = page(
    (40, 40, "This agreement is made on May 4, 2021 by and between Quillon Freight, Inc., a Delaware"),
    (40, 70, "corporation that has its offices at 3 Harbour Road (the “Company”), and Ada Vance, an"),
    (40, 100, "individual who lives in Kiel, and it replaces all that was said and written before."),
)


def test_the_two_sides_of_an_agreement_stand_behind_between_and_and() -> None:
    one = Field("one party", ValueType.ORGANIZATION, aliases=("between",))
    other = Field("other party", ValueType.PERSON, aliases=("and",))
    assert read(SIDES, one, other) == ["Quillon Freight, Inc.", "Ada Vance"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        (Field("party", ValueType.ORGANIZATION, aliases=("by and between",)), "Quillon Freight, Inc."),
        (Field("date", ValueType.DATE, aliases=("dated as of",)), "May 4, 2021"),
        (Field("law", aliases=("governed by the laws of the state of",)), "New York"),
        (Field("term", aliases=("for a period of",)), "2 years"),
        (Field("lender", ValueType.ORGANIZATION), "TARRANT BANK, N.A."),
        (Field("guarantor", ValueType.ORGANIZATION), "Vance Holdings LLC"),
    ],
    ids=lambda value: value.name if isinstance(value, Field) else None,
)
def test_a_value_is_read_from_its_sentence(field: Field, value: str) -> None:
    assert read(AGREEMENT, field) == [value]


def test_pages_written_leftward_are_read_leftward() -> None:
    drawn = page(
        (400, 40, "גורן"),
        (450, 40, "אקו"),
        (600, 40, "לכבוד:"),
        (500, 80, "043549229"),
        (600, 80, "מספר:"),
    )
    fields = Field("customer", aliases=("לכבוד",)), Field("number", ValueType.IDENTIFIER, aliases=("מספר",))
    assert read(drawn, *fields) == ["אקו גורן", "043549229"]
