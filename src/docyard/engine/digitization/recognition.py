"""A page image to an upright page of words."""

from docyard.domain.pages import Page, PageSource
from docyard.engine.digitization.ocr import OcrEngine, ReadLine
from docyard.engine.digitization.pixels import Pixels
from docyard.engine.digitization.reading_order import Run, words_in_reading_order


def recognize_page(image: Pixels, *, index: int, dpi: int, ocr: OcrEngine) -> Page:
    """Return the words of a page image, turned upright where its text shows that it is not."""
    reading = ocr.read(image)
    height_px, width_px = image.shape[:2]
    if reading.rotation in (90, 270):
        height_px, width_px = width_px, height_px
    runs = [_run(line, skew=reading.skew) for line in reading.lines]
    return Page(
        index=index,
        width_px=width_px,
        height_px=height_px,
        words=words_in_reading_order(runs),
        source=PageSource.OCR,
        rotation=reading.rotation,
        dpi=dpi,
    )


def _run(line: ReadLine, *, skew: float) -> Run:
    return Run(
        texts=tuple(word.text for word in line.words),
        boxes=tuple(word.box for word in line.words),
        confidences=tuple(word.score for word in line.words),
        skew=skew,
    )
