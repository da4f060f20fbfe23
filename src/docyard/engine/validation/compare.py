"""The value must stand in a relation to another field's."""

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Any

from docyard.engine.shapes import Choice, Key, Section, Text
from docyard.engine.validation.subject import RuleKind, Subject
from docyard.engine.values.dates import read_date
from docyard.engine.values.numbers import read_number


class Relation(StrEnum):
    """How two values stand to each other."""

    EQUAL = "equal"
    DIFFERENT = "different"
    LESS = "less"
    AT_MOST = "at_most"
    MORE = "more"
    AT_LEAST = "at_least"


RELATION_NOTES = {
    Relation.EQUAL: "The same number, date or text.",
    Relation.DIFFERENT: "Not the same number, date or text.",
    Relation.LESS: "Less, or earlier.",
    Relation.AT_MOST: "Less or the same; not later.",
    Relation.MORE: "More, or later.",
    Relation.AT_LEAST: "More or the same; not earlier.",
}

_HOLDS: Mapping[Relation, Callable[[Any, Any], bool]] = {
    Relation.EQUAL: lambda one, other: one == other,
    Relation.DIFFERENT: lambda one, other: one != other,
    Relation.LESS: lambda one, other: one < other,
    Relation.AT_MOST: lambda one, other: one <= other,
    Relation.MORE: lambda one, other: one > other,
    Relation.AT_LEAST: lambda one, other: one >= other,
}

_WORDS = {
    Relation.EQUAL: "equal to",
    Relation.DIFFERENT: "different from",
    Relation.LESS: "less than",
    Relation.AT_MOST: "at most",
    Relation.MORE: "more than",
    Relation.AT_LEAST: "at least",
}


def _check(subject: Subject, options: Mapping[str, Any]) -> str | None:
    relation, other = options["is"], subject.others[options["field"]].value
    if not other:
        return None
    name, other_name = repr(subject.field.name), repr(options["field"])
    pairs = _pairs(subject.value, other)
    if pairs is None and relation not in {Relation.EQUAL, Relation.DIFFERENT}:
        return f"{name} cannot be compared with {other_name}: they are neither numbers nor dates."
    texts = [(subject.value.casefold(), other.casefold())]
    if any(_HOLDS[relation](*pair) for pair in pairs or texts):
        return None
    return f"{name} should be {_WORDS[relation]} {other_name}."


def _pairs(one: str, other: str) -> list[tuple[Any, Any]] | None:
    """Return what two values mean, each way in which both are numbers or both are dates; None if none."""
    numbers = read_number(one), read_number(other)
    if None not in numbers:
        return [numbers]
    return [(a, b) for a in read_date(one) for b in read_date(other)] or None


COMPARE = RuleKind(
    _check,
    Section(
        "comparison",
        (
            Key("is", Choice(Relation, RELATION_NOTES), "How the value must stand.", required=True),
            Key("field", Text(max_length=255), "Name of the other field, of the same class.", required=True),
        ),
    ),
    "The value must stand in a relation to another field's, as numbers, else as dates, else as texts; if the "
    "other field has no value, nothing is asked for.",
)
