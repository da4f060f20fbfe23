"""A page image to an upright page of words."""

from collections.abc import Sequence

from docyard.domain.pages import Page, PageSource, Table, Word
from docyard.engine.digitization.ocr import OcrEngine, ReadLine
from docyard.engine.digitization.pixels import Pixels, turned
from docyard.engine.digitization.reading_order import Run, words_in_reading_order
from docyard.engine.digitization.tables import find_tables


def recognize_page(image: Pixels, *, index: int, dpi: int, ocr: OcrEngine) -> Page:
    """Return the words of a page image, turned upright where its text shows that it is not."""
    reading = ocr.read(image)
    height_px, width_px = image.shape[:2]
    if reading.rotation in (90, 270):
        height_px, width_px = width_px, height_px
    words = words_in_reading_order(_run(line, skew=reading.skew) for line in reading.lines)
    return Page(
        index=index,
        width_px=width_px,
        height_px=height_px,
        words=words,
        source=PageSource.OCR,
        rotation=reading.rotation,
        dpi=dpi,
        tables=_tables(turned(image, degrees=reading.rotation), words, skew=reading.skew),
    )


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
