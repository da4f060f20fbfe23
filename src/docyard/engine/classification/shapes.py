"""What pages of a kind look like, whatever they say."""

from collections.abc import Callable, Mapping, Sequence
from itertools import groupby
from types import MappingProxyType

from docyard.domain.pages import Page, Word


def shapes_of(page: Page) -> Mapping[str, float]:
    """Return how much a page looks like each of ``SHAPES``, 0 to 1."""
    lines = [list(line) for _, line in groupby(page.words, key=lambda word: word.line)]
    return {name: shape(page, lines) if lines else 0.0 for name, shape in SHAPES.items()}


def _form(page: Page, lines: Sequence[Sequence[Word]]) -> float:
    """Labels with a few words beside them, no prose and not mostly figures."""
    del page
    if sum(map(len, lines)) < _FEWEST_WORDS:
        return 0.0
    return _falling(_words_per_line(lines), 6.5, 9.5) * _falling(_with_digits(lines), 0.18, 0.28)


def _slip(page: Page, lines: Sequence[Sequence[Word]]) -> float:
    """A narrow strip of short lines."""
    return _falling(page.width_px / page.height_px, 0.5, 0.7) * _falling(_words_per_line(lines), 6, 9)


def _prose(page: Page, lines: Sequence[Sequence[Word]]) -> float:
    """Long lines of words in small letters."""
    del page
    small = _share(lines, lambda word: word.text.islower())
    return (1 - _falling(_words_per_line(lines), 8, 12)) * (1 - _falling(small, 0.5, 0.7))


_FEWEST_WORDS = 30

SHAPES: Mapping[str, Callable[[Page, Sequence[Sequence[Word]]], float]] = MappingProxyType(
    {"form": _form, "slip": _slip, "prose": _prose}
)


def _words_per_line(lines: Sequence[Sequence[Word]]) -> float:
    return sum(map(len, lines)) / len(lines)


def _with_digits(lines: Sequence[Sequence[Word]]) -> float:
    return _share(lines, lambda word: any(char.isdigit() for char in word.text))


def _share(lines: Sequence[Sequence[Word]], holds: Callable[[Word], bool]) -> float:
    return sum(holds(word) for line in lines for word in line) / sum(map(len, lines))


def _falling(value: float, full: float, none: float) -> float:
    """Return 1 up to ``full``, 0 from ``none`` on, and what lies between in between."""
    return min(1.0, max(0.0, (none - value) / (none - full)))
