"""Values separated by commas, semicolons, tabs or bars: one table."""

import csv
from collections.abc import Iterator, Sequence

from docyard.engine.digitization.layout import Cell, Section, Table
from docyard.engine.digitization.separated import delimiter_of
from docyard.engine.digitization.text import decoded_text, refuse_long_text
from docyard.errors import FileTooLarge, UnreadableFile

MAX_COLUMNS = 400
"""AI Hub reads spreadsheets up to so many columns."""


def parts(data: bytes, *, name: str, passwords: Sequence[str]) -> Iterator[Section]:
    """Yield the table, every value as it is written: formulas stay text."""
    refuse_long_text(data, name=name)
    text = decoded_text(data)
    delimiter = delimiter_of(text[:64_000]) or ","
    try:
        rows = list(csv.reader(text.splitlines(keepends=True), delimiter=delimiter))
    except csv.Error as error:
        raise UnreadableFile(f"{name!r} is damaged: its rows cannot be told apart ({error}).") from error
    widest = max(map(len, rows), default=0)
    if widest > MAX_COLUMNS:
        raise FileTooLarge(f"{name!r} has {widest} columns; at most {MAX_COLUMNS} are read.")
    yield Section((Table(tuple(tuple(map(Cell, row)) for row in rows)),), is_sheet=True)
