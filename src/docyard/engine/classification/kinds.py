"""Common kinds of document: a class that is called like one is known by more than its app file says."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_FILE = Path(__file__).with_name("kinds.toml")


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of document, in small letters.

    Attributes:
        names: what it is called; as titles of pages they tell the kind.
        signs: what often stands on it.
        marks: what hardly stands on any other.
    """

    names: tuple[str, ...]
    signs: tuple[str, ...]
    marks: tuple[str, ...]


@cache
def read_kinds() -> Mapping[str, Kind]:
    """Return the known kinds by name."""
    stored = tomllib.loads(_FILE.read_text("utf-8"))
    return {name: _kind(each) for name, each in stored.items()}


def _kind(stored: Mapping[str, Sequence[str]]) -> Kind:
    return Kind(tuple(stored["names"]), tuple(stored["signs"]), tuple(stored.get("marks", ())))
