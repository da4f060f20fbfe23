"""Rules over the fields of packets."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from docyard.domain.packets import PacketFieldResult
from docyard.engine.packets.calls import PacketCalls
from docyard.engine.packets.records import Reading
from docyard.engine.shapes import Flag, Shape, Text
from docyard.engine.values.dates import read_date
from docyard.engine.values.numbers import read_number


@dataclass(frozen=True, slots=True)
class PacketSubject:
    """A packet's value, what it could have been, and what it is taken from.

    Attributes:
        calls: asks functions of the app; None where they do not run.
    """

    result: PacketFieldResult
    inputs: Sequence[Reading] = ()
    chosen: Reading | None = None
    calls: PacketCalls | None = None


@dataclass(frozen=True, slots=True)
class PacketRuleKind:
    """A rule for fields of packets.

    Attributes:
        check: gets what it looks at and its options; returns what is wrong in a sentence, or None.
        options: their shape in app files.
        note: what it asks for, for people.
        needs_inputs: whether only ranked fields may have it.
    """

    check: Callable[[PacketSubject, Any], str | None]
    options: Shape
    note: str
    needs_inputs: bool = False


def _has_value(subject: PacketSubject, is_on: bool) -> str | None:
    return "The packet has no value here." if is_on and not subject.result.value else None


def _inputs_match(subject: PacketSubject, is_on: bool) -> str | None:
    values = [reading.value for reading in subject.inputs if reading.value]
    different = next((value for value in values[1:] if not _says_the_same(values[0], value)), None)
    if not is_on or different is None:
        return None
    return f"The documents do not agree: {values[0][:60]!r} and {different[:60]!r}."


def _inputs_are_valid(subject: PacketSubject, is_on: bool) -> str | None:
    wrong = [reading.source for reading in subject.inputs if not reading.is_valid]
    if not is_on or not wrong:
        return None
    return f"{wrong[0].field!r} of document {wrong[0].record} breaks a rule of its own."


def _chosen_is_valid(subject: PacketSubject, is_on: bool) -> str | None:
    if not is_on or subject.chosen is None or subject.chosen.is_valid:
        return None
    source = subject.chosen.source
    return (
        f"The value is that of {source.field!r} in document {source.record}, which breaks a rule of its own."
    )


def _function_accepts(subject: PacketSubject, function: str) -> str | None:
    return None if subject.calls is None else subject.calls.judge(function, subject.result)


def _says_the_same(one: str, other: str) -> bool:
    numbers = read_number(one), read_number(other)
    if None not in numbers:
        return numbers[0] == numbers[1]
    if set(read_date(one)) & set(read_date(other)):
        return True
    return _plain(one) == _plain(other)


def _plain(text: str) -> str:
    return "".join(character for character in text.casefold() if character.isalnum())


PACKET_RULES: Mapping[str, PacketRuleKind] = {
    "required": PacketRuleKind(_has_value, Flag(), "There must be a value."),
    "all_inputs_match": PacketRuleKind(
        _inputs_match,
        Flag(),
        "All inputs with a value must say the same, as numbers, else as dates, else as letters and digits.",
        needs_inputs=True,
    ),
    "all_inputs_valid": PacketRuleKind(
        _inputs_are_valid, Flag(), "No input may break a rule of its own.", needs_inputs=True
    ),
    "chosen_input_valid": PacketRuleKind(
        _chosen_is_valid,
        Flag(),
        "The input that the value is taken from may not break a rule of its own.",
        needs_inputs=True,
    ),
    "function": PacketRuleKind(
        _function_accepts,
        Text(max_length=100),
        "The app's function of that name must accept the value: it returns None or True, else False or what "
        "is wrong. It is also called where there is no value.",
    ),
}
