"""The value must be a date within bounds."""

from collections.abc import Mapping
from datetime import date

from docyard.engine.shapes import Day, Key, Section
from docyard.engine.validation.bounds import in_order
from docyard.engine.validation.subject import RuleKind, Subject
from docyard.engine.values.dates import read_date


def _check(subject: Subject, bounds: Mapping[str, date]) -> str | None:
    meanings = read_date(subject.value)
    name = repr(subject.field.name)
    if not meanings:
        return f"{name} should be a date."
    # Where day and month may be swapped, one meaning within bounds is enough.
    if "from" in bounds and meanings[-1] < bounds["from"]:
        return f"{name} is before {bounds['from']}."
    if "to" in bounds and meanings[0] > bounds["to"]:
        return f"{name} is after {bounds['to']}."
    if not any(bounds.get("from", day) <= day <= bounds.get("to", day) for day in meanings):
        return f"{name} is not from {bounds['from']} to {bounds['to']}."
    return None


DATE_RANGE = RuleKind(
    _check,
    Section(
        "date range",
        (Key("from", Day(), "First day that is right."), Key("to", Day(), "Last day that is right.")),
        rules=(in_order("from", "to"),),
        json_rules={"minProperties": 1},
    ),
    "The value must be a date within bounds. One that may be read day first or month first need fit in one "
    "way only.",
)
