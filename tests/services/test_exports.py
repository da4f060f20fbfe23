"""One contract over all formats of exports, and what each does with text that wants to be more."""

import csv
import io
import json
import zipfile
from collections.abc import Callable, Iterator
from typing import Any

import openpyxl
import pytest
from openpyxl.utils.escape import unescape
from pyarrow import parquet

from docyard.services.exports import FORMATS, ExportFormat, write_export
from docyard.services.exports.table import Cell, Column, Kind, ListColumn, Row, Table

LINES = json.dumps([{"item": "=cmd|' /C calc'!A0", "price": "1.50"}, {"item": "Öl", "price": None}])

COLUMNS = (
    Column("file", Kind.TEXT),
    Column("document", Kind.WHOLE),
    Column("pages", Kind.WHOLES),
    Column("=total", Kind.TEXT),
    Column("confidence", Kind.NUMBER),
    Column("valid", Kind.FLAG),
    Column("lines", Kind.TEXT),
)
LISTS = (ListColumn("lines", 6, (("item", "item"), ("price", "unit price"))),)

TEXTS = (
    "119.00",
    "-12.50",
    "+1,234.5%",
    "=1+1",
    "+49 30 1234 x",
    "-2+3",
    "@SUM(A1)",
    "\tTab",
    "\rReturn",
    '=HYPERLINK("http://example.com")',
    "http://example.com",
    "<r><t>injected</t></r>",
    'comma, "quotes" & <tags>',
    "two\nlines",
    "größe 東京 🧾",
    "bell \x07",
    " spaces ",
    "TRUE",
    "00123",
)


def rows() -> Iterator[Row]:
    for number, text in enumerate(TEXTS, start=1):
        yield ("ä.pdf", number, (1, 2), text, 0.5, number % 2 == 0, LINES)
    yield ("broken.pdf", None, None, None, None, None, None)


TABLE = Table(name="Invoice", columns=COLUMNS, lists=LISTS, read=rows)


def write(table: Table, kind: ExportFormat) -> bytes:
    return b"".join(write_export(table, to=kind))


def read_csv(data: bytes) -> list[list[Any]]:
    assert data.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def read_json(data: bytes) -> list[list[Any]]:
    found = json.loads(data)
    return [list(found[0]), *(list(each.values()) for each in found)] if found else []


def read_xlsx(data: bytes) -> list[list[Any]]:
    sheet = openpyxl.load_workbook(io.BytesIO(data)).worksheets[0]
    # Excel itself reads control characters so; openpyxl leaves that to its callers.
    return [
        [unescape(cell.value) if isinstance(cell.value, str) else cell.value for cell in line]
        for line in sheet.iter_rows()
    ]


def read_parquet(data: bytes) -> list[list[Any]]:
    table = parquet.read_table(io.BytesIO(data))
    return [table.column_names, *(list(line.values()) for line in table.to_pylist())]


READERS: dict[ExportFormat, Callable[[bytes], list[list[Any]]]] = {
    ExportFormat.CSV: read_csv,
    ExportFormat.JSON: read_json,
    ExportFormat.XLSX: read_xlsx,
    ExportFormat.PARQUET: read_parquet,
}


def plain(cell: Cell, kind: ExportFormat) -> Any:
    """Say what a cell is once it is read back."""
    if kind is ExportFormat.CSV:
        if isinstance(cell, bool):
            return str(cell).lower()
        return " ".join(map(str, cell)) if isinstance(cell, tuple) else "" if cell is None else str(cell)
    if isinstance(cell, tuple):
        return " ".join(map(str, cell)) if kind is ExportFormat.XLSX else list(cell)
    return cell


def unguarded(cell: Any) -> Any:
    """Take off what keeps text from being run."""
    if isinstance(cell, str) and cell != " spaces ":
        return cell.removeprefix("'").rstrip(" ") if cell[:1] == "'" or cell.endswith("> ") else cell
    return cell


def test_every_format_is_read_back_here() -> None:
    assert set(READERS) == set(FORMATS) == set(ExportFormat)


@pytest.mark.parametrize("kind", FORMATS)
def test_what_goes_in_comes_back(kind: ExportFormat) -> None:
    found = READERS[kind](write(TABLE, kind))
    expected = [tuple(column.name for column in COLUMNS), *rows()]
    for got, wanted in zip(found, expected, strict=True):
        assert [unguarded(cell) for cell in got] == [plain(cell, kind) for cell in wanted]


