"""RTF: text and tables, without pictures."""

from collections.abc import Iterator, Sequence

from striprtf.striprtf import rtf_to_text

from docyard.engine.digitization.layout import Block, Cell, Paragraph, Section, Table
from docyard.engine.digitization.text import refuse_long_text
from docyard.errors import UnreadableFile


def parts(data: bytes, *, name: str, passwords: Sequence[str]) -> Iterator[Section]:
    """Yield the paragraphs and tables."""
    refuse_long_text(data, name=name)
    try:
        text = rtf_to_text(data.decode("latin-1"), errors="replace")
    except (ValueError, IndexError, KeyError, LookupError, RecursionError) as error:
        raise UnreadableFile(f"{name!r} is damaged: its RTF cannot be read.") from error
    yield Section(tuple(_blocks(text)))


def _blocks(text: str) -> Iterator[Block]:
    """Yield paragraphs, and tables of the lines whose cells end with a bar each."""
    rows: list[tuple[Cell, ...]] = []
    for line in text.splitlines():
        if line.endswith("|"):
            rows.append(tuple(Cell(cell) for cell in line[:-1].split("|")))
            continue
        if rows:
            yield Table(tuple(rows))
            rows = []
        if line.strip():
            yield Paragraph(line)
    if rows:
        yield Table(tuple(rows))
