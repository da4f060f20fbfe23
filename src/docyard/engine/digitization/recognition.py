"""A page image to an upright page of words."""

from collections.abc import Sequence

from docyard.domain.pages import Mark, MarkKind, Page, PageSource, Table, Word
from docyard.engine.digitization.marks import has_kind, with_glyphs, words_with_marks
from docyard.engine.digitization.ocr import PageReader, ReadLine
from docyard.engine.digitization.pixels import Pixels, turned
from docyard.engine.digitization.reading_order import Run
from docyard.engine.digitization.tables import find_tables


def recognize_page(
    image: Pixels, *, index: int, dpi: int, ocr: PageReader, known: Sequence[Mark] = ()
) -> Page:
    """Return the words of a page image, turned upright where its text shows that it is not.

    Args:
        image: of the page.
        index: of the page in its file.
        dpi: of the image, 0 if unknown.
        ocr: reads it.
        known: marks that the file itself tells of; none of their kinds are looked for then.
    """
    reading = ocr.read(image)
    height_px, width_px = image.shape[:2]
    if reading.rotation in (90, 270):
        height_px, width_px = width_px, height_px
    runs = [_run(line, skew=reading.skew) for line in reading.lines]
    upright = turned(image, degrees=reading.rotation)
    marks = _marks(upright, runs, known=() if reading.rotation else known)
    words = words_with_marks(runs, marks)
    return Page(
        index=index,
        width_px=width_px,
        height_px=height_px,
        words=words,
        source=PageSource.OCR,
        rotation=reading.rotation,
        dpi=dpi,
        tables=_tables(upright, words, skew=reading.skew),
        marks=tuple(marks),
    )


def _marks(image: Pixels, runs: Sequence[Run], *, known: Sequence[Mark]) -> list[Mark]:
    from docyard.engine.digitization.marks.barcodes import barcodes_of_pixels  # noqa: PLC0415
    from docyard.engine.digitization.marks.boxes import boxes_of_pixels  # noqa: PLC0415
    from docyard.engine.digitization.marks.signatures import signatures_of_pixels  # noqa: PLC0415

    boxes = [] if has_kind(known, MarkKind.CHECKBOX) else boxes_of_pixels(image, runs)
    signatures = [] if has_kind(known, MarkKind.SIGNATURE) else signatures_of_pixels(image, runs)
    return with_glyphs([*known, *boxes, *signatures, *barcodes_of_pixels(image)], runs)


def _tables(image: Pixels, words: Sequence[Word], *, skew: float) -> tuple[Table, ...]:
    # The library of image operations is left alone until a page needs it.
    from docyard.engine.digitization.tables.drawn_pixels import lines_of_pixels  # noqa: PLC0415

    return find_tables(words, lines_of_pixels(image, skew=skew), skew=skew) if words else ()


def _run(line: ReadLine, *, skew: float) -> Run:
    return Run(
        texts=tuple(word.text for word in line.words),
        boxes=tuple(word.box for word in line.words),
        confidences=tuple(word.score for word in line.words),
        skew=skew,
    )
