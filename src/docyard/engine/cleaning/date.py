"""Dates in another notation."""

import re
from collections.abc import Mapping
from typing import Any

from docyard.engine.cleaning.step import Cleaning, NotCleaned
from docyard.engine.shapes import Choice, Key, Section, Text
from docyard.engine.values.dates import DateOrder, read_date

ORDER_NOTES = {
    DateOrder.DAY_FIRST: "03/04/2026 is in April.",
    DateOrder.MONTH_FIRST: "03/04/2026 is in March.",
}
_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_PARTS = re.compile("YYYY|YY|MMMM|MMM|MM|M|DD|D")


def _clean(text: str, options: Mapping[str, Any]) -> str:
    meanings = read_date(text, order=options.get("order"))
    if not meanings:
        raise NotCleaned("is no date")
    if len(meanings) > 1:
        raise NotCleaned(f"may be {meanings[0]} or {meanings[1]}; say which with 'order'")
    [day] = meanings
    month = _MONTHS[day.month - 1]
    parts = {
        "YYYY": f"{day.year:04}", "YY": f"{day.year % 100:02}", "MMMM": month, "MMM": month[:3],
        "MM": f"{day.month:02}", "M": str(day.month), "DD": f"{day.day:02}", "D": str(day.day),
    }  # fmt: skip
    return _PARTS.sub(lambda part: parts[part[0]], options["output"])


def _fault(output: str) -> str | None:
    rest = _PARTS.sub("", output)
    if any(letter.isalpha() for letter in rest) or rest == output:
        return (
            "should be made of YYYY, YY, MMMM, MMM, MM, M, DD and D with marks between, such as YYYY-MM-DD."
        )
    return None


DATE = Cleaning(
    _clean,
    Section(
        "date format",
        (
            Key(
                "output",
                Text(max_length=50, fault=_fault),
                "Made of YYYY, YY, MMMM (month's English name), MMM, MM, M, DD and D, such as YYYY-MM-DD.",
                required=True,
            ),
            Key(
                "order",
                Choice(DateOrder, ORDER_NOTES),
                "What stands first in dates of numbers only; without it, those of two meanings stay.",
            ),
        ),
    ),
    "Write a date in another notation.",
)
