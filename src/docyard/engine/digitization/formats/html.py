"""HTML: text, tables and embedded pictures; nothing runs and nothing is fetched."""

from collections.abc import Iterator, Sequence

from docyard.engine.digitization.layout import Section
from docyard.engine.digitization.markup import blocks_of_html
from docyard.engine.digitization.text import decoded_text, refuse_long_text


def parts(data: bytes, *, name: str, passwords: Sequence[str]) -> Iterator[Section]:
    """Yield the page's content."""
    refuse_long_text(data, name=name)
    yield Section(tuple(blocks_of_html(decoded_html(data), name=name, pictures={})))


def decoded_html(data: bytes) -> str:
    """Return the characters, by the encoding the document itself names if it does."""
    return decoded_text(data)
