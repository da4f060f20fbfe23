"""CSV as spreadsheets read it: commas, CRLF, UTF-8 with a byte order mark.

Spreadsheets run text that looks like a formula, and documents come from strangers. Such text gets an
apostrophe in front, as OWASP's page on CSV injection advises; plain numbers stay as they are.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator

from docyard.services.exports.table import Cell, Row, Table

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"

_ROWS_AT_ONCE = 100

_BEGINS_FORMULAS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_PLAIN_NUMBER = re.compile(r"[+-]?[0-9](?:[0-9 .,']*[0-9])?%?")


def write(table: Table) -> Iterator[bytes]:
    """Yield the file's bytes."""
    names = tuple(column.name for column in table.columns)
    yield _BYTE_ORDER_MARK + _lines([names])
    for rows in table.batches(_ROWS_AT_ONCE):
        yield _lines(rows)


def _lines(rows: Iterable[Row]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text).writerows([_text(cell) for cell in row] for row in rows)
    return text.getvalue().encode()


def _text(cell: Cell) -> str:
    match cell:
        case None:
            return ""
        case bool():
            return "true" if cell else "false"
        case str():
            return _harmless(cell)
        case tuple():
            # A comma between two numbers makes one number of them in half of the world.
            return " ".join(map(str, cell))
        case _:
            return str(cell)


def _harmless(text: str) -> str:
    if text.startswith(_BEGINS_FORMULAS) and not _PLAIN_NUMBER.fullmatch(text):
        return f"'{text}"
    return text
