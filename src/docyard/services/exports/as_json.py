"""JSON: a list with one object per document, in the columns' order."""

import json
from collections.abc import Iterator

from docyard.services.exports.table import Table

_ROWS_AT_ONCE = 100


def write(table: Table) -> Iterator[bytes]:
    """Yield the file's bytes."""
    names = [column.name for column in table.columns]
    before = "[\n"
    for rows in table.batches(_ROWS_AT_ONCE):
        objects = (json.dumps(dict(zip(names, row, strict=True)), ensure_ascii=False) for row in rows)
        yield (before + ",\n".join(objects)).encode()
        before = ",\n"
    yield b"[]\n" if before == "[\n" else b"\n]\n"
