"""A page's tables from its words and its lines."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from statistics import median

from docyard.domain.pages import Box, Table, Word
from docyard.engine.digitization.tables import aligned, lattice
from docyard.engine.digitization.tables.grid import PlacedWord, table_of, words_of_areas
from docyard.engine.digitization.tables.lines_in_rows import with_rows_of_lines
from docyard.engine.digitization.tables.rulings import Rulings, merged, without_strokes
from docyard.engine.digitization.tables.spans import with_columns_of_words

_MOST_WORDS = 8_000
_WORDS_OF_CAPTION = 8
_LEAST_FRAME_RATIO = 14
"""A cell so many times as high and wide as a word may frame a table of its own."""
_LEAST_FRAMED_RATIO = 0.7
_TOUCH_RATIO = 0.3
"""Of a word's height: lines nearer than this are meant to touch."""


def find_tables(words: Sequence[Word], rulings: Rulings, *, skew: float = 0.0) -> tuple[Table, ...]:
    """Return the tables of a page, from top to bottom.

    Args:
        words: of the page, lines of neighbours as reading order gives them.
        rulings: its drawn lines, as the page would have them without skew.
        skew: slope of the page's lines.
    """
    if not 4 <= len(words) <= _MOST_WORDS:
        return ()
    placed = _level(words, skew)
    height = median(word.box.height for word in placed)
    tolerance = max(2.0, _TOUCH_RATIO * height)
    rulings = without_strokes(rulings, [word.box for word in placed])
    lines = Rulings(merged(rulings.lying, tolerance=tolerance), merged(rulings.standing, tolerance=tolerance))
    ruled = list(_ruled(placed, lines, height=height, tolerance=tolerance))
    taken = {at for table in ruled for cell in table.cells for at in cell.words}
    free = [word for word in placed if word.at not in taken]
    unruled = aligned.tables(free, lines, height=height, apart_from=[table.box for table in ruled])
    tables = sorted([*ruled, *unruled], key=lambda table: (table.box.y0, table.box.x0))
    return tuple(_sloping(table, skew) for table in tables)


def _level(words: Sequence[Word], skew: float) -> list[PlacedWord]:
    placed = []
    for at, word in enumerate(words):
        box = _turned(word.box, -skew) if skew else word.box
        x, y = (box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2
        placed.append(PlacedWord(at, word.text, box, word.line, x, y))
    return placed


def _ruled(
    words: Sequence[PlacedWord], rulings: Rulings, *, height: float, tolerance: float
) -> Iterator[Table]:
    # The inner of two grids is the table, the outer a frame around it.
    grids = sorted(lattice.grids(rulings, tolerance=tolerance), key=lambda grid: _size(lattice.outline(grid)))
    taken: set[int] = set()
    for grid in grids:
        box = lattice.outline(grid)
        inside = [word for word in words if word.at not in taken and _holds(box, word)]
        if len(inside) < 2:
            continue
        tables = _framed(grid, inside, rulings, height=height) or _of_grid(grid, inside, height=height)
        if tables:
            taken.update(word.at for word in inside)
            yield from tables


def _of_grid(grid: lattice.Grid, words: Sequence[PlacedWord], *, height: float) -> list[Table]:
    in_columns = with_columns_of_words(grid, words, height=height)
    ys, xs, areas = with_rows_of_lines(in_columns, words, height=height)
    table = table_of(ys, xs, areas, _without_captions((ys, xs, areas), words))
    return [table] if table is not None and _is_filled(table) else []


def _without_captions(grid: lattice.Grid, words: Sequence[PlacedWord]) -> list[PlacedWord]:
    """Leave out running text in cells that reach from side to side above and below the others."""
    ys, xs, areas = grid
    out: set[int] = set()
    for area, inside in words_of_areas(ys, xs, areas, words).items():
        at_edge = (area.row, area.last_row) in ((0, 0), (len(ys) - 2, len(ys) - 2))
        reaches = area.last_column - area.column == len(xs) - 2
        if at_edge and reaches and len(inside) >= _WORDS_OF_CAPTION:
            out.update(word.at for word in inside)
    return [word for word in words if word.at not in out]


def _framed(
    grid: lattice.Grid, words: Sequence[PlacedWord], rulings: Rulings, *, height: float
) -> list[Table]:
    """Return the tables that a grid only frames, if most of its words stand in such: lists side by side."""
    ys, xs, areas = grid
    found: list[Table] = []
    for area, inside in words_of_areas(ys, xs, areas, words).items():
        box = Box(xs[area.column], ys[area.row], xs[area.last_column + 1], ys[area.last_row + 1])
        if min(box.height, box.width) > _LEAST_FRAME_RATIO * height:
            found += aligned.tables(inside, rulings, height=height, apart_from=())
    held = sum(len(cell.words) for table in found for cell in table.cells)
    return found if held > _LEAST_FRAMED_RATIO * len(words) else []


def _is_filled(table: Table) -> bool:
    return sum(bool(cell.words) for cell in table.cells) >= 4


def _size(box: Box) -> float:
    return box.width * box.height


def _holds(box: Box, word: PlacedWord) -> bool:
    return box.x0 <= word.x <= box.x1 and box.y0 <= word.y <= box.y1


def _turned(box: Box, slope: float) -> Box:
    """Turn a box's middle about the page's corner by a small angle; its size stays."""
    x, y = (box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2
    dx, dy = -slope * y, slope * x
    return Box(box.x0 + dx, box.y0 + dy, box.x1 + dx, box.y1 + dy)


def _sloping(table: Table, skew: float) -> Table:
    if not skew:
        return table
    cells = tuple(replace(cell, box=_turned(cell.box, skew)) for cell in table.cells)
    return replace(table, box=_turned(table.box, skew), cells=cells)
