"""The vocabulary that the app file's schema, and the options of rules and cleaning steps, are written in."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Any

import yaml

from docyard.errors import AppFileProblem

INVALID = object()
"""Stands for a value that has a problem; the problem itself is reported apart."""


@dataclass(frozen=True, slots=True)
class Text:
    """Text without white space at its ends.

    Attributes:
        max_length: characters.
        pattern: regular expression the whole text must match, in the dialect that Python and
            JSON Schema share; None allows any text.
        meaning: what the pattern asks for, in words.
        may_break: whether it may run over several lines.
        as_is: white space counts, and the text may be empty.
        fault: says what is wrong with a text that all else allows, or None.
    """

    max_length: int
    pattern: str | None = None
    meaning: str = "text"
    may_break: bool = False
    as_is: bool = False
    fault: Callable[[str], str | None] | None = None


@dataclass(frozen=True, slots=True)
class Flag:
    """true or false."""


@dataclass(frozen=True, slots=True)
class Share:
    """A number from 0 to 1."""


@dataclass(frozen=True, slots=True)
class Number:
    """A decimal number; ``is_whole`` allows no fraction."""

    least: Decimal | None = None
    is_whole: bool = False


@dataclass(frozen=True, slots=True)
class Day:
    """A calendar date, written YYYY-MM-DD."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One word of an enum; ``notes`` says in a sentence what each word means."""

    options: type[StrEnum]
    notes: Mapping[Any, str]


@dataclass(frozen=True, slots=True)
class Many:
    """A list.

    Attributes:
        noun: what one entry is, for messages, e.g. ``field``.
        max_items: greatest number of entries.
        distinct: key whose text may not repeat among entries, ignoring case; None checks none.
    """

    items: "Shape"
    noun: str
    max_items: int
    min_items: int = 0
    distinct: str | None = None


@dataclass(frozen=True, slots=True)
class Key:
    """One key of a section; ``default`` is what leaving it out means, for the manual."""

    name: str
    shape: "Shape"
    description: str
    required: bool = False
    default: str | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """A key of a section as written: its checked value and where key and value stand."""

    value: object
    key_node: yaml.Node
    value_node: yaml.Node


Rule = Callable[[yaml.Node, Mapping[str, Entry]], Iterable[AppFileProblem]]


@dataclass(frozen=True, slots=True)
class Section:
    """A mapping with known keys.

    Attributes:
        noun: what it describes, for messages, e.g. ``field``.
        rules: what must hold between its keys; they see the known keys as written, and
            ``INVALID`` for the value of a key that has a problem of its own.
        json_rules: the same in JSON Schema's words, merged into the section's schema.
        short: key that a bare text in place of the mapping stands for; None allows none.
    """

    noun: str
    keys: tuple[Key, ...]
    rules: tuple[Rule, ...] = ()
    json_rules: Mapping[str, object] = field(default_factory=dict)
    short: str | None = None


Shape = Text | Flag | Share | Number | Day | Choice | Many | Section


def problem_at(node: yaml.Node | yaml.Event, message: str) -> AppFileProblem:
    """Say ``message`` about the place where ``node`` begins."""
    mark = node.start_mark
    assert mark is not None  # PyYAML's parsers set it on all they give
    return AppFileProblem(line=mark.line + 1, column=mark.column + 1, message=message)
