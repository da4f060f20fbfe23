"""Grids of drawn lines."""

from collections.abc import Iterator, Sequence
from statistics import median

from docyard.domain.pages import Box
from docyard.engine.digitization.tables.grid import Area
from docyard.engine.digitization.tables.rulings import Ruling, Rulings, clustered

Grid = tuple[list[float], list[float], list[Area]]
"""Borders of rows, borders of columns, cells."""

_MOST_RULINGS = 600
_LEAST_COVERED = 0.6


def grids(rulings: Rulings, *, tolerance: float) -> Iterator[Grid]:
    """Yield the grid of each group of lines that touch or cross, if it has more than one cell.

    Args:
        rulings: pieces of one line already joined.
        tolerance: how far apart, in pixels, lines may be that are meant to touch.
    """
    for lying, standing in _groups(rulings, tolerance=tolerance):
        if len(lying) < 2 or len(standing) < 2:
            continue
        ys = clustered((y for y, _, _ in lying), tolerance=tolerance)
        xs = clustered((x for x, _, _ in standing), tolerance=tolerance)
        ys = _with_ends(ys, [(start, end) for _, start, end in standing], tolerance=tolerance)
        xs = _with_ends(xs, [(start, end) for _, start, end in lying], tolerance=tolerance)
        if len(ys) > 2 and len(xs) > 2:
            yield ys, xs, _areas(ys, xs, lying, standing, tolerance=tolerance)


def _groups(rulings: Rulings, *, tolerance: float) -> Iterator[tuple[list[Ruling], list[Ruling]]]:
    """Yield the lines that hang together."""
    lying = list(rulings.lying[:_MOST_RULINGS])
    standing = list(rulings.standing[:_MOST_RULINGS])
    free_lying, free_standing = set(range(len(lying))), set(range(len(standing)))
    while free_lying:
        group: tuple[set[int], set[int]] = ({free_lying.pop()}, set())
        fresh_lying, fresh_standing = set(group[0]), set[int]()
        while fresh_lying or fresh_standing:
            reached = {
                s for s in free_standing for h in fresh_lying if _touch(lying[h], standing[s], tolerance)
            }
            back = {h for h in free_lying for s in fresh_standing if _touch(lying[h], standing[s], tolerance)}
            free_standing -= reached
            free_lying -= back
            fresh_lying, fresh_standing = back, reached
            group[0].update(back)
            group[1].update(reached)
        yield [lying[h] for h in sorted(group[0])], [standing[s] for s in sorted(group[1])]


def _touch(lying: Ruling, standing: Ruling, tolerance: float) -> bool:
    y, left, right = lying
    x, top, bottom = standing
    return left - tolerance <= x <= right + tolerance and top - tolerance <= y <= bottom + tolerance


def _with_ends(
    borders: list[float], reaches: Sequence[tuple[float, float]], *, tolerance: float
) -> list[float]:
    """Add the outer borders of a grid that is open at its sides: there where most lines end."""
    start, end = median(reach[0] for reach in reaches), median(reach[1] for reach in reaches)
    if start < borders[0] - 3 * tolerance:
        borders = [start, *borders]
    if end > borders[-1] + 3 * tolerance:
        borders = [*borders, end]
    return borders


def _areas(
    ys: Sequence[float],
    xs: Sequence[float],
    lying: Sequence[Ruling],
    standing: Sequence[Ruling],
    *,
    tolerance: float,
) -> list[Area]:
    """Return the cells: places with no line between them are one, if they make a rectangle."""
    taken: set[tuple[int, int]] = set()
    areas = []
    for row in range(len(ys) - 1):
        for column in range(len(xs) - 1):
            if (row, column) in taken:
                continue
            last_column = column
            while last_column + 2 < len(xs) and not _parts(
                standing, xs[last_column + 1], ys[row], ys[row + 1], tolerance=tolerance
            ):
                if (row, last_column + 1) in taken:
                    break
                last_column += 1
            last_row = row
            while last_row + 2 < len(ys) and _is_open_below(
                ys, xs, (last_row, column, last_column), (lying, standing), tolerance=tolerance
            ):
                last_row += 1
            area = Area(row, column, last_row, last_column)
            taken |= {(r, c) for r in range(row, last_row + 1) for c in range(column, last_column + 1)}
            areas.append(area)
    return areas


def _is_open_below(
    ys: Sequence[float],
    xs: Sequence[float],
    place: tuple[int, int, int],
    rulings: tuple[Sequence[Ruling], Sequence[Ruling]],
    *,
    tolerance: float,
) -> bool:
    """Tell whether no line is drawn under a row's stretch of columns, nor in what follows below it."""
    row, column, last_column = place
    lying, standing = rulings
    return not any(
        _parts(lying, ys[row + 1], xs[c], xs[c + 1], tolerance=tolerance)
        for c in range(column, last_column + 1)
    ) and not any(
        _parts(standing, xs[c + 1], ys[row + 1], ys[row + 2], tolerance=tolerance)
        for c in range(column, last_column)
    )


def _parts(rulings: Sequence[Ruling], at: float, start: float, end: float, *, tolerance: float) -> bool:
    """Tell whether a line is drawn at a border along most of the stretch between two others."""
    covered = sum(
        max(0.0, min(end, stop) - max(start, begin))
        for where, begin, stop in rulings
        if abs(where - at) <= tolerance
    )
    return covered >= _LEAST_COVERED * (end - start)


def outline(grid: Grid) -> Box:
    """Return the box around a grid."""
    ys, xs, _ = grid
    return Box(xs[0], ys[0], xs[-1], ys[-1])
