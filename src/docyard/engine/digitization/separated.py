"""Whether text is a table of separated values, and by what they are separated."""

import csv
from collections import Counter

_DELIMITERS = "\t;|,"
_MOST_ROWS_RATIO = 0.7
_PROSE_RATIO = 0.5
_MAX_VALUE_LENGTH = 60
_ROWS = 200


def delimiter_of(text: str) -> str | None:
    """Return what separates values, None for text that is no table.

    Rows of a table mostly have one number of values, and unlike clauses of prose they mostly are
    short and do not begin with a space.
    """
    lines = text.splitlines(keepends=True)[:_ROWS]
    return next((delimiter for delimiter in _DELIMITERS if _separates(delimiter, lines)), None)


def _separates(delimiter: str, lines: list[str]) -> bool:
    try:
        rows = [row for row in csv.reader(lines, delimiter=delimiter) if row]
    except csv.Error:
        return False
    if len(rows) < 2:
        return False
    (usual, count), *_ = Counter(map(len, rows)).most_common(1)
    if usual < 2 or count < _MOST_ROWS_RATIO * len(rows):
        return False
    values = [value for row in rows for value in row[1:]]
    prose = sum(value.startswith(" ") or len(value) > _MAX_VALUE_LENGTH for value in values)
    return prose < _PROSE_RATIO * len(values)
