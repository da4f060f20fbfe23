"""Bytes to text: byte order marks, UTF-16 without one, UTF-8, and older encodings by their look."""

import codecs
import re

from docyard.errors import FileTooLarge

MAX_TEXT_BYTES = 10_000_000
"""AI Hub reads text files up to this size."""

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_NO_TEXT = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_SAMPLE_BYTES = 64_000
_FEW_HIGH_BYTES_RATIO = 0.25


def refuse_long_text(data: bytes, *, name: str) -> None:
    """Refuse a text file beyond the limit.

    Raises:
        FileTooLarge.
    """
    if len(data) > MAX_TEXT_BYTES:
        raise FileTooLarge(
            f"{name!r} has {len(data):,} bytes; text files up to {MAX_TEXT_BYTES:,} are read. Split it."
        )


def decoded_sample(data: bytes) -> str | None:
    """Return the first part of a text file, None for bytes that are no text."""
    encoding = _encoding(data[:_SAMPLE_BYTES])
    if encoding is None:
        return None
    # A character may be cut in two at the end of the sample.
    text = codecs.getincrementaldecoder(encoding)(errors="replace").decode(data[:_SAMPLE_BYTES])
    return None if _NO_TEXT.search(text) else text


def shows_its_encoding(data: bytes) -> bool:
    """Tell whether bytes leave no doubt: a byte order mark, every other one zero, or UTF-8."""
    encoding = _encoding(data[:_SAMPLE_BYTES])
    return encoding is not None and encoding.startswith("utf")


def decoded_text(data: bytes) -> str:
    """Return a text file's characters; a damaged one becomes U+FFFD."""
    encoding = _encoding(data[:_SAMPLE_BYTES]) or "utf-8"
    return data.decode(encoding, errors="replace")


def _encoding(sample: bytes) -> str | None:
    marked = next((encoding for mark, encoding in _MARKS if sample.startswith(mark)), None)
    if marked is not None:
        return marked
    if b"\x00" in sample:
        return _wide_encoding(sample)
    try:
        codecs.getincrementaldecoder("utf-8")().decode(sample)
    except UnicodeDecodeError:
        return _older_encoding(sample)
    return "utf-8"


def _wide_encoding(sample: bytes) -> str | None:
    """Return UTF-16's byte order where every other byte is mostly zero."""
    half = len(sample) // 2
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if odd > 0.4 * half and even < 0.05 * half:
        return "utf-16-le"
    if even > 0.4 * half and odd < 0.05 * half:
        return "utf-16-be"
    return None


def _older_encoding(sample: bytes) -> str | None:
    high = sum(byte >= 0x80 for byte in sample)
    if high <= _FEW_HIGH_BYTES_RATIO * len(sample):
        try:
            sample.decode("cp1252")
        except UnicodeDecodeError:
            pass
        else:
            return "cp1252"
    if _NO_TEXT.search(sample.decode("latin-1")):
        return None
    return _guessed_encoding(sample)


def _guessed_encoding(sample: bytes) -> str | None:
    import charset_normalizer  # noqa: PLC0415 - slow to load and seldom needed

    best = charset_normalizer.from_bytes(sample).best()
    return None if best is None else best.encoding
