"""Plain text and source code: lines as they stand, columns of spaces kept."""

from collections.abc import Iterator, Sequence

from docyard.engine.digitization.layout import PageBreak, Preformatted, Section
from docyard.engine.digitization.text import decoded_text, refuse_long_text


def parts(data: bytes, *, name: str, passwords: Sequence[str]) -> Iterator[Section]:
    """Yield the text; a form feed begins a new page."""
    refuse_long_text(data, name=name)
    sheets = decoded_text(data).split("\f")
    blocks = [block for sheet in sheets for block in (Preformatted(sheet), PageBreak())]
    yield Section(tuple(blocks[:-1]))
