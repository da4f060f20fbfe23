"""Files without pages of their own: their content is set on paper, and that is what boxes refer to."""

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from docyard.domain.apps import DigitizationOptions
from docyard.domain.pages import Box, Page, PageSource, Table, TableCell, Word, enclosing_box
from docyard.engine.digitization.layout import (
    PlacedPicture,
    Section,
    SetPage,
    SetTable,
    Slide,
    draw,
    set_pages,
)
from docyard.engine.digitization.layout.pictures import decoded, pixels_of
from docyard.engine.digitization.limits import DigitizationLimits
from docyard.engine.digitization.marks import marked
from docyard.engine.digitization.ocr import PageReader
from docyard.engine.digitization.pixels import Pixels
from docyard.engine.digitization.recognition import recognize_page
from docyard.engine.digitization.tables.headers import header_rows

_LEAST_PICTURE_PX = (120, 40)
"""Smaller pictures are icons and lines."""
_MAX_PICTURES = 20

Parts = Callable[..., Iterable[Section | Slide]]
"""``parts(data, name=…, passwords=…)``: what a module in ``formats`` makes of a file."""


@dataclass(frozen=True, slots=True)
class DrawnReader:
    """Reads and draws files of a format that hands over ``parts``."""

    parts: Parts

    def read(
        self,
        data: bytes,
        *,
        name: str,
        options: DigitizationOptions,
        ocr: PageReader,
        passwords: Sequence[str],
        limits: DigitizationLimits,
    ) -> tuple[Page, ...]:
        """Return the pages as set; pictures in the text are read by OCR."""
        pages = self._set(data, name=name, passwords=passwords, limits=limits)
        left = _MAX_PICTURES
        read = []
        for index, page in enumerate(pages):
            read.append(_page(page, index=index, ocr=ocr, limits=limits, max_pictures=left))
            left = max(0, left - len(page.pictures))
        return tuple(read)

    def render(
        self,
        data: bytes,
        *,
        name: str,
        pages: Sequence[Page],
        passwords: Sequence[str],
        limits: DigitizationLimits,
    ) -> Iterator[Pixels]:
        """Yield the images of the given pages."""
        all_pages = self._set(data, name=name, passwords=passwords, limits=limits)
        for page in pages:
            yield draw(all_pages[page.index], width_px=page.width_px, height_px=page.height_px)

    def _set(
        self, data: bytes, *, name: str, passwords: Sequence[str], limits: DigitizationLimits
    ) -> list[SetPage]:
        parts = self.parts(data, name=name, passwords=passwords)
        return set_pages(parts, name=name, max_pages=limits.max_pages)


def _page(
    page: SetPage, *, index: int, ocr: PageReader, limits: DigitizationLimits, max_pictures: int
) -> Page:
    largest = math.sqrt(limits.max_page_pixels / (page.width_pt * page.height_pt))
    scale = min(limits.page_dpi / 72, largest)
    words = [
        Word(text, Box(x0 * scale, y0 * scale, x1 * scale, y1 * scale), 1.0, line)
        for text, x0, y0, x1, y1, line in page.words
    ]
    moved = list(range(len(words)))
    for picture in reversed(page.pictures[:max_pictures]):
        count = len(words)
        words = _with_picture(words, picture, scale=scale, ocr=ocr)
        moved[picture.after :] = [at + len(words) - count for at in moved[picture.after :]]
    marked_words, marks = marked(words)
    return Page(
        index=index,
        width_px=max(1, math.ceil(page.width_pt * scale)),
        height_px=max(1, math.ceil(page.height_pt * scale)),
        words=marked_words,
        marks=marks,
        source=PageSource.TEXT_LAYER,
        dpi=round(scale * 72),
        tables=tuple(
            _table(table, words, moved=moved, scale=scale)
            for table in page.tables
            if table.rows > 1 and table.columns > 1
        ),
    )


def _table(table: SetTable, words: Sequence[Word], *, moved: Sequence[int], scale: float) -> Table:
    """Return a table as its file has it; ``moved`` tells where its words are now."""
    cells = [
        TableCell(
            row=cell.row,
            column=cell.column,
            words=tuple(moved[at] for at in cell.words),
            box=Box(cell.x0 * scale, cell.y0 * scale, cell.x1 * scale, cell.y1 * scale),
            row_span=min(cell.row_span, table.rows - cell.row),
            column_span=cell.column_span,
        )
        for cell in table.cells
    ]
    texts = {at: words[at].text for cell in cells for at in cell.words}
    return Table(
        box=enclosing_box(cell.box for cell in cells),
        rows=table.rows,
        columns=table.columns,
        cells=tuple(cells),
        header_rows=0 if table.continues else header_rows(cells, texts, rows=table.rows),
        continues=table.continues,
    )


def _with_picture(words: list[Word], picture: PlacedPicture, *, scale: float, ocr: PageReader) -> list[Word]:
    """Return the words with those that OCR reads in the picture, lines counted on."""
    found = _words_in(picture, scale=scale, ocr=ocr)
    if not found:
        return words
    before, after = words[: picture.after], words[picture.after :]
    first = before[-1].line + 1 if before else 0
    count = found[-1].line + 1
    return [
        *before,
        *(Word(word.text, word.box, word.confidence, word.line + first) for word in found),
        *(Word(word.text, word.box, word.confidence, word.line + count) for word in after),
    ]


def _words_in(picture: PlacedPicture, *, scale: float, ocr: PageReader) -> tuple[Word, ...]:
    image = decoded(picture.data)
    if image is None or image.width < _LEAST_PICTURE_PX[0] or image.height < _LEAST_PICTURE_PX[1]:
        return ()
    page = recognize_page(pixels_of(image), index=0, dpi=0, ocr=ocr)
    if page.rotation:
        # Boxes would refer to a picture turned upright, which the page does not show.
        return ()
    x_scale = (picture.x1 - picture.x0) * scale / page.width_px
    y_scale = (picture.y1 - picture.y0) * scale / page.height_px
    left, top = picture.x0 * scale, picture.y0 * scale
    return tuple(
        Word(
            word.text,
            Box(
                left + word.box.x0 * x_scale,
                top + word.box.y0 * y_scale,
                left + word.box.x1 * x_scale,
                top + word.box.y1 * y_scale,
            ),
            word.confidence,
            word.line,
        )
        for word in page.words
    )
