"""Digitizations as bytes, to keep beside the file they came from."""

import dataclasses
import gzip
import hashlib
import io
import json
import zlib
from collections.abc import Iterator, Sequence
from typing import Any

from docyard.domain.apps import DigitizationOptions
from docyard.domain.failures import FileFailure
from docyard.domain.pages import (
    AttachedPage,
    Attachment,
    Box,
    Digitization,
    Mark,
    MarkKind,
    Page,
    PageSource,
    Table,
    TableCell,
    Word,
)

DIGITIZATION_VERSION = 8
"""Part of every kept digitization's name; to be raised whenever words or boxes would change."""

_DECIMALS = 1


def cache_name(digest: str, options: DigitizationOptions, *, passwords: Sequence[str] = ()) -> str:
    """Return the name under which the digitization of a file's content is kept.

    Args:
        digest: SHA-256 of the content, in hexadecimal.
        options: those it was digitized with.
        passwords: those it was opened with, so that nobody finds it who does not know them.
    """
    settings = json.dumps(dataclasses.asdict(options), sort_keys=True)
    if passwords:
        settings += _fingerprint(passwords, digest=digest)
    variant = hashlib.sha256(settings.encode()).hexdigest()[:8]
    return f"{digest}-{variant}-v{DIGITIZATION_VERSION}"


def _fingerprint(passwords: Sequence[str], *, digest: str) -> str:
    """Return what passwords cannot be guessed from any faster than from the file itself."""
    secret = json.dumps(list(passwords)).encode()
    return hashlib.scrypt(secret, salt=bytes.fromhex(digest), n=2**14, r=8, p=1).hex()


def pack(digitization: Digitization) -> bytes:
    """Return a digitization as gzipped lines of JSON, one a page; boxes are kept to a tenth of a pixel."""
    written = io.BytesIO()
    with gzip.GzipFile(fileobj=written, mode="wb", compresslevel=6, mtime=0) as lines:
        for part in _packed_parts(digitization):
            lines.write(json.dumps(part, ensure_ascii=False, separators=(",", ":")).encode() + b"\n")
    return written.getvalue()


def unpack(data: bytes) -> Digitization:
    """Return the digitization that was packed.

    Raises:
        ValueError: if the bytes are damaged or of another version.
    """
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(data)) as lines:
            head = json.loads(next(lines, b"null"))
            if head["version"] != DIGITIZATION_VERSION:
                raise ValueError(f"digitization of version {head['version']}, not {DIGITIZATION_VERSION}")
            return Digitization(
                pages=tuple(_unpacked_page(json.loads(line)) for line in lines),
                attachments=tuple(_unpacked_attachment(attachment) for attachment in head["attachments"]),
            )
    except (zlib.error, OSError, EOFError, KeyError, TypeError, IndexError) as error:
        raise ValueError("not a packed digitization") from error


def _packed_parts(digitization: Digitization) -> Iterator[dict[str, object]]:
    """Yield the head, then the pages one by one: a long file's never stand side by side in this form."""
    attachments = [dataclasses.asdict(attachment) for attachment in digitization.attachments]
    yield {"version": DIGITIZATION_VERSION, "attachments": attachments}
    yield from map(_packed_page, digitization.pages)


def _packed_page(page: Page) -> dict[str, object]:
    return {
        "index": page.index,
        "size": [page.width_px, page.height_px],
        "source": page.source.value,
        "rotation": page.rotation,
        "dpi": page.dpi,
        "attached": page.attached and [page.attached.number, page.attached.index],
        "texts": [word.text for word in page.words],
        "boxes": [_packed_box(word.box) for word in page.words],
        "confidences": [round(word.confidence, 4) for word in page.words],
        "lines": [word.line for word in page.words],
        "tables": [_packed_table(table) for table in page.tables],
        "marks": [
            [mark.kind.value, mark.text, _packed_box(mark.box), mark.confidence] for mark in page.marks
        ],
    }


def _packed_table(table: Table) -> list[object]:
    cells = [
        [cell.row, cell.column, cell.row_span, cell.column_span, _packed_box(cell.box), cell.words]
        for cell in table.cells
    ]
    return [_packed_box(table.box), table.rows, table.columns, table.header_rows, table.continues, cells]


def _packed_box(box: Box) -> list[float]:
    return [round(side, _DECIMALS) for side in (box.x0, box.y0, box.x1, box.y1)]


def _unpacked_page(packed: dict[str, Any]) -> Page:
    width_px, height_px = packed["size"]
    words = zip(packed["texts"], packed["boxes"], packed["confidences"], packed["lines"], strict=True)
    return Page(
        index=packed["index"],
        width_px=width_px,
        height_px=height_px,
        words=tuple(Word(text, Box(*box), confidence, line) for text, box, confidence, line in words),
        source=PageSource(packed["source"]),
        rotation=packed["rotation"],
        dpi=packed["dpi"],
        attached=AttachedPage(*packed["attached"]) if packed["attached"] else None,
        tables=tuple(_unpacked_table(table) for table in packed["tables"]),
        marks=tuple(
            Mark(MarkKind(kind), text, Box(*box), confidence)
            for kind, text, box, confidence in packed["marks"]
        ),
    )


def _unpacked_table(packed: list[Any]) -> Table:
    box, rows, columns, header_rows, continues, cells = packed
    return Table(
        box=Box(*box),
        rows=rows,
        columns=columns,
        cells=tuple(
            TableCell(row, column, tuple(words), Box(*corners), row_span, column_span)
            for row, column, row_span, column_span, corners, words in cells
        ),
        header_rows=header_rows,
        continues=continues,
    )


def _unpacked_attachment(packed: dict[str, Any]) -> Attachment:
    failure = packed["failure"]
    return Attachment(packed["name"], packed["first_page"], FileFailure(**failure) if failure else None)
