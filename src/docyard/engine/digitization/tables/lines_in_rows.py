"""Rows of a drawn grid that hold several lines of a table each."""

from collections.abc import Sequence
from itertools import groupby

from docyard.engine.digitization.tables.grid import Area, PlacedWord, words_of_areas
from docyard.engine.digitization.tables.lattice import Grid

_LEAST_LINES = 3
_LEAST_RATIO = 0.5


def with_rows_of_lines(grid: Grid, words: Sequence[PlacedWord], *, height: float) -> Grid:
    """Split rows where columns are ruled but rows are not: most columns have as many lines at one height."""
    ys, xs, areas = grid
    borders = list(ys)
    held = words_of_areas(ys, xs, areas, words)
    for row in range(len(ys) - 1):
        own = [a for a in areas if a.row == row and a.last_row == row]
        if len(own) < 2 or ys[row + 1] - ys[row] < _LEAST_LINES * height:
            continue
        per_cell = [_lines(held[area], height=height) for area in own]
        filled = [lines for lines in per_cell if lines]
        most = max(map(len, filled), default=0)
        alike = [lines for lines in filled if len(lines) == most]
        if (
            most >= _LEAST_LINES
            and len(alike) >= max(2.0, _LEAST_RATIO * len(filled))
            and all(_same_heights(alike[0], lines, height=height) for lines in alike)
        ):
            borders += [(a + b) / 2 for a, b in zip(alike[0], alike[0][1:], strict=False)]
    if len(borders) == len(ys):
        return grid
    borders.sort()
    return borders, xs, _split(areas, ys, borders)


def _lines(words: Sequence[PlacedWord], *, height: float) -> list[float]:
    """Return the middles of a cell's lines, top to bottom."""
    lines: list[list[float]] = []
    for y in sorted(word.y for word in words):
        if lines and y - lines[-1][-1] < 0.5 * height:
            lines[-1].append(y)
        else:
            lines.append([y])
    return [sum(line) / len(line) for line in lines]


def _same_heights(one: Sequence[float], other: Sequence[float], *, height: float) -> bool:
    return all(abs(a - b) < 0.5 * height for a, b in zip(one, other, strict=True))


def _split(areas: Sequence[Area], ys: Sequence[float], borders: Sequence[float]) -> list[Area]:
    """Return the cells in the new grid; those of split rows are split, those across rows grow."""
    rows_of = {
        row: [at for at, _ in group]
        for row, group in groupby(
            enumerate(borders[:-1]), key=lambda item: max(r for r, y in enumerate(ys) if y <= item[1])
        )
    }
    result = []
    for area in areas:
        first, last = rows_of[area.row], rows_of[area.last_row]
        if area.row == area.last_row:
            result += [Area(row, area.column, row, area.last_column) for row in first]
        else:
            result.append(Area(first[0], area.column, last[-1], area.last_column))
    return result
