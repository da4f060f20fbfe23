"""Sending a temporary file away."""

from collections.abc import Iterator
from typing import IO

_PIECE_BYTES = 256 * 1024


def pieces_of(file: IO[bytes]) -> Iterator[bytes]:
    """Yield a file from its start, a piece at a time."""
    file.seek(0)
    while piece := file.read(_PIECE_BYTES):
        yield piece
