"""Which rows at the top of a table name its columns."""

import re
from collections.abc import Mapping, Sequence

from docyard.domain.pages import TableCell

_NUMBER = re.compile(r"[^\w]*\d[\d.,'’\s%()/:$€£-]*[^\w]*")
_YEAR = re.compile(r"(?:19|20)\d\d")
_MOST_HEADER_ROWS = 5


def header_rows(cells: Sequence[TableCell], texts: Mapping[int, str], *, rows: int) -> int:
    """Return how many rows stand above the first with numbers; 1 where no row has any.

    Years count as names, and so does the first row whatever stands in it.

    Args:
        cells: of the table.
        texts: of words by their position.
        rows: how many the table has.
    """
    numeric = {
        cell.row
        for cell in cells
        if cell.words and cell.column and _is_number(" ".join(texts[at] for at in cell.words))
    }
    first = min((row for row in numeric if row), default=1)
    return first if first <= _MOST_HEADER_ROWS and first < rows else 1


def _is_number(text: str) -> bool:
    return _NUMBER.fullmatch(text) is not None and not _YEAR.fullmatch(text)
