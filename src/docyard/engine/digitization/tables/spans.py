"""Cells without lines between them whose texts stand in different columns all the same."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence

from docyard.engine.digitization.tables.grid import Area, PlacedWord, words_of_areas
from docyard.engine.digitization.tables.lattice import Grid

_GAP_RATIO = 0.6
_MIDDLE_RATIO = 0.2


def with_columns_of_words(grid: Grid, words: Sequence[PlacedWord], *, height: float) -> Grid:
    """Split cells over several columns where a border of the grid runs through a wide gap of their texts.

    Rows that are told apart by colour or lying lines alone have no lines between their columns. What then
    stands in the middle of one column, as numbers do, is of that column, and those beside it are empty.
    """
    ys, xs, areas = grid
    split: list[Area] = []
    for area, inside in words_of_areas(ys, xs, areas, words).items():
        for part in _parts(area, inside, xs, height=height):
            own = [word for word in inside if xs[part.column] <= word.x < xs[part.last_column + 1]]
            split += _columns(part) if _stands_in_one(part, own, xs) else [part]
    return ys, xs, split


def _parts(area: Area, words: Sequence[PlacedWord], xs: Sequence[float], *, height: float) -> Iterator[Area]:
    first = area.column
    for column in range(area.column, area.last_column):
        if _runs_through_gap(xs[column + 1], words, height=height):
            yield Area(area.row, first, area.last_row, column)
            first = column + 1
    yield Area(area.row, first, area.last_row, area.last_column)


def _columns(area: Area) -> Iterator[Area]:
    for column in range(area.column, area.last_column + 1):
        yield Area(area.row, column, area.last_row, column)


def _stands_in_one(area: Area, words: Sequence[PlacedWord], xs: Sequence[float]) -> bool:
    """Tell whether texts stand in the middle of a column and not of their cell; names of rows do not."""
    if not words or not area.column:
        return False
    left, right = min(word.box.x0 for word in words), max(word.box.x1 for word in words)
    middle = (left + right) / 2
    column = bisect_right(xs, middle) - 1
    if not (xs[column] <= left and right <= xs[column + 1]):
        return False
    off_column = abs(middle - (xs[column] + xs[column + 1]) / 2)
    return off_column < _MIDDLE_RATIO * (xs[column + 1] - xs[column]) and off_column < abs(
        middle - (xs[area.column] + xs[area.last_column + 1]) / 2
    )


def _runs_through_gap(x: float, words: Sequence[PlacedWord], *, height: float) -> bool:
    left = max((word.box.x1 for word in words if word.x < x), default=None)
    right = min((word.box.x0 for word in words if word.x >= x), default=None)
    return left is not None and right is not None and right - left > _GAP_RATIO * height
