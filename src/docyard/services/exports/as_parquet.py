"""Parquet: typed columns in row groups."""

from collections.abc import Iterator
from tempfile import TemporaryFile
from typing import Any

import pyarrow as pa
from pyarrow import parquet

from docyard.services.exports.pieces import pieces_of
from docyard.services.exports.table import Kind, Table

_ROWS_PER_GROUP = 1000

_TYPES: dict[Kind, Any] = {
    Kind.TEXT: pa.string(),
    Kind.WHOLE: pa.int32(),
    Kind.NUMBER: pa.float64(),
    Kind.FLAG: pa.bool_(),
    Kind.WHOLES: pa.list_(pa.int32()),
}


def write(table: Table) -> Iterator[bytes]:
    """Yield the file's bytes, from a temporary file: what stands at its end is known last."""
    schema = pa.schema([(column.name, _TYPES[column.kind]) for column in table.columns])
    with TemporaryFile() as file:
        with parquet.ParquetWriter(file, schema) as writer:
            for rows in table.batches(_ROWS_PER_GROUP):
                columns = zip(*rows, strict=True)
                arrays = [pa.array(cells, field.type) for cells, field in zip(columns, schema, strict=True)]
                writer.write_batch(pa.record_batch(arrays, schema=schema))
        yield from pieces_of(file)
