"""Spreadsheets (XLSX, XLSM, XLSB, XLS, ODS): a table per sheet, as wide as it is."""

import io
import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta

import python_calamine as calamine

from docyard.engine.digitization.archives import opened_archive
from docyard.engine.digitization.layout import Cell, Paragraph, Section, Table
from docyard.errors import FileTooLarge, PasswordRequired, UnreadableFile

MAX_BYTES = 10_000_000
MAX_COLUMNS = 400
"""AI Hub reads spreadsheets up to these sizes."""

_MAX_CELLS = 5_000_000
_REFERENCE = re.compile(rb'<c r="([A-Z]{1,3})([0-9]{1,7})"')

Value = int | float | str | bool | time | date | datetime | timedelta


def parts(data: bytes, *, name: str, passwords: Sequence[str]) -> Iterator[Section]:
    """Yield a section per sheet that is shown and holds anything; empty rows count as one."""
    if len(data) > MAX_BYTES:
        raise FileTooLarge(
            f"{name!r} has {len(data):,} bytes; spreadsheets up to {MAX_BYTES:,} are read. Split it."
        )
    if data.startswith(b"PK"):
        _refuse_far_cells(data, name=name)
    workbook = _opened(data, name=name)
    shown = [
        sheet.name
        for sheet in workbook.sheets_metadata
        if sheet.visible == calamine.SheetVisibleEnum.Visible
        and sheet.typ == calamine.SheetTypeEnum.WorkSheet
    ]
    for title in shown:
        table = _table(workbook, title, name=name)
        if table is not None:
            yield Section((Paragraph(title, size_pt=12.0), table), is_sheet=True)


def _opened(data: bytes, *, name: str) -> calamine.CalamineWorkbook:

    try:
        return calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
    except calamine.PasswordError as error:
        raise PasswordRequired(f"{name!r} needs a password. Save it without one.") from error
    except (calamine.CalamineError, OSError, ValueError) as error:
        raise UnreadableFile(f"{name!r} is damaged: its sheets cannot be read.") from error


def _refuse_far_cells(data: bytes, *, name: str) -> None:
    """Refuse sheets whose cells are few but lie so far apart that a table of them takes all memory."""
    archive = opened_archive(data, name=name)
    for member in archive.members:
        if member.lower().startswith("xl/worksheets/") and member.endswith(".xml"):
            columns, rows = 0, 0
            for found in _REFERENCE.finditer(archive.find_bytes(member) or b""):
                columns = max(columns, _column_number(found[1]))
                rows = max(rows, int(found[2]))
            if columns * rows > _MAX_CELLS:
                raise FileTooLarge(
                    f"{name!r} has a sheet of {rows:,} rows and {columns:,} columns. Split it."
                )


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = 26 * number + letter - 64
    return number


def _table(workbook: calamine.CalamineWorkbook, title: str, *, name: str) -> Table | None:
    try:
        sheet = workbook.get_sheet_by_name(title)
        if sheet.width * sheet.height > _MAX_CELLS:
            raise FileTooLarge(
                f"{name!r} has a sheet of {sheet.height:,} rows, {sheet.width:,} columns. Split it."
            )
        rows = [[_shown(value) for value in row] for row in sheet.to_python(skip_empty_area=False)]
        merged = sheet.merged_cell_ranges or []
    except (calamine.CalamineError, calamine.WorksheetNotFound, ValueError) as error:
        raise UnreadableFile(f"{name!r} is damaged: its sheet {title!r} cannot be read.") from error
    filled = [at for row in rows for at, text in enumerate(row) if text]
    if not filled:
        return None
    first, end = min(filled), max(filled) + 1
    if end - first > MAX_COLUMNS:
        raise FileTooLarge(f"{name!r} has {end - first} columns; at most {MAX_COLUMNS} are read.")
    spans = {start: min(stop[1], end - 1) - start[1] + 1 for start, stop in merged}
    return Table(tuple(_rows(rows, spans, first, end)))


def _rows(
    rows: list[list[str]], spans: dict[tuple[int, int], int], first: int, end: int
) -> Iterator[tuple[Cell, ...]]:
    was_empty = True
    for number, row in enumerate(rows):
        if any(row):
            yield tuple(_cells(row, spans, number, first, end))
            was_empty = False
        elif not was_empty:
            yield ()
            was_empty = True


def _cells(
    row: list[str], spans: dict[tuple[int, int], int], number: int, first: int, end: int
) -> Iterator[Cell]:
    at = first
    while at < end:
        span = max(1, spans.get((number, at), 1))
        yield Cell(row[at], column_span=span)
        at += span


def _shown(value: Value) -> str:
    """Return a value as text: numbers without needless zeros, dates in ISO 8601."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else f"{value:.15g}"
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(sep=" ")
    if isinstance(value, date | time):
        return value.isoformat()
    return str(value)