@pytest.mark.parametrize("kind", FORMATS)
def test_no_rows_are_a_file_all_the_same(kind: ExportFormat) -> None:
    empty = Table(name="None", columns=COLUMNS, lists=LISTS, read=lambda: iter(()))
    assert len(READERS[kind](write(empty, kind))) <= 1


@pytest.mark.parametrize("kind", FORMATS)
def test_a_file_is_the_same_when_written_twice_but_for_its_time(kind: ExportFormat) -> None:
    assert READERS[kind](write(TABLE, kind)) == READERS[kind](write(TABLE, kind))


@pytest.mark.parametrize("kind", [ExportFormat.CSV, ExportFormat.JSON])
def test_text_formats_are_sent_while_rows_are_read(kind: ExportFormat) -> None:
    read = 0

    def many() -> Iterator[Row]:
        nonlocal read
        for _ in range(100):
            for row in rows():
                read += 1
                yield row

    pieces = write_export(Table("Many", COLUMNS, LISTS, many), to=kind)
    next(pieces)
    next(pieces)
    assert read < 300


def test_csv_guards_against_formulas_and_spares_numbers() -> None:
    data = write(TABLE, ExportFormat.CSV)
    head, *lines = read_csv(data)
    assert head[3] == "'=total"
    guarded = {line[3][1:] for line in lines if line[3].startswith("'")}
    assert guarded == {
        "=1+1",
        "+49 30 1234 x",
        "-2+3",
        "@SUM(A1)",
        "\tTab",
        "\rReturn",
        '=HYPERLINK("http://example.com")',
    }
    assert {"-12.50", "+1,234.5%"} <= {line[3] for line in lines}


def test_xlsx_has_neither_formulas_nor_links_nor_foreign_markup() -> None:
    data = write(TABLE, ExportFormat.XLSX)
    book = openpyxl.load_workbook(io.BytesIO(data))
    for sheet in book.worksheets:
        for line in sheet.iter_rows():
            assert {cell.data_type for cell in line} <= {"s", "n", "b", "inlineStr"}
            assert not any(cell.hyperlink for cell in line)
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        sheet_text = parts.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet_text
    assert "<r><t>injected" not in sheet_text


def test_xlsx_has_a_sheet_per_list() -> None:
    book = openpyxl.load_workbook(io.BytesIO(write(TABLE, ExportFormat.XLSX)))
    assert book.sheetnames == ["Documents", "lines"]
    lines = [[cell.value for cell in line] for line in book["lines"].iter_rows()]
    assert lines[:3] == [
        ["file", "document", "entry", "item", "unit price"],
        ["ä.pdf", 1, 1, "=cmd|' /C calc'!A0", "1.50"],
        ["ä.pdf", 1, 2, "Öl", None],
    ]
    assert len(lines) == 1 + 2 * len(TEXTS)


def test_xlsx_names_sheets_as_excel_allows() -> None:
    names = ("History", "a/b:c", "A?B*C", "'quoted'", "x" * 40, "x" * 50, "documents", "[]")
    lists = tuple(ListColumn(name, 6, (("item", "item"),)) for name in names)
    data = write(Table("Names", COLUMNS, lists, rows), ExportFormat.XLSX)
    found = openpyxl.load_workbook(io.BytesIO(data)).sheetnames
    assert found == [
        "Documents",
        "History (2)",
        "a_b_c",
        "A_B_C (2)",
        "quoted",
        "x" * 31,
        "x" * 27 + " (2)",
        "documents (2)",
        "__",
    ]


def test_xlsx_cuts_what_excel_cannot_hold_and_keeps_the_rest() -> None:
    long = Table("Long", COLUMNS[:1], (), lambda: iter([("x" * 40_000,), ("after",)]))
    cells = [line[0] for line in read_xlsx(write(long, ExportFormat.XLSX))]
    assert cells == ["file", "x" * 32_767, "after"]


def test_a_value_that_is_no_list_has_no_entries() -> None:
    odd: list[Row] = [
        ("a", 1, (1,), None, None, None, text) for text in ("no JSON", "7", '["x"]', '{"a": 1}')
    ]
    book = openpyxl.load_workbook(
        io.BytesIO(write(Table("Odd", COLUMNS, LISTS, lambda: iter(odd)), ExportFormat.XLSX))
    )
    assert book["lines"].max_row == 1


def test_parquet_columns_have_types() -> None:
    schema = parquet.read_schema(io.BytesIO(write(TABLE, ExportFormat.PARQUET)))
    assert [str(field.type) for field in schema] == [
        "string",
        "int32",
        "list<element: int32>",
        "string",
        "double",
        "bool",
        "string",
    ]
