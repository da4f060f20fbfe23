"""Excel: a sheet of documents, and one per list field with a row for each of its entries.

Strings are written as strings, so nothing in them is run or becomes a link. Excel's own bounds
hold: text of a cell ends after 32,767 characters, and a sheet that is full goes on in another one.
"""

import json
import re
from collections.abc import Iterator
from tempfile import TemporaryDirectory, TemporaryFile
from typing import Any

import xlsxwriter

from docyard.services.exports.pieces import pieces_of
from docyard.services.exports.table import Cell, ListColumn, Row, Table

_ROWS_PER_SHEET = 1_048_576
_NAME_LENGTH = 31
_NEVER_IN_NAMES = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_COLUMN_WIDTH = 18

# Rows that are read at once, and entries of lists with them.
_ROWS_AT_ONCE = 100


def write(table: Table) -> Iterator[bytes]:
    """Yield the file's bytes, from a temporary file; rows leave memory as they are written."""
    with TemporaryDirectory() as folder, TemporaryFile() as file:
        workbook = xlsxwriter.Workbook(file, {"constant_memory": True, "tmpdir": folder})
        with workbook:
            _fill(workbook, table)
        yield from pieces_of(file)


def _fill(workbook: Any, table: Table) -> None:
    names = _Names()
    documents = _Sheet(workbook, names, "Documents", tuple(column.name for column in table.columns))
    lists = [(column, _Sheet(workbook, names, column.name, _list_head(column))) for column in table.lists]
    for rows in table.batches(_ROWS_AT_ONCE):
        for row in rows:
            documents.append(row)
            for column, sheet in lists:
                for entry in _entries(row, column):
                    sheet.append(entry)


def _list_head(column: ListColumn) -> tuple[str, ...]:
    return ("file", "document", "entry", *(title for _, title in column.attributes))


def _entries(row: Row, column: ListColumn) -> Iterator[Row]:
    """Yield the entries of a row's list; a value that is no list, by an older state of the app, has none."""
    text = row[column.index]
    try:
        entries = json.loads(text) if isinstance(text, str) else []
    except ValueError:
        return
    for number, entry in enumerate(entries if isinstance(entries, list) else (), start=1):
        if isinstance(entry, dict):
            yield (*row[:2], number, *(_shown(entry.get(key)) for key, _ in column.attributes))


def _shown(value: object) -> str | None:
    return value if value is None or isinstance(value, str) else json.dumps(value, ensure_ascii=False)


class _Sheet:
    """Rows one below the other; goes on in another sheet when one is full."""

    def __init__(self, workbook: Any, names: "_Names", name: str, head: tuple[str, ...]) -> None:
        self._workbook, self._names, self._name, self._head = workbook, names, name, head
        self._bold = workbook.add_format({"bold": True})
        self._open()

    def append(self, row: Row) -> None:
        if self._filled == _ROWS_PER_SHEET:
            self._open()
        for place, cell in enumerate(row):
            self._write(place, cell)
        self._filled += 1

    def _open(self) -> None:
        self._sheet = self._workbook.add_worksheet(self._names.take(self._name))
        self._sheet.set_column(0, max(0, len(self._head) - 1), _COLUMN_WIDTH)
        self._sheet.freeze_panes(1, 0)
        for place, title in enumerate(self._head):
            self._sheet.write_string(0, place, _plain(title), self._bold)
        self._filled = 1

    def _write(self, place: int, cell: Cell) -> None:
        match cell:
            case None:
                pass
            case bool():
                self._sheet.write_boolean(self._filled, place, cell)
            case str():
                self._sheet.write_string(self._filled, place, _plain(cell))
            case tuple():
                self._sheet.write_string(self._filled, place, " ".join(map(str, cell)))
            case _:
                self._sheet.write_number(self._filled, place, cell)


def _plain(text: str) -> str:
    """Return text that xlsxwriter takes for text: what is between these tags goes into the file as XML."""
    return f"{text} " if text.startswith("<r>") and text.endswith("</r>") else text


class _Names:
    """Names of sheets as Excel allows them, each once whatever its case."""

    def __init__(self) -> None:
        self._taken = {"history"}

    def take(self, wanted: str) -> str:
        plain = _NEVER_IN_NAMES.sub("_", wanted).strip("' ") or "List"
        name, count = plain[:_NAME_LENGTH].rstrip("' "), 1
        while name.casefold() in self._taken:
            count += 1
            ending = f" ({count})"
            name = plain[: _NAME_LENGTH - len(ending)] + ending
        self._taken.add(name.casefold())
        return name
