"""Results of a run as a table, in files that other programs open: one module per format.

May import: what ``services`` may; ``xlsxwriter`` and ``pyarrow`` are used here and nowhere else.
To add a format: a module with ``write(table)`` that yields the file's bytes, a word in
``ExportFormat`` and an entry in ``FORMATS``; API and manual follow from the table.
Tests: ``tests/services/test_exports.py`` runs one contract over all formats, ``tests/api/test_exports.py``.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from importlib import import_module
from typing import cast

from docyard.services.exports.table import Table


class ExportFormat(StrEnum):
    """Kinds of files to export to; also their usual endings."""

    CSV = "csv"
    XLSX = "xlsx"
    JSON = "json"
    PARQUET = "parquet"


@dataclass(frozen=True, slots=True)
class Format:
    """How a kind of file is called and made.

    Attributes:
        module: in this package; imported on first use, since its library may be costly to load.
        note: one sentence for people.
    """

    title: str
    media_type: str
    module: str
    note: str


FORMATS: dict[ExportFormat, Format] = {
    ExportFormat.CSV: Format(
        "CSV",
        "text/csv; charset=utf-8",
        "as_csv",
        "UTF-8 with a byte order mark; text that a spreadsheet would run as a formula begins with `'`.",
    ),
    ExportFormat.XLSX: Format(
        "Excel",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "as_xlsx",
        "A sheet of documents and one more per list field; text is never a formula or a link.",
    ),
    ExportFormat.JSON: Format(
        "JSON", "application/json", "as_json", "A list with one object per document; what is absent is null."
    ),
    ExportFormat.PARQUET: Format(
        "Parquet",
        "application/vnd.apache.parquet",
        "as_parquet",
        "Typed columns: text, numbers, truth values, and a list of numbers for pages.",
    ),
}


def write_export(table: Table, *, to: ExportFormat) -> Iterator[bytes]:
    """Yield the file's bytes; memory holds a few files' results at a time, however many there are."""
    module = import_module(f"{__name__}.{FORMATS[to].module}")
    return cast("Iterator[bytes]", module.write(table))
