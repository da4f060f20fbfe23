"""The value must be the sum of a column of a list."""

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from docyard.domain.rendering import field_names
from docyard.engine.shapes import Key, Number, Section, Text
from docyard.engine.validation.subject import RuleKind, Subject
from docyard.engine.values.numbers import read_number

_TOLERANCE = Decimal("0.01")


def _check(subject: Subject, options: Mapping[str, Any]) -> str | None:
    rows = subject.others[options["list"]].value
    if rows is None:
        return None
    names = [attribute.name for attribute in subject.fields[options["list"]].attributes]
    column = field_names(names)[names.index(options["attribute"])]
    cells = [row[column] for row in json.loads(rows)]
    numbers = [read_number(cell) for cell in cells if cell]
    total, name = read_number(subject.value), repr(subject.field.name)
    where = f"{options['attribute']!r} in {options['list']!r}"
    if total is None or None in numbers:
        return f"{name} cannot be compared with the sum of {where}: not all of them are numbers."
    found = sum((number for number in numbers if number is not None), Decimal(0))
    if abs(found - total) <= options.get("tolerance", _TOLERANCE):
        return None
    return f"{name} is {total}, but {where} sums up to {found}."


SUM = RuleKind(
    _check,
    Section(
        "sum",
        (
            Key("list", Text(max_length=255), "Name of the list field.", required=True),
            Key("attribute", Text(max_length=255), "Name of its attribute to sum up.", required=True),
            Key(
                "tolerance",
                Number(least=Decimal(0)),
                "How far sum and value may lie apart.",
                default=str(_TOLERANCE),
            ),
        ),
    ),
    "The value must be the sum of an attribute over a list's rows; empty cells count as nothing.",
)
