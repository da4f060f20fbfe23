"""The value must be a number within bounds."""

from collections.abc import Mapping
from decimal import Decimal

from docyard.engine.shapes import Key, Number, Section
from docyard.engine.validation.bounds import in_order
from docyard.engine.validation.subject import RuleKind, Subject
from docyard.engine.values.numbers import read_number


def _check(subject: Subject, bounds: Mapping[str, Decimal]) -> str | None:
    number = read_number(subject.value)
    name = repr(subject.field.name)
    if number is None:
        return f"{name} should be a number."
    if "min" in bounds and number < bounds["min"]:
        return f"{name} is less than {bounds['min']}."
    if "max" in bounds and number > bounds["max"]:
        return f"{name} is more than {bounds['max']}."
    return None


RANGE = RuleKind(
    _check,
    Section(
        "range",
        (
            Key("min", Number(), "Least number or amount that is right."),
            Key("max", Number(), "Greatest number or amount that is right."),
        ),
        rules=(in_order("min", "max"),),
        json_rules={"minProperties": 1},
    ),
    "The value must be a number or an amount within bounds; its currency is not looked at.",
)
