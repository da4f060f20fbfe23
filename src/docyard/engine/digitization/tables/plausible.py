"""Tables told from columns of prose, bullet points and lines that only look alike."""

from collections.abc import Mapping
from statistics import median

from docyard.domain.pages import Table, TableCell

_LEAST_FILLED_RATIO = 0.4
_WORDS_OF_PROSE = 6


def is_plausible(table: Table, texts: Mapping[int, str]) -> bool:
    """Tell whether rows and columns found by alignment make a table.

    Args:
        table: as found.
        texts: of its words by their position.
    """
    filled = [cell for cell in table.cells if cell.words]
    has_numbers = any(cell.row and cell.column and _is_numeric(cell, texts) for cell in filled)
    if table.rows < 3 and not (has_numbers and table.columns >= 3 and len(filled) == 2 * table.columns):
        return False
    places = sum(cell.row_span * cell.column_span for cell in filled)
    if places < _LEAST_FILLED_RATIO * table.rows * table.columns:
        return False
    columns = [
        [[texts[at] for at in cell.words] for cell in filled if cell.column == column]
        for column in range(table.columns)
    ]
    if not all(columns) or _is_prose(columns):
        return False
    if table.columns > 2:
        return True
    both = _rows_with_both(table)
    return (
        both >= (3 if has_numbers else 4)
        and both >= 0.5 * table.rows
        and not all(_is_mark(cell) for cell in columns[0])
    )


def _is_numeric(cell: TableCell, texts: Mapping[int, str]) -> bool:
    return any(char.isdigit() for char in texts[cell.words[0]])


def _rows_with_both(table: Table) -> int:
    rows = [
        {cell.column for cell in table.cells if cell.words and cell.row == row} for row in range(table.rows)
    ]
    return sum(len(columns) == 2 for columns in rows)


def _is_prose(columns: list[list[list[str]]]) -> bool:
    return all(median(map(len, cells)) >= _WORDS_OF_PROSE for cells in columns)


def _is_mark(words: list[str]) -> bool:
    text = "".join(words)
    return len(text) <= 4 and (text[-1] in ".)" or not any(char.isalnum() for char in text))
