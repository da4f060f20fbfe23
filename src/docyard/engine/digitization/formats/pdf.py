"""PDF: words from the text layer, OCR for pages whose text layer does not suffice."""

from collections.abc import Iterable, Iterator, Sequence

import pypdfium2 as pdfium

from docyard.domain.apps import DigitizationOptions
from docyard.domain.pages import Mark, MarkKind, Page, PageSource
from docyard.engine.digitization.limits import DigitizationLimits
from docyard.engine.digitization.marks import Widget, has_kind, with_glyphs, words_with_marks
from docyard.engine.digitization.marks.barcodes import barcodes_of_page
from docyard.engine.digitization.marks.boxes import boxes_of_pixels, may_have_boxes
from docyard.engine.digitization.marks.signatures import signatures_of_page
from docyard.engine.digitization.ocr import PageReader
from docyard.engine.digitization.pdf_bombs import refuse_bombs
from docyard.engine.digitization.pdf_pages import (
    load_page,
    open_pdf,
    page_dpi,
    page_scale,
    page_size_px,
    render_page,
)
from docyard.engine.digitization.pdf_pictures import pictures_of_page, regions_without_text
from docyard.engine.digitization.pdf_text import page_map, text_runs
from docyard.engine.digitization.pdf_trust import text_layer_suffices
from docyard.engine.digitization.pixels import Pixels
from docyard.engine.digitization.recognition import recognize_page
from docyard.engine.digitization.regions import read_regions
from docyard.engine.digitization.tables import find_tables, with_continuations
from docyard.engine.digitization.tables.drawn_paths import lines_of_paths
from docyard.engine.digitization.tables.rulings import together
from docyard.errors import FileTooLarge, UnreadableFile

_MOST_REGIONS = 200
"""Pictures beside a text layer that are read in one file: a catalogue of photos is read in minutes."""


def read(
    data: bytes,
    *,
    name: str,
    options: DigitizationOptions,
    ocr: PageReader,
    passwords: Sequence[str],
    limits: DigitizationLimits,
) -> tuple[Page, ...]:
    """Return the pages that can be read; a damaged page is left out, the others keep their index."""
    refuse_bombs(data, name=name)
    with open_pdf(data, name=name, passwords=passwords) as document:
        _refuse_too_many_pages(document, name=name, limits=limits)
        turns = iter(range(_MOST_REGIONS))
        pages = tuple(
            with_continuations(
                _page(page, widgets, index=index, options=options, ocr=ocr, turns=turns, limits=limits)
                for index, page, widgets in _loaded_pages(document, range(len(document)))
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
        for _, page, _ in _loaded_pages(document, (page.index for page in pages)):
            yield render_page(page, scale=page_scale(page, limits=limits))


def _loaded_pages(
    document: pdfium.PdfDocument, indices: Iterable[int]
) -> Iterator[tuple[int, pdfium.PdfPage, tuple[Widget, ...]]]:
    for index in indices:
        loaded = load_page(document, index)
        if loaded is not None:
            yield index, *loaded
            loaded[0].close()


def _refuse_too_many_pages(document: pdfium.PdfDocument, *, name: str, limits: DigitizationLimits) -> None:
    if len(document) > limits.max_pages:
        raise FileTooLarge(
            f"{name!r} has {len(document)} pages; the limit 'pages_per_file' is {limits.max_pages}. Split it."
        )


def _page(
    page: pdfium.PdfPage,
    widgets: Sequence[Widget],
    *,
    index: int,
    options: DigitizationOptions,
    ocr: PageReader,
    turns: Iterator[int],
    limits: DigitizationLimits,
) -> Page:
    """Return a page; every picture read beside a text layer takes one of the turns of its file."""
    scale = page_scale(page, limits=limits)
    width_px, height_px = page_size_px(page, scale=scale)
    to_pixels = page_map(page, width_px=width_px, height_px=height_px)
    runs = text_runs(page, to_pixels, width_px=width_px, height_px=height_px)
    known = [Mark(widget.kind, widget.text, to_pixels.box(*widget.sides)) for widget in widgets]
    if options.force_ocr or not text_layer_suffices(page, runs):
        image = render_page(page, scale=scale)
        return recognize_page(image, index=index, dpi=page_dpi(scale), ocr=ocr, known=known)
    lines = lines_of_paths(page, to_pixels)
    pictures = pictures_of_page(page, to_pixels)
    places = regions_without_text(
        page, to_pixels, runs, pictures, width_px=width_px, height_px=height_px, dpi=page_dpi(scale)
    )
    places = tuple(place for place, _ in zip(places, turns, strict=False))
    regions = read_regions(render_page(page, scale=scale), places, known=runs, ocr=ocr) if places else []
    found: list[Mark] = []
    if not has_kind(known, MarkKind.CHECKBOX):
        if may_have_boxes(lines, runs):
            found += boxes_of_pixels(render_page(page, scale=scale), runs)
        found += [box for region in regions for box in region.boxes]
    runs = (*runs, *(run for region in regions for run in region.runs))
    if not has_kind(known, MarkKind.SIGNATURE):
        found += signatures_of_page(page, to_pixels, runs, scale=scale)
    found += barcodes_of_page(page, pictures, lines, scale=scale)
    marks = with_glyphs([*known, *found], runs)
    words = words_with_marks(runs, marks)
    return Page(
        index=index,
        width_px=width_px,
        height_px=height_px,
        words=words,
        source=PageSource.TEXT_LAYER,
        dpi=page_dpi(scale),
        tables=find_tables(words, together(lines, *(region.lines for region in regions))),
        marks=tuple(marks),
    )
