"""Words and boxes of a PDF page's text layer.

pdfium gives characters in content order with a box each, and white space where it sees a gap.
Words are cut here from those characters: pdfium's own rectangles split words at font changes.
"""

import ctypes
import re
from collections.abc import Iterator
from dataclasses import dataclass

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from docyard.domain.pages import Box
from docyard.engine.digitization.reading_order import Run

_LINE_END_HYPHEN = re.compile("[\x02\ufffe]")
"""How pdfium marks the hyphen of a word that goes on in the next line."""
_WORD = re.compile(r"[^\s\x00-\x1f\x7f\u200b\ufeff\ufffe\uffff]+[\x02\ufffe]?")
_LEAST_HEIGHT_PT = 0.1
_MAX_GAP_RATIO = 1.2
"""A wider gap between two words, in heights of the first, starts a new run."""


@dataclass(frozen=True, slots=True)
class PageMap:
    """Affine map from PDF user space (points, y up) to page pixels (y down)."""

    a: float
    b: float
    c: float
    d: float
    e: float
    f: float

    def box(self, left: float, bottom: float, right: float, top: float) -> Box:
        """Return a rectangle of user space in page pixels; pages turn by right angles only."""
        xs = (self.a * left + self.c * bottom + self.e, self.a * right + self.c * top + self.e)
        ys = (self.b * left + self.d * bottom + self.f, self.b * right + self.d * top + self.f)
        return Box(min(xs), min(ys), max(xs), max(ys))


def page_map(page: pdfium.PdfPage, *, width_px: int, height_px: int) -> PageMap:
    """Return where pdfium draws each point of a page: Rotate, MediaBox and CropBox included."""
    fine = max(1, 20_000_000 // max(width_px, height_px))
    origin, along_x, along_y = (
        _device_point(page, x, y, width=width_px * fine, height=height_px * fine)
        for x, y in ((0, 0), (1000, 0), (0, 1000))
    )
    return PageMap(
        a=(along_x[0] - origin[0]) / 1000 / fine,
        b=(along_x[1] - origin[1]) / 1000 / fine,
        c=(along_y[0] - origin[0]) / 1000 / fine,
        d=(along_y[1] - origin[1]) / 1000 / fine,
        e=origin[0] / fine,
        f=origin[1] / fine,
    )


def _device_point(page: pdfium.PdfPage, x: float, y: float, *, width: int, height: int) -> tuple[int, int]:
    device_x, device_y = ctypes.c_int(), ctypes.c_int()
    pdfium_c.FPDF_PageToDevice(page, 0, 0, width, height, 0, x, y, device_x, device_y)
    return device_x.value, device_y.value


def text_runs(page: pdfium.PdfPage, *, width_px: int, height_px: int) -> tuple[Run, ...]:
    """Return the text layer's words within the visible page, as runs in content order."""
    to_pixels = page_map(page, width_px=width_px, height_px=height_px)
    textpage = page.get_textpage()
    try:
        words = [
            (gap, text, box)
            for gap, text, box in _words(textpage, to_pixels)
            if _is_visible(box, width_px=width_px, height_px=height_px)
        ]
    finally:
        textpage.close()
    return tuple(_joined(words))


_PlacedWord = tuple[str, str, Box]
"""White space before the word, its text, its box."""


def _words(textpage: pdfium.PdfTextPage, to_pixels: PageMap) -> Iterator[_PlacedWord]:
    text = _text(textpage)
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    places = tuple(ctypes.byref(value) for value in (left, right, bottom, top))
    char_box, handle = pdfium_c.FPDFText_GetCharBox, textpage.raw
    end = 0
    for match in _WORD.finditer(text):
        lefts, rights, bottoms, tops = [], [], [], []
        for index in range(match.start(), match.end()):
            char_box(handle, index, *places)
            lefts.append(left.value)
            rights.append(right.value)
            bottoms.append(bottom.value)
            tops.append(top.value)
        if max(tops) - min(bottoms) < _LEAST_HEIGHT_PT:
            box = to_pixels.box(*_loose_box(handle, match))
        else:
            box = to_pixels.box(min(lefts), min(bottoms), max(rights), max(tops))
        yield text[end : match.start()], _LINE_END_HYPHEN.sub("-", match.group()), box
        end = match.end()


def _loose_box(handle: object, word: re.Match[str]) -> tuple[float, float, float, float]:
    """Return the box by the font's own height, for fonts without glyphs such as OCR layers use."""
    rect = pdfium_c.FS_RECTF()
    corners = []
    for index in range(word.start(), word.end()):
        pdfium_c.FPDFText_GetLooseCharBox(handle, index, rect)
        corners.append((rect.left, rect.bottom, rect.right, rect.top))
    lefts, bottoms, rights, tops = zip(*corners, strict=True)
    return min(lefts), min(bottoms), max(rights), max(tops)


def _text(textpage: pdfium.PdfTextPage) -> str:
    """Return exactly one character per character index of the page."""
    count = max(0, pdfium_c.FPDFText_CountChars(textpage))
    buffer = (ctypes.c_ushort * (count + 1))()
    written = pdfium_c.FPDFText_GetText(textpage, 0, count, buffer)
    if written == count + 1:
        text = bytes(buffer)[: 2 * count].decode("utf-16-le", errors="replace")
        if len(text) == count:
            return text
    return "".join(chr(pdfium_c.FPDFText_GetUnicode(textpage, index) or 32) for index in range(count))


def _is_visible(box: Box, *, width_px: int, height_px: int) -> bool:
    return 0 <= box.x0 + box.x1 <= 2 * width_px and 0 <= box.y0 + box.y1 <= 2 * height_px


def _joined(words: list[_PlacedWord]) -> Iterator[Run]:
    texts: list[str] = []
    boxes: list[Box] = []
    for gap, text, box in words:
        if boxes and ("\n" in gap or not _follows(boxes[-1], box)):
            yield Run(tuple(texts), tuple(boxes), (1.0,) * len(texts))
            texts, boxes = [], []
        texts.append(text)
        boxes.append(box)
    if boxes:
        yield Run(tuple(texts), tuple(boxes), (1.0,) * len(texts))


def _follows(before: Box, box: Box) -> bool:
    """Tell whether a word continues the line of the word before it."""
    if min(before.y1, box.y1) <= max(before.y0, box.y0) and before.height > 1:
        return False
    gap = box.x0 - before.x1
    height = max(before.height, box.height)
    return -height < gap < _MAX_GAP_RATIO * height
