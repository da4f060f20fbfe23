"""Cells without lines between them whose texts stand in different columns all the same."""

from collections.abc import Sequence

from docyard.engine.digitization.tables.grid import Area, PlacedWord, words_of_areas
from docyard.engine.digitization.tables.lattice import Grid

_GAP_RATIO = 0.6


def with_columns_of_words(grid: Grid, words: Sequence[PlacedWord], *, height: float) -> Grid:
    """Split cells over several columns where a border of the grid runs through a wide gap of their texts.

    Rows that are told apart by colour alone have no lines between their columns.
    """
    ys, xs, areas = grid
    split: list[Area] = []
    for area, inside in words_of_areas(ys, xs, areas, words).items():
        if area.column == area.last_column:
            split.append(area)
            continue
        first = area.column
        for column in range(area.column, area.last_column):
            if _runs_through_gap(xs[column + 1], inside, height=height):
                split.append(Area(area.row, first, area.last_row, column))
                first = column + 1
        split.append(Area(area.row, first, area.last_row, area.last_column))
    return ys, xs, split


def _runs_through_gap(x: float, words: Sequence[PlacedWord], *, height: float) -> bool:
    left = max((word.box.x1 for word in words if word.x < x), default=None)
    right = min((word.box.x0 for word in words if word.x >= x), default=None)
    return left is not None and right is not None and right - left > _GAP_RATIO * height
