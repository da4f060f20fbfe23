"""Drawn lines, lying and standing."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

Ruling = tuple[float, float, float]
"""Where a line stands across its direction, and where it begins and ends along it, in page pixels."""


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
