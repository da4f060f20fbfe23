"""Drawn lines, lying and standing."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from docyard.domain.pages import Box

Ruling = tuple[float, float, float]
"""Where a line stands across its direction, and where it begins and ends along it, in page pixels."""


_ABOVE_RATIO, _BESIDE_RATIO = 0.3, 0.1
"""Of a word's height: so near to its upper and lower edge, and to its sides, lines of tables are drawn."""
_WITHIN_RATIO = 0.6


@dataclass(frozen=True, slots=True)
class Rulings:
    """The lines of a page.

    Attributes:
        lying: y, and from which x to which.
        standing: x, and from which y to which.
    """

    lying: tuple[Ruling, ...] = ()
    standing: tuple[Ruling, ...] = ()


def together(*parts: Rulings) -> Rulings:
    """Return the lines of all parts of a page."""
    return Rulings(
        lying=tuple(line for part in parts for line in part.lying),
        standing=tuple(line for part in parts for line in part.standing),
    )


def without_strokes(rulings: Rulings, words: Sequence[Box]) -> Rulings:
    """Leave out what runs inside of words: strokes of letters, and gaps between light ones on dark ground."""
    x0, y0, x1, y1 = np.array([(box.x0, box.y0, box.x1, box.y1) for box in words]).T
    above, beside = _ABOVE_RATIO * (y1 - y0), _BESIDE_RATIO * (y1 - y0)
    return Rulings(
        lying=_outside(rulings.lying, across=(y0 + above, y1 - above), along=(x0, x1)),
        standing=_outside(rulings.standing, across=(x0 + beside, x1 - beside), along=(y0, y1)),
    )


_Edges = tuple[NDArray[np.float64], NDArray[np.float64]]


def _outside(lines: Sequence[Ruling], *, across: _Edges, along: _Edges) -> tuple[Ruling, ...]:
    """Return the lines of which no word holds the most; edges are those of the insides of words."""

    def is_inside(line: Ruling) -> bool:
        at, start, end = line
        held = np.minimum(end, along[1]) - np.maximum(start, along[0])
        return bool(np.any((across[0] < at) & (at < across[1]) & (held > _WITHIN_RATIO * (end - start))))

    return tuple(line for line in lines if not is_inside(line))


def merged(rulings: Iterable[Ruling], *, tolerance: float) -> tuple[Ruling, ...]:
    """Join pieces of one line, and lines drawn twice; nearer than ``tolerance`` pixels is the same."""
    lines: list[list[Ruling]] = []
    for ruling in sorted(rulings):
        if lines and ruling[0] - lines[-1][0][0] <= tolerance:
            lines[-1].append(ruling)
        else:
            lines.append([ruling])
    return tuple(whole for line in lines for whole in _joined(line, tolerance=tolerance))


def _joined(line: Sequence[Ruling], *, tolerance: float) -> list[Ruling]:
    at = sum(ruling[0] for ruling in line) / len(line)
    joined: list[Ruling] = []
    for _, start, end in sorted(line, key=lambda ruling: ruling[1]):
        if joined and start <= joined[-1][2] + tolerance:
            joined[-1] = (at, joined[-1][1], max(end, joined[-1][2]))
        else:
            joined.append((at, start, end))
    return joined


def clustered(values: Iterable[float], *, tolerance: float) -> list[float]:
    """Return the means of values that lie nearer to the one before than ``tolerance``, ascending."""
    groups: list[list[float]] = []
    for value in sorted(values):
        if groups and value - groups[-1][-1] <= tolerance:
            groups[-1].append(value)
        else:
            groups.append([value])
    return [sum(group) / len(group) for group in groups]
