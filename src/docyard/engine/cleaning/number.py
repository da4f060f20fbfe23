"""Numbers and amounts in another notation."""

from collections.abc import Iterable, Mapping
from decimal import ROUND_HALF_UP, Context, Decimal, localcontext
from enum import StrEnum
from typing import Any

import yaml

from docyard.engine.cleaning.step import Cleaning, NotCleaned
from docyard.engine.shapes import Choice, Entry, Key, Number, Section, problem_at
from docyard.engine.values.numbers import read_number
from docyard.errors import AppFileProblem


class DecimalMark(StrEnum):
    """What stands before the fraction."""

    POINT = "point"
    COMMA = "comma"


class Grouping(StrEnum):
    """What stands between thousands."""

    NONE = "none"
    POINT = "point"
    COMMA = "comma"
    SPACE = "space"


MARK_NOTES = {DecimalMark.POINT: "1234.50.", DecimalMark.COMMA: "1234,50."}
GROUPING_NOTES = {
    Grouping.NONE: "1234567.", Grouping.POINT: "1.234.567.", Grouping.COMMA: "1,234,567.",
    Grouping.SPACE: "1 234 567.",
}  # fmt: skip
_MOST_PLACES = 10


def _clean(text: str, options: Mapping[str, Any]) -> str:
    number = read_number(text)
    if number is None:
        raise NotCleaned("is no number")
    if "places" in options:
        places = min(options["places"], _MOST_PLACES)
        number = _rounded(number, places)
    marks = {Grouping.NONE: "", Grouping.POINT: ".", Grouping.COMMA: ",", Grouping.SPACE: " "}
    whole, point, fraction = f"{number:,f}".partition(".")
    mark = "," if options.get("decimal") is DecimalMark.COMMA else "."
    return whole.replace(",", marks[options.get("grouping", Grouping.NONE)]) + (
        mark + fraction if point else ""
    )


def _rounded(number: Decimal, places: int) -> Decimal:
    step = Decimal(1).scaleb(-places)
    with localcontext(Context(prec=60)):
        return number.quantize(step, rounding=ROUND_HALF_UP)


def _marks_differ(node: yaml.Node, entries: Mapping[str, Entry]) -> Iterable[AppFileProblem]:
    del node
    if "grouping" not in entries:
        return
    decimal = entries["decimal"].value if "decimal" in entries else DecimalMark.POINT
    if str(entries["grouping"].value) == str(decimal):
        yield problem_at(
            entries["grouping"].value_node, "'grouping' and 'decimal' are the same mark; choose another."
        )


NUMBER = Cleaning(
    _clean,
    Section(
        "number format",
        (
            Key(
                "decimal",
                Choice(DecimalMark, MARK_NOTES),
                "What stands before the fraction.",
                default="point",
            ),
            Key(
                "grouping", Choice(Grouping, GROUPING_NOTES), "What stands between thousands.", default="none"
            ),
            Key(
                "places",
                Number(least=Decimal(0), is_whole=True),
                "Digits of the fraction, up to 10, rounded half up; without it, as printed.",
            ),
        ),
        rules=(_marks_differ,),
    ),
    "Write a number or an amount in another notation, without currency and percent sign.",
)
