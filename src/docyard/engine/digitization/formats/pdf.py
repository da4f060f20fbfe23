"""PDF: words from the text layer, OCR for pages whose text layer does not suffice."""

from collections.abc import Iterable, Iterator, Sequence

import pypdfium2 as pdfium

from docyard.domain.apps import DigitizationOptions
from docyard.domain.pages import Page, PageSource
from docyard.engine.digitization.limits import DigitizationLimits
from docyard.engine.digitization.ocr import OcrEngine
from docyard.engine.digitization.pdf_pages import (
    load_page,
    open_pdf,
    page_dpi,
    page_scale,
    page_size_px,
    render_page,
)
from docyard.engine.digitization.pdf_text import page_map, text_runs
from docyard.engine.digitization.pdf_trust import text_layer_suffices
from docyard.engine.digitization.pixels import Pixels
from docyard.engine.digitization.reading_order import words_in_reading_order
from docyard.engine.digitization.recognition import recognize_page
from docyard.engine.digitization.tables import find_tables, with_continuations
from docyard.engine.digitization.tables.drawn_paths import lines_of_paths
from docyard.errors import FileTooLarge, UnreadableFile


def read(
    data: bytes,
    *,
    name: str,
    options: DigitizationOptions,
    ocr: OcrEngine,
    passwords: Sequence[str],
    limits: DigitizationLimits,
) -> tuple[Page, ...]:
    """Return the pages that can be read; a damaged page is left out, the others keep their index."""
    with open_pdf(data, name=name, passwords=passwords) as document:
        _refuse_too_many_pages(document, name=name, limits=limits)
        pages = tuple(
            with_continuations(
                _page(page, index=index, options=options, ocr=ocr, limits=limits)
                for index, page in _loaded_pages(document, range(len(document)))
            )
        )
    if not pages:
        raise UnreadableFile(f"{name!r} is damaged: none of its pages can be read.")
    return pages


def render(
    data: bytes, *, name: str, pages: Sequence[Page], passwords: Sequence[str], limits: DigitizationLimits
) -> Iterator[Pixels]:
    """Yield the images of the given pages as viewers show them, before turning upright."""
    with open_pdf(data, name=name, passwords=passwords) as document:
        for _, page in _loaded_pages(document, (page.index for page in pages)):
            yield render_page(page, scale=page_scale(page, limits=limits))


def _loaded_pages(
    document: pdfium.PdfDocument, indices: Iterable[int]
) -> Iterator[tuple[int, pdfium.PdfPage]]:
    for index in indices:
        page = load_page(document, index)
        if page is not None:
            yield index, page
            page.close()


def _refuse_too_many_pages(document: pdfium.PdfDocument, *, name: str, limits: DigitizationLimits) -> None:
    if len(document) > limits.max_pages:
        raise FileTooLarge(
            f"{name!r} has {len(document)} pages; the limit 'pages_per_file' is {limits.max_pages}. Split it."
        )


def _page(
    page: pdfium.PdfPage,
    *,
    index: int,
    options: DigitizationOptions,
    ocr: OcrEngine,
    limits: DigitizationLimits,
) -> Page:
    scale = page_scale(page, limits=limits)
    width_px, height_px = page_size_px(page, scale=scale)
    to_pixels = page_map(page, width_px=width_px, height_px=height_px)
    runs = text_runs(page, to_pixels, width_px=width_px, height_px=height_px)
    if options.force_ocr or not text_layer_suffices(page, runs):
        return recognize_page(render_page(page, scale=scale), index=index, dpi=page_dpi(scale), ocr=ocr)
    words = words_in_reading_order(runs)
    return Page(
        index=index,
        width_px=width_px,
        height_px=height_px,
        words=words,
        source=PageSource.TEXT_LAYER,
        dpi=page_dpi(scale),
        tables=find_tables(words, lines_of_paths(page, to_pixels)),
    )
