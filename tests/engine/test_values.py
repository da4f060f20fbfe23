"""What printed values mean."""

from datetime import date
from decimal import Decimal

import pytest

from docyard.engine.values.dates import DateOrder, read_date
from docyard.engine.values.numbers import find_currency, read_number


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1,234.56", "1234.56"),
        ("1.234,56 €", "1234.56"),
        ("1.234", "1234"),
        ("1.234.567", "1234567"),
        ("0.125", "0.125"),
        ("1234.567", "1234.567"),
        ("RM 12.50", "12.50"),
        ("-5,00 EUR", "-5.00"),
        ("€-5", "-5"),
        ("(12.00)", "-12.00"),
        ("19 %", "19"),
        ("1'000.00 CHF", "1000.00"),
        (".5", "0.5"),
    ],
)
def test_numbers_are_read_in_any_usual_notation(text: str, number: str) -> None:
    assert read_number(text) == Decimal(number)


@pytest.mark.parametrize("text", ["", "INV-12", "12 of 13", "2026-01-31", "€", "1" * 31, "twelve"])
def test_what_is_more_than_a_number_is_none(text: str) -> None:
    assert read_number(text) is None


def test_currencies_stand_before_or_after() -> None:
    assert [find_currency(text) for text in ("€ 5", "5 USD", "5", "x")] == ["€", "USD", None, None]


def test_dates_have_all_their_meanings() -> None:
    assert read_date("03/04/2026") == (date(2026, 3, 4), date(2026, 4, 3))
    assert read_date("03/04/2026", order=DateOrder.DAY_FIRST) == (date(2026, 4, 3),)
    assert read_date("03/04/2026", order=DateOrder.MONTH_FIRST) == (date(2026, 3, 4),)
    assert read_date("2026-03-04") == (date(2026, 3, 4),)
    assert read_date("31.12.25") == (date(2025, 12, 31),)
    assert read_date("4 March 2026") == (date(2026, 3, 4),)
    assert read_date("30/02/2026") == read_date("soon") == ()
