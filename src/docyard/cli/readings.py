"""What ``docyard extract`` found, as JSON, CSV or tables."""

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from docyard.cli import output
from docyard.domain.packets import PacketFieldResult
from docyard.domain.rendering import EVERYTHING, field_names, render_files, render_packet
from docyard.domain.results import DocumentResult, FieldResult, FileResult

CSV_COLUMNS = ("file", "document", "class", "field", "value", "confidence", "page")

# What spreadsheet programs take for the beginning of a formula (OWASP, CSV injection).
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
_PLAIN_NUMBER = re.compile(r"[+-]?\d[\d.,' ]*%?")


def as_json(
    paths: Sequence[Path], results: Sequence[FileResult], packet: Sequence[PacketFieldResult]
) -> dict[str, Any]:
    """Return the files in the shape of a run's results; a packet without fields is none."""
    return ({"case_info": render_packet(packet, EVERYTHING)} if packet else {}) | {
        "files": [
            rendered
            for path, result in zip(paths, results, strict=True)
            for rendered in render_files(result, input_path=str(path), include=EVERYTHING)
        ]
    }


def as_csv(results: Iterable[FileResult]) -> str:
    """Return one row per field, safe to open in a spreadsheet program."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(CSV_COLUMNS)
    for result in results:
        for number, document in enumerate(result.documents, start=1):
            for name, field in _named_fields(document):
                cells = (
                    result.file_name,
                    str(number),
                    document.class_name or "",
                    name,
                    field.value or "",
                    "" if field.confidence is None else f"{field.confidence:.3f}",
                    _page(field),
                )
                writer.writerow([without_formula(cell) for cell in cells])
    return text.getvalue()


def print_tables(results: Sequence[FileResult], packet: Sequence[PacketFieldResult]) -> None:
    """Print a table per document, with fields named as in the app file; what was not found is left out.

    The packet comes last, with what is wrong in it.
    """
    for result in results:
        for document in result.documents:
            rows = [
                (field.name, _readable(field.value), _percent(field.confidence), _page(field))
                for field in document.fields
                if field.value is not None
            ]
            title = f"{result.file_name}  {document.class_name or ''}".rstrip()
            output.print_table(("field", "value", "confidence", "page"), rows, title=title)
            output.print_line()

    if packet:
        cells = [
            (field.name, _readable(field.value), "; ".join(alert.message for alert in field.alerts))
            for field in packet
        ]
        output.print_table(("field", "value", "alerts"), cells, title="packet")
        output.print_line()


def without_formula(cell: str) -> str:
    """Return a cell that no spreadsheet program computes; plain numbers stay numbers."""
    if cell.startswith(_FORMULA_STARTS) and not _PLAIN_NUMBER.fullmatch(cell):
        return f"'{cell}"
    return cell


def _named_fields(document: DocumentResult) -> Iterator[tuple[str, FieldResult]]:
    names = field_names([field.name for field in document.fields])
    return zip(names, document.fields, strict=True)


def _page(field: FieldResult) -> str:
    return str(field.sources[0].page + 1) if field.sources else ""


def _percent(share: float | None) -> str:
    return "" if share is None else f"{share:.0%}"


def _readable(value: str | None) -> str:
    """Return a value with the entries of a list on lines of their own."""
    text = value or ""
    if not text.startswith("["):
        return text
    try:
        entries = json.loads(text)
    except ValueError:
        return text
    return "\n".join(_readable_entry(entry) for entry in entries)


def _readable_entry(entry: object) -> str:
    if isinstance(entry, dict):
        return "  ".join(str(part) for part in entry.values() if part not in (None, ""))
    return str(entry)
