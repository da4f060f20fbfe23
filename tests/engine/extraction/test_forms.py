"""Printed forms: values are taken from the cells of their labels."""

import pytest

from docyard.domain.apps import DocumentClass, Field, ValueType
from docyard.engine.extraction import Scorer, extract
from tests.engine.extraction.drawn import page

FIELDS = (
    Field("holder", aliases=("name of holder as shown on the card",)),
    Field("street", aliases=("street and number",)),
    Field("reference", value_type=ValueType.IDENTIFIER, aliases=("reference number",)),
    Field("country", aliases=("country of residence",)),
    Field("paid", value_type=ValueType.AMOUNT, aliases=("fees paid",)),
    Field("withheld", value_type=ValueType.AMOUNT, aliases=("fees withheld",)),
    Field("number", value_type=ValueType.TAX_ID, aliases=("social security number",)),
    Field("signer", aliases=("print name of signer",)),
)

FORM = (
    (40, 40, "1 Name of holder as shown on the card. Do not leave this line blank."),
    (60, 65, "Rosalind Vance"),
    (40, 100, "2 Street and number"),
    (60, 125, "5 Wilson Street"),
    (40, 160, "3 Reference number"),
    (40, 220, "4 Fees paid"),
    (400, 220, "5 Fees withheld"),
    (60, 245, "$"),
    (90, 245, "1,500.00"),
    (40, 280, "6 The holder is a country of residence of Norland"),
    (40, 330, "Social security number"),
    (40, 355, "1"), (70, 355, "2"), (100, 355, "3"), (130, 355, "-"), (160, 355, "4"), (190, 355, "5"),
    (220, 355, "-"), (250, 355, "6"), (280, 355, "7"), (310, 355, "8"), (340, 355, "9"),
    (40, 480, "Jo Carrow"),
    (40, 505, "Print name of signer"),
)  # fmt: skip


def read(*words: tuple[int, int, str]) -> dict[str, str | None]:
    results = extract([page(*words)], DocumentClass("Form", FIELDS), scorer=Scorer.untrained())
    return {result.name: result.value for result in results}


@pytest.fixture(scope="module")
def values() -> dict[str, str | None]:
    return read(*FORM)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("holder", "Rosalind Vance"),
        ("paid", "$ 1,500.00"),
        ("country", "Norland"),
        ("number", "1 2 3 - 4 5 - 6 7 8 9"),
        ("signer", "Jo Carrow"),
    ],
)
def test_a_value_is_read_from_its_cell(values: dict[str, str | None], name: str, value: str) -> None:
    assert values[name] == value


def test_a_street_with_a_number_is_no_box(values: dict[str, str | None]) -> None:
    assert values["street"] == "5 Wilson Street"


def test_an_empty_cell_gives_no_value(values: dict[str, str | None]) -> None:
    assert values["reference"] is None
    assert values["withheld"] is None


def test_an_employee_is_no_employer() -> None:
    fields = (
        Field("employer", value_type=ValueType.ORGANIZATION, aliases=("employer name",)),
        Field("employee", value_type=ValueType.PERSON, aliases=("employee name",)),
    )
    drawn = page((40, 40, "Employee name"), (300, 40, "Jo Carrow"))
    results = extract([drawn], DocumentClass("Pay", fields), scorer=Scorer.untrained())
    assert [result.value for result in results] == [None, "Jo Carrow"]


def test_a_machine_readable_zone_is_read_over_its_lines() -> None:
    lines = ("P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "L898902C36UTO74O8122F1204159ZE184226B<<<<<10")
    fields = (Field("zone", value_type=ValueType.MRZ),)
    drawn = page((40, 700, lines[0]), (40, 725, lines[1]))
    [result] = extract([drawn], DocumentClass("Passport", fields), scorer=Scorer.untrained())
    assert result.value == " ".join(lines).replace("O8122", "08122")
    assert len(result.sources) == 2


def test_what_is_signed_stands_above_its_line() -> None:
    values = read(*FORM, (40, 530, "For instructions, see the separate sheet."))
    assert values["signer"] == "Jo Carrow"
    unsigned = read(*(w for w in FORM if w[2] != "Jo Carrow"), (40, 530, "See the separate sheet."))
    assert unsigned["signer"] is None


def test_a_label_of_two_lines_stays_nearer_to_the_value_below_it() -> None:
    values = read(
        (40, 10, "CORRECTED (if checked)"),
        (40, 40, "Name of holder as shown on the card, street, city or town"),
        (40, 65, "and country of residence"),
        (40, 95, "Rosalind Vance"),
        *FORM[2:],
    )
    assert values["holder"] == "Rosalind Vance"
