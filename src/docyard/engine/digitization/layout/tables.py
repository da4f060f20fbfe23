"""Tables: how wide each column becomes, and rows of cells onto paper."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import zip_longest

from docyard.engine.digitization.layout import lines, widths
from docyard.engine.digitization.layout.blocks import Cell, Table
from docyard.engine.digitization.layout.lines import SetLine, wrapped
from docyard.engine.digitization.layout.paper import Paper, SetCell, SetPage, SetTable

SIZE_PT = 9.0
_GAP_PT = 6.0
_MAX_COLUMN_PT = 240.0
_PADDING_PT = 2.0


def least_width(table: Table) -> float:
    """Return the width in points below which words of the table would be broken."""
    return sum(_column_widths(table, _longest_word))


def natural_width(table: Table) -> float:
    """Return the width in points at which no cell's line is broken, unless it is very long."""
    return sum(_column_widths(table, _natural_width))


def put_table(paper: Paper, table: Table) -> None:
    """Set a table; a row moves to the next page whole unless it is higher than a page."""
    columns = _shared_out(table, paper.text_width_pt)
    starts = [sum(columns[:at]) for at in range(len(columns) + 1)]
    parts: list[tuple[SetPage, SetTable]] = []
    for row in _placed(table):
        _put_row(paper, row, starts, parts)


@dataclass(frozen=True, slots=True)
class _PlacedCell:
    cell: Cell
    column: int


def _placed(table: Table) -> list[list[_PlacedCell]]:
    """Return the cells with their columns, those left free that a cell above reaches into."""
    rows = []
    taken: dict[int, int] = {}
    for row in table.rows:
        placed, column = [], 0
        for cell in row:
            while taken.get(column, 0) > 0:
                column += 1
            placed.append(_PlacedCell(cell, column))
            for reached in range(column, column + cell.column_span):
                taken[reached] = cell.row_span
            column += cell.column_span
        rows.append(placed)
        taken = {at: left - 1 for at, left in taken.items() if left > 1}
    return rows


def _column_widths(table: Table, measure: Callable[[str], float]) -> list[float]:
    result: list[float] = []
    for row in _placed(table):
        for placed in row:
            end = placed.column + placed.cell.column_span
            result += [0.0] * (end - len(result))
            needed = measure(placed.cell.text) + _GAP_PT
            share = min(needed, _MAX_COLUMN_PT) / placed.cell.column_span
            for column in range(placed.column, end):
                result[column] = max(result[column], share)
    return result


def _shared_out(table: Table, available_pt: float) -> list[float]:
    """Return column widths: natural ones if they fit, else what is left after the longest words."""
    natural = _column_widths(table, _natural_width)
    if sum(natural) <= available_pt:
        return natural
    least = _column_widths(table, _longest_word)
    excess = sum(natural) - sum(least)
    share = max(0.0, available_pt - sum(least)) / excess if excess > 0 else 0.0
    return [low + share * (high - low) for low, high in zip(least, natural, strict=True)]


def _natural_width(text: str) -> float:
    return lines.natural_width(text, size_pt=SIZE_PT)


def _longest_word(text: str) -> float:
    return lines.longest_word(text, size_pt=SIZE_PT)


def _put_row(
    paper: Paper, row: list[_PlacedCell], starts: list[float], parts: list[tuple[SetPage, SetTable]]
) -> None:
    """Set a row, and note its cells in the last of ``parts``; each page has a part of the table."""
    cells = [
        list(wrapped(placed.cell.text, width_pt=max(1.0, _width(placed, starts) - _GAP_PT), size_pt=SIZE_PT))
        for placed in row
    ]
    line_pt = SIZE_PT * widths.LEADING
    height = max((len(cell) for cell in cells), default=1) * line_pt + _PADDING_PT
    if height <= paper.text_height_pt:
        paper.page_with_room(height)
    empty: SetLine = ()
    held: list[list[int]] = [[] for _ in row]
    top = paper.y_pt
    for line in zip_longest(*cells, fillvalue=empty):
        page = paper.page_with_room(line_pt)
        if not parts or parts[-1][0] is not page:
            _note(parts, row, held, starts, (paper.margin_pt, top, page.height_pt))
            held, top = [[] for _ in row], paper.y_pt
            parts.append((page, SetTable(len(starts) - 1, continues=bool(parts))))
            page.tables.append(parts[-1][1])
        at = len(page.words)
        paper.put_line(
            [(words, starts[placed.column]) for words, placed in zip(line, row, strict=True)],
            size_pt=SIZE_PT,
        )
        for words, positions in zip(line, held, strict=True):
            positions.extend(range(at, at + len(words)))
            at += len(words)
    _note(parts, row, held, starts, (paper.margin_pt, top, paper.y_pt))
    page = paper.pages[-1]
    left, right = paper.margin_pt - 2, paper.margin_pt + starts[-1]
    page.rules.append((left, paper.y_pt, right, paper.y_pt))
    paper.skip(_PADDING_PT)


def _width(placed: _PlacedCell, starts: list[float]) -> float:
    return starts[placed.column + placed.cell.column_span] - starts[placed.column]


def _note(
    parts: list[tuple[SetPage, SetTable]],
    row: list[_PlacedCell],
    held: list[list[int]],
    starts: list[float],
    sides: tuple[float, float, float],
) -> None:
    """Add a row, or what of it stands on one page, to the last part; ``sides`` are left, top, bottom."""
    if not parts or not any(held):
        return
    table = parts[-1][1]
    left, top, bottom = sides
    table.cells += [
        SetCell(
            row=table.rows,
            column=placed.column,
            row_span=placed.cell.row_span,
            column_span=placed.cell.column_span,
            words=tuple(positions),
            x0=left + starts[placed.column],
            y0=top,
            x1=left + starts[placed.column] + _width(placed, starts),
            y1=bottom,
        )
        for placed, positions in zip(row, held, strict=True)
    ]
    table.rows += 1
