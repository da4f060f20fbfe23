"""Borders of rows and columns, and words put between them."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from docyard.domain.pages import Box, Table, TableCell, enclosing_box
from docyard.engine.digitization.tables.headers import header_rows


class PlacedWord(NamedTuple):
    """A word of a page: its position there, its box on the level page, and the box's middle."""

    at: int
    text: str
    box: Box
    line: int
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Area:
    """Places of a grid that make one cell: both ends included."""

    row: int
    column: int
    last_row: int
    last_column: int


def table_of(
    ys: Sequence[float], xs: Sequence[float], areas: Iterable[Area], words: Sequence[PlacedWord]
) -> Table | None:
    """Return the table of a grid whose words are given; empty rows and columns fall away.

    Args:
        ys: borders of rows, top to bottom.
        xs: borders of columns, left to right.
        areas: the cells, which do not overlap and fill the grid.
        words: those of the page that belong to the table.
    """
    return _without_empty(ys, *_without_idle_borders(xs, words_of_areas(ys, xs, areas, words)))


def words_of_areas(
    ys: Sequence[float], xs: Sequence[float], areas: Iterable[Area], words: Sequence[PlacedWord]
) -> dict[Area, list[PlacedWord]]:
    """Return the words in each cell; what stands outside belongs to the nearest."""
    owner = {
        (row, column): area
        for area in areas
        for row in range(area.row, area.last_row + 1)
        for column in range(area.column, area.last_column + 1)
    }
    held: dict[Area, list[PlacedWord]] = {area: [] for area in owner.values()}
    for word in words:
        row = min(max(bisect_right(ys, word.y) - 1, 0), len(ys) - 2)
        column = min(max(bisect_right(xs, word.x) - 1, 0), len(xs) - 2)
        held[owner[row, column]].append(word)
    return held


def _without_idle_borders(
    xs: Sequence[float], held: dict[Area, list[PlacedWord]]
) -> tuple[Sequence[float], dict[Area, list[PlacedWord]]]:
    """Drop borders that part no two texts of a row, as those of boxes drawn within boxes."""
    for border in range(len(xs) - 2, 0, -1):
        left = {
            row
            for area, words in held.items()
            if words and area.last_column == border - 1
            for row in _rows(area)
        }
        right = {
            row for area, words in held.items() if words and area.column == border for row in _rows(area)
        }
        if left & right:
            continue
        filled = {_without_border(area, border): words for area, words in held.items() if words}
        covered = {(row, area.column) for area in filled for row in _rows(area)}
        empty: dict[Area, list[PlacedWord]] = {
            moved: []
            for area, words in held.items()
            if not words and not _is_covered(moved := _without_border(area, border), covered)
        }
        held = empty | filled
        xs = [*xs[:border], *xs[border + 1 :]]
    return xs, held


def _rows(area: Area) -> range:
    return range(area.row, area.last_row + 1)


def _without_border(area: Area, border: int) -> Area:
    first = area.column - (area.column >= border)
    last = area.last_column - (area.last_column >= border)
    return Area(area.row, first, area.last_row, last)


def _is_covered(area: Area, covered: set[tuple[int, int]]) -> bool:
    return any((row, area.column) in covered for row in _rows(area))


def _without_empty(
    ys: Sequence[float], xs: Sequence[float], held: dict[Area, list[PlacedWord]]
) -> Table | None:
    full = [area for area, words in held.items() if words]
    rows = sorted({area.row for area in full})
    columns = sorted({area.column for area in full})
    if len(rows) < 2 or len(columns) < 2:
        return None
    row_of = {row: position for position, row in enumerate(rows)}
    column_of = {column: position for position, column in enumerate(columns)}
    cells = [
        TableCell(
            row=row_of[area.row],
            column=column_of[area.column],
            words=tuple(word.at for word in sorted(words, key=lambda word: word.at)),
            box=_box(area, ys, xs, words),
            row_span=sum(area.row <= row <= area.last_row for row in rows),
            column_span=sum(area.column <= column <= area.last_column for column in columns),
        )
        for area, words in held.items()
        if area.row in row_of and area.column in column_of
    ]
    cells.sort(key=lambda cell: (cell.row, cell.column))
    texts = {word.at: word.text for words in held.values() for word in words}
    return Table(
        box=enclosing_box(cell.box for cell in cells),
        rows=len(rows),
        columns=len(columns),
        cells=tuple(cells),
        header_rows=header_rows(cells, texts, rows=len(rows)),
    )


def _box(area: Area, ys: Sequence[float], xs: Sequence[float], words: Sequence[PlacedWord]) -> Box:
    place = Box(xs[area.column], ys[area.row], xs[area.last_column + 1], ys[area.last_row + 1])
    return enclosing_box([place, *(word.box for word in words)])
