"""PDF files whose streams unpack without end, found before a parser unpacks them."""

import re
import zlib
from collections.abc import Iterable, Iterator

from docyard.errors import FileTooLarge

MAX_STREAM_BYTES = 100_000_000
"""Most that one stream may unpack to; drawings of a whole city take some 30 MB."""

_STREAM = re.compile(rb"(?<!end)stream\r?\n")
_DEFLATED = re.compile(rb"/(?:FlateDecode|Fl)\b")
_LEFT_OUT = re.compile(rb"/Subtype\s*/Image\b|/EmbeddedFile\b")
_HEAD_BYTES = 2_000
_MAX_FILTERS = 4
_PIECE_BYTES = 1 << 16
_BEST_RATIO = 1_032
"""Deflate packs no better. Source: https://zlib.net/zlib_tech.html"""


def refuse_bombs(data: bytes, *, name: str) -> None:
    """Refuse a PDF with a stream that unpacks to more than ``MAX_STREAM_BYTES``.

    Pictures are left out, since their sizes are known before they are unpacked, and so are files inside,
    which nobody unpacks. What is encrypted, or packed by rarer means, cannot be told in advance; there the
    limits of the process hold.

    Raises:
        FileTooLarge: if there is such a stream.
    """
    end = -1
    for start in _STREAM.finditer(data):
        if end < start.end():
            end = data.find(b"endstream", start.end())
            end = len(data) if end < 0 else end
        filters = _deflations(data[max(0, start.start() - _HEAD_BYTES) : start.start()])
        packed = memoryview(data)[start.end() : end]
        # Most streams are too short to matter, and are not unpacked twice for this.
        if filters and len(packed) * _BEST_RATIO**filters > MAX_STREAM_BYTES and _is_bomb(packed, filters):
            raise FileTooLarge(
                f"{name!r} has a part that unpacks to more than {MAX_STREAM_BYTES:,} bytes. Print it to a "
                "new PDF file, and upload that."
            )


def _deflations(before: bytes) -> int:
    """Return how many times a stream is deflated, by the dictionary that stands before it."""
    dictionary = before[before.rfind(b"obj") + 3 :]
    return 0 if _LEFT_OUT.search(dictionary) else min(_MAX_FILTERS, len(_DEFLATED.findall(dictionary)))


def _is_bomb(packed: memoryview, filters: int) -> bool:
    pieces: Iterable[bytes | memoryview] = (
        packed[at : at + _PIECE_BYTES] for at in range(0, len(packed), _PIECE_BYTES)
    )
    for _ in range(filters):
        pieces = _inflated(pieces)
    unpacked_bytes = 0
    try:
        for piece in pieces:
            unpacked_bytes += len(piece)
            if unpacked_bytes > MAX_STREAM_BYTES:
                return True
    except zlib.error:
        # Damaged, or no stream at all; a parser would get no further.
        return False
    return False


def _inflated(pieces: Iterable[bytes | memoryview]) -> Iterator[bytes]:
    inflater = zlib.decompressobj()
    for piece in pieces:
        left = bytes(piece)
        # What stands behind the end of a stream stays unconsumed for ever.
        while left and not inflater.eof:
            yield inflater.decompress(left, _PIECE_BYTES)
            left = inflater.unconsumed_tail
