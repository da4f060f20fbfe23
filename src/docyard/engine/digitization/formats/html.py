"""HTML: text, tables and embedded pictures; nothing runs and nothing is fetched."""

import contextlib
import re
from collections.abc import Iterator, Sequence

from docyard.engine.digitization.layout import Section
from docyard.engine.digitization.markup import blocks_of_html
from docyard.engine.digitization.text import decoded_text, refuse_long_text, shows_its_encoding

_CHARSET = re.compile(rb"""<meta[^>]{0,200}charset\s*=\s*["']?([a-z0-9_-]{2,30})""", re.IGNORECASE)


def parts(data: bytes, *, name: str, passwords: Sequence[str]) -> Iterator[Section]:
    """Yield the page's content."""
    refuse_long_text(data, name=name)
    yield Section(tuple(blocks_of_html(_decoded(data), name=name, pictures={})))


def _decoded(data: bytes) -> str:
    """Return the characters by the encoding that the page names, unless its bytes show another."""
    named = _CHARSET.search(data[:2048])
    if named is not None and not shows_its_encoding(data):
        with contextlib.suppress(LookupError, UnicodeDecodeError):
            return data.decode(named[1].decode("ascii"))
    return decoded_text(data)
