"""Words and boxes of a PDF page's text layer.

pdfium gives characters in content order with a box each, and white space where it sees a gap.
Words are cut here from those characters: pdfium's own rectangles split words at font changes.
"""

import ctypes
import re
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c
from numpy.typing import NDArray

from docyard.domain.pages import Box
from docyard.engine.digitization.reading_order import Run

_LINE_END_HYPHEN = re.compile("[\x02\ufffe]")
"""How pdfium marks the hyphen of a word that goes on in the next line."""
_WORD = re.compile(r"[^\s\x00-\x1f\x7f\u200b\ufeff\ufffe\uffff]+[\x02\ufffe]?")
_LEAST_HEIGHT_PT = 0.1
_MAX_GAP_RATIO = 1.2
"""A wider gap between two words, in heights of the first, starts a new run."""

# pypdfium2 declares typed pointers, whose checks take as long as the call itself; this is the same
# function taking plain addresses: text page, character, left, right, bottom, top.
_CHARACTER_BOX = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_int, *[ctypes.c_void_p] * 4)(
    ctypes.cast(pdfium_c.FPDFText_GetCharBox, ctypes.c_void_p).value or 0
)

Rectangles = NDArray[np.float64]
"""Shape (4, n): left, bottom, right, top in points."""


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
        """Return one rectangle of user space in page pixels."""
        return self.boxes(np.array([[left], [bottom], [right], [top]]))[0]

    def boxes(self, rectangles: Rectangles) -> list[Box]:
        """Return rectangles of user space in page pixels; pages turn by right angles only."""
        lefts, bottoms, rights, tops = rectangles
        x0s, x1s = self.a * lefts + self.c * bottoms + self.e, self.a * rights + self.c * tops + self.e
        y0s, y1s = self.b * lefts + self.d * bottoms + self.f, self.b * rights + self.d * tops + self.f
        sides = (np.minimum(x0s, x1s), np.minimum(y0s, y1s), np.maximum(x0s, x1s), np.maximum(y0s, y1s))
        return [Box(*corners) for corners in zip(*(side.tolist() for side in sides), strict=True)]


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


def text_runs(page: pdfium.PdfPage, to_pixels: PageMap, *, width_px: int, height_px: int) -> tuple[Run, ...]:
    """Return the text layer's words within the visible page, as runs in content order."""
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
    words = list(_WORD.finditer(text))
    if not words:
        return
    end = 0
    for word, box in zip(words, to_pixels.boxes(_rectangles(textpage, words, len(text))), strict=True):
        yield text[end : word.start()], _LINE_END_HYPHEN.sub("-", word.group()), box
        end = word.end()


def _rectangles(textpage: pdfium.PdfTextPage, words: list[re.Match[str]], count: int) -> Rectangles:
    """Return the rectangle around the characters of each word."""
    of_characters = np.zeros((4, count + 1))
    lefts, rights, bottoms, tops = (row.ctypes.data for row in of_characters)
    handle = ctypes.cast(textpage.raw, ctypes.c_void_p).value
    for word in words:
        for index in range(word.start(), word.end()):
            at = 8 * index
            _CHARACTER_BOX(handle, index, lefts + at, rights + at, bottoms + at, tops + at)
    spans = np.array([word.span() for word in words]).ravel()
    rectangles = np.array(
        (
            np.minimum.reduceat(of_characters[0], spans)[::2],
            np.minimum.reduceat(of_characters[2], spans)[::2],
            np.maximum.reduceat(of_characters[1], spans)[::2],
            np.maximum.reduceat(of_characters[3], spans)[::2],
        )
    )
    for flat in np.flatnonzero(rectangles[3] - rectangles[1] < _LEAST_HEIGHT_PT):
        rectangles[:, flat] = _loose_rectangle(textpage, words[flat])
    return rectangles


def _loose_rectangle(textpage: pdfium.PdfTextPage, word: re.Match[str]) -> tuple[float, float, float, float]:
    """Return the rectangle by the font's own height, for fonts without glyphs as OCR layers use."""
    corners = [textpage.get_charbox(index, loose=True) for index in range(word.start(), word.end())]
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
