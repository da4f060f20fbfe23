"""What functions print."""

from dataclasses import dataclass, field

MAX_PRINTED_BYTES = 4096
"""Kept of what one function prints for one file, as UTF-8; the rest is left out."""


@dataclass(frozen=True, slots=True)
class Printed:
    """What a function printed for a file; it may hold content of documents."""

    function: str
    text: str = field(repr=False)


def shortened(text: str, *, max_bytes: int) -> str:
    """Return the beginning of a text that fits, with no half character at its end."""
    return text.encode(errors="replace")[:max_bytes].decode(errors="ignore")
