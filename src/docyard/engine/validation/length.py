"""The value must have a number of characters, or a list a number of rows."""

import json
from collections.abc import Mapping
from decimal import Decimal

from docyard.engine.shapes import Key, Number, Section
from docyard.engine.validation.bounds import in_order
from docyard.engine.validation.subject import RuleKind, Subject


def _check(subject: Subject, bounds: Mapping[str, int]) -> str | None:
    is_list = subject.field.kind.has_rows
    length = len(json.loads(subject.value) if is_list else subject.value)
    what = "rows" if is_list else "characters"
    if length < bounds.get("min", 0):
        return f"{subject.field.name!r} has {length} {what}; at least {bounds['min']} are asked for."
    if length > bounds.get("max", length):
        return f"{subject.field.name!r} has {length} {what}; at most {bounds['max']} are right."
    return None


_COUNT = Number(least=Decimal(0), is_whole=True)

LENGTH = RuleKind(
    _check,
    Section(
        "length",
        (Key("min", _COUNT, "Least number that is right."), Key("max", _COUNT, "Greatest that is right.")),
        rules=(in_order("min", "max"),),
        json_rules={"minProperties": 1},
    ),
    "The value must have so many characters; a list, so many rows.",
    on_lists=True,
)
