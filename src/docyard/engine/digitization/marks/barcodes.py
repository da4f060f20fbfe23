"""Barcodes and QR codes."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import cv2
import numpy as np
import pypdfium2 as pdfium
import zxingcpp

from docyard.domain.pages import Box, Mark, MarkKind
from docyard.engine.digitization.pdf_pictures import Picture
from docyard.engine.digitization.pixels import Pixels
from docyard.engine.digitization.tables.rulings import Rulings

_MOST_PICTURES = 4
_LARGEST_PICTURE_RATIO = 0.2
_LEAST_PICTURE_PX = 30
_LEAST_BARS = 20
_MARGIN_PX = 24
_LONGEST_TEXT = 2_000


def barcodes_of_pixels(image: Pixels) -> list[Mark]:
    """Return the barcodes of a page image.

    Cost: 50 to 200 ms for a page of 1700 by 2200 pixels.
    """
    gray = np.ascontiguousarray(cv2.cvtColor(image, cv2.COLOR_BGR2GRAY))
    return list(_marks(gray, left=0.0, top=0.0))


def barcodes_of_page(
    page: pdfium.PdfPage, pictures: Sequence[Picture], lines: Rulings, *, scale: float
) -> list[Mark]:
    """Return the barcodes of a PDF page with a text layer.

    Looked at are only pictures that do not fill the page, and groups of bars: drawing and searching
    whole pages would take ten times as long as reading their text.
    """
    width, height = (side * scale for side in page.get_size())
    places = [*_small(pictures, page_px=width * height), *_bars(lines)][:_MOST_PICTURES]
    if not places:
        return []
    found: list[Mark] = []
    for box in places:
        left, top = max(0.0, box.x0 - _MARGIN_PX), max(0.0, box.y0 - _MARGIN_PX)
        right, bottom = min(width, box.x1 + _MARGIN_PX), min(height, box.y1 + _MARGIN_PX)
        if right - left < _LEAST_PICTURE_PX or bottom - top < _LEAST_PICTURE_PX:
            continue
        crop = (left / scale, (height - bottom) / scale, (width - right) / scale, top / scale)
        bitmap = page.render(scale=scale, crop=crop, grayscale=True)
        gray = np.ascontiguousarray(bitmap.to_numpy().reshape(bitmap.height, -1))
        found += [mark for mark in _marks(gray, left=left, top=top) if not _is_known(mark, found)]
        bitmap.close()
    return found


def _is_known(mark: Mark, found: Sequence[Mark]) -> bool:
    """Tell whether a barcode was found in a picture that overlaps this one."""
    return any(
        mark.text == other.text
        and abs(mark.box.x0 - other.box.x0) < _MARGIN_PX
        and abs(mark.box.y0 - other.box.y0) < _MARGIN_PX
        for other in found
    )


def _small(pictures: Iterable[Picture], *, page_px: float) -> Iterator[Box]:
    for picture in pictures:
        box = picture.box
        is_small = box.width * box.height < _LARGEST_PICTURE_RATIO * page_px
        if is_small and min(box.width, box.height) >= _LEAST_PICTURE_PX:
            yield box


def _bars(lines: Rulings) -> Iterator[Box]:
    """Yield boxes around many short lines that stand side by side."""
    groups: dict[tuple[int, int], list[float]] = {}
    for x, top, bottom in lines.standing:
        groups.setdefault((round(top / 4), round(bottom / 4)), []).append(x)
    for (top, bottom), xs in groups.items():
        if len(xs) >= _LEAST_BARS:
            yield Box(min(xs), top * 4.0, max(xs), bottom * 4.0)


def _marks(gray: Any, *, left: float, top: float) -> Iterator[Mark]:
    for code in zxingcpp.read_barcodes(gray):
        text = " ".join(code.text.split())[:_LONGEST_TEXT]
        if text:
            position = code.position
            corners: Sequence[Any] = (
                position.top_left, position.top_right, position.bottom_right, position.bottom_left,
            )  # fmt: skip
            xs, ys = [left + corner.x for corner in corners], [top + corner.y for corner in corners]
            yield Mark(MarkKind.BARCODE, text, Box(min(xs), min(ys), max(xs), max(ys)))
