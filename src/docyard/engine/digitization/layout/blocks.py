"""What formats without pages hand over to be set: paragraphs, tables, pictures, slides."""

from dataclasses import dataclass, field

A4_PT = (595.28, 841.89)
"""Width and height."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text.

    Attributes:
        text: white space counts as one space, except that a line feed ends the line and a tab
            goes on at the next tab stop.
        size_pt: of its letters.
        indent_pt: from the left margin.
    """

    text: str
    size_pt: float = 10
    indent_pt: float = 0


@dataclass(frozen=True, slots=True)
class Preformatted:
    """Text whose columns are made of spaces; every character is equally wide."""

    text: str


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table; its text as in a paragraph."""

    text: str
    column_span: int = 1
    row_span: int = 1


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells; a place that a cell above reaches into has no cell of its own."""

    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """An image file that stands in the text; what cannot be decoded is left out.

    Attributes:
        width_pt: as its document shows it; None takes that of its pixels.
    """

    data: bytes = field(repr=False)
    width_pt: float | None = None


@dataclass(frozen=True, slots=True)
class PageBreak:
    """What follows begins on a new page."""


Block = Paragraph | Preformatted | Table | Picture | PageBreak


@dataclass(frozen=True, slots=True)
class Section:
    """Blocks that follow one another on pages of their own.

    Attributes:
        is_sheet: pages grow as wide as their tables, as those of spreadsheets; others only where
            the table's words would be broken.
    """

    blocks: tuple[Block, ...]
    is_sheet: bool = False


@dataclass(frozen=True, slots=True)
class Frame:
    """A rectangle of a slide and what stands in it; sides in points from the top left."""

    x_pt: float
    y_pt: float
    width_pt: float
    height_pt: float
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Slide:
    """One page with things at places of their own."""

    width_pt: float
    height_pt: float
    frames: tuple[Frame, ...]
