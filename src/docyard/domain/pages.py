"""Pages of words with boxes: what digitization gives and everything after it reads."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from docyard.domain.failures import FileFailure


@dataclass(frozen=True, slots=True)
class Box:
    """An upright rectangle in page pixels: top-left origin, x to the right, y down."""

    x0: float
    y0: float
    x1: float
    y1: float

    @property
    def width(self) -> float:
        """Width in pixels."""
        return self.x1 - self.x0

    @property
    def height(self) -> float:
        """Height in pixels."""
        return self.y1 - self.y0


def enclosing_box(boxes: Iterable[Box]) -> Box:
    """Return the smallest box around at least one box."""
    x0s, y0s, x1s, y1s = zip(*((b.x0, b.y0, b.x1, b.y1) for b in boxes), strict=True)
    return Box(min(x0s), min(y0s), max(x1s), max(y1s))


class PageSource(StrEnum):
    """Where a page's words came from."""

    TEXT_LAYER = "text_layer"
    OCR = "ocr"


@dataclass(frozen=True, slots=True)
class Word:
    """A run of characters without white space.

    Attributes:
        box: where it stands on its page, in page pixels.
        confidence: 0 to 1 from the OCR engine; 1.0 from a text layer.
        line: index of the printed line it belongs to, from 0 in reading order; words of one
            line are neighbours in the page's word list.
    """

    text: str
    box: Box
    confidence: float
    line: int


class MarkKind(StrEnum):
    """What stands on a page beside words."""

    CHECKBOX = "checkbox"
    SIGNATURE = "signature"
    BARCODE = "barcode"


CHECKED, UNCHECKED, SIGNED = "[CHECK]", "[UNCHECK]", "[SIGN]"
"""Words that stand for checkboxes and signatures, spelled as AI Hub does."""
BARCODE = "Barcode:"
"""First of the words that stand for a barcode; its content follows."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A checkbox, signature or barcode; words of its page stand for it, in the same box.

    Attributes:
        text: ``CHECKED`` or ``UNCHECKED``, ``SIGNED``, or what a barcode says.
        confidence: 0 to 1; 1.0 where the file itself says so.
    """

    kind: MarkKind
    text: str
    box: Box
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class TableCell:
    """A cell of a table.

    Attributes:
        row: 0-based, of its upper left place.
        column: 0-based, likewise.
        words: positions in its page's words, in reading order.
        box: in page pixels; it holds the words, and all of the cell where lines show it.
    """

    row: int
    column: int
    words: tuple[int, ...]
    box: Box
    row_span: int = 1
    column_span: int = 1


@dataclass(frozen=True, slots=True)
class Table:
    """Rows and columns on one page.

    Attributes:
        box: around all of it, in page pixels.
        rows: how many.
        columns: how many.
        cells: row by row from the left; a place of the grid belongs to one cell at most.
        header_rows: how many rows at its top name the columns.
        continues: whether it goes on from the last table of the page before.
    """

    box: Box
    rows: int
    columns: int
    cells: tuple[TableCell, ...]
    header_rows: int = 0
    continues: bool = False


@dataclass(frozen=True, slots=True)
class AttachedPage:
    """Where a page of an attachment comes from: which attachment, and its 0-based index there."""

    number: int
    index: int


@dataclass(frozen=True, slots=True)
class Page:
    """One face of a file, upright.

    Attributes:
        index: 0-based position in the file.
        width_px: width of the page image that the boxes refer to.
        height_px: its height.
        words: reading order.
        source: text layer or OCR.
        rotation: degrees clockwise (0, 90, 180, 270) by which the stored page was turned to
            stand upright; boxes refer to the upright page.
        dpi: pixels per inch of the page image; 0 when the file does not say.
        attached: for a page of an attachment; None for one of the file itself.
        tables: from top to bottom.
        marks: checkboxes, signatures and barcodes.
    """

    index: int
    width_px: int
    height_px: int
    words: tuple[Word, ...]
    source: PageSource
    rotation: int = 0
    dpi: int = 0
    attached: AttachedPage | None = None
    tables: tuple[Table, ...] = ()
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that came in another, as those attached to a mail.

    Attributes:
        name: its own, after those of the mails it came in.
        first_page: index of its first page among all of the file.
        failure: why it has no pages, if it has none.
    """

    name: str
    first_page: int
    failure: FileFailure | None = None


@dataclass(frozen=True, slots=True)
class Digitization:
    """All pages of one file, in order; those of its attachments after its own."""

    pages: tuple[Page, ...]
    attachments: tuple[Attachment, ...] = ()
