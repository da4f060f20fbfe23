"""The value must be a date near the day of the run."""

from collections.abc import Mapping
from decimal import Decimal

from docyard.engine.shapes import Key, Number, Section
from docyard.engine.validation.bounds import at_least_one
from docyard.engine.validation.subject import RuleKind, Subject
from docyard.engine.values.dates import read_date


def _check(subject: Subject, window: Mapping[str, int]) -> str | None:
    meanings = [(subject.today - day).days for day in read_date(subject.value)]
    name = repr(subject.field.name)
    if not meanings:
        return f"{name} should be a date."
    most, least = window.get("past_days", max(meanings)), -window.get("future_days", -min(meanings))
    if any(least <= days <= most for days in meanings):
        return None
    if min(meanings) > most:
        return f"{name} is more than {most} days before the day of the run, {subject.today}."
    if max(meanings) < least:
        return f"{name} is more than {-least} days after the day of the run, {subject.today}."
    return f"{name} is too far from the day of the run, {subject.today}."


_DAYS = Number(least=Decimal(0), is_whole=True)

DATE_WINDOW = RuleKind(
    _check,
    Section(
        "date window",
        (
            Key("past_days", _DAYS, "Days before the run's that are right at most."),
            Key("future_days", _DAYS, "Days after the run's that are right at most."),
        ),
        rules=(at_least_one("past_days", "future_days"),),
        json_rules={"minProperties": 1},
    ),
    "The value must be a date near the day (UTC) on which the run started.",
)
