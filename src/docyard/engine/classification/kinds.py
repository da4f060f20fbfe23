"""Common kinds of document: a class that is called like one is known by more than its app file says."""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import NamedTuple

from docyard.domain.apps import DocumentClass
from docyard.engine.classification.wording import normal, singular

_FILE = Path(__file__).with_name("kinds.toml")
_WINDOW = 6
"""Words of a kind's name stand in so many words of a description: "statements of a bank account"."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of document, in small letters.

    Attributes:
        names: what it is called; as titles of pages they tell the kind.
        called: what else people call it, which pages do not.
        signs: what often stands on it.
        marks: what hardly stands on any other.
        shape: what its pages look like, a name of ``shapes.SHAPES``; None if they all differ.
    """

    names: tuple[str, ...]
    called: tuple[str, ...]
    signs: tuple[str, ...]
    marks: tuple[str, ...]
    shape: str | None


@cache
def read_kinds() -> Mapping[str, Kind]:
    """Return the known kinds by name."""
    stored = tomllib.loads(_FILE.read_text("utf-8"))
    return {name: _kind(each) for name, each in stored.items()}


def _kind(stored: Mapping[str, Sequence[str]]) -> Kind:
    shape = stored.get("shape")
    return Kind(
        names=tuple(stored["names"]),
        called=tuple(stored.get("called", ())),
        signs=tuple(stored["signs"]),
        marks=tuple(stored.get("marks", ())),
        shape=shape if isinstance(shape, str) else None,
    )


def kinds_of(document_class: DocumentClass) -> list[Kind]:
    """Return the kinds that a class is called like: by its name, its keywords, else by what describes it."""
    for texts in ([document_class.name], document_class.keywords):
        plain = [_plain(text) for text in texts]
        called = [kind for name, kind in read_kinds().items() if _is_called(plain, _names()[name])]
        if called:
            return called
    # What compounds are comes last, what sentences are about comes first.
    named = sorted(_spoken_of(document_class.name), key=lambda found: (found.length, found.start))[-1:]
    described = sorted(_spoken_of(document_class.description), key=lambda found: (found.start, -found.length))
    return [read_kinds()[found.kind] for found in (*named, *described)][:1]


class _Found(NamedTuple):
    """A kind that a text names: at which word its name starts, and how many it has."""

    start: int
    length: int
    kind: str


@cache
def _names() -> Mapping[str, Sequence[str]]:
    """Return by kind what it is called, in plain words."""
    return {
        name: [_plain(each) for each in (name, *kind.names, *kind.called)]
        for name, kind in read_kinds().items()
    }


def _plain(text: str) -> str:
    return " ".join(map(singular, normal(text).split()))


def _is_called(texts: Sequence[str], names: Sequence[str]) -> bool:
    squeezed = {name.replace(" ", "") for name in names}
    return any(text and text.replace(" ", "") in squeezed for text in texts)


def _spoken_of(text: str) -> Iterator[_Found]:
    """Yield the kinds that a text names, the words of a name in whatever order."""
    words = _plain(text).split()
    known = set(words)
    for kind, names in _names().items():
        for own in (set(name.split()) for name in names):
            if not own <= known:
                continue
            for start, word in enumerate(words):
                if word in own and own <= set(words[start : start + max(_WINDOW, len(own))]):
                    yield _Found(start, len(own), kind)
