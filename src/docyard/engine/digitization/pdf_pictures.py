"""Pictures of a PDF page that its text layer says nothing about."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from docyard.domain.pages import Box, enclosing_box
from docyard.engine.digitization.pdf_text import PageMap
from docyard.engine.digitization.reading_order import Run

_MOST_REGIONS = 4
"""Read on one page, the largest first."""
_MOST_PICTURES = 1_000
"""Pages with more are drawings in pieces."""
_FORM_DEPTH = 4
_LEAST_PAGE_RATIO = 0.1
_LEAST_DPI = 50
"""Letters of 10 points are 7 pixels high then."""
_MOST_WORDS_RATIO = 0.02
"""Share under words of a picture that has text of its own: a stamp covers less, a letter more."""
_TILE_GAP_PX = 3.0
_MOST_TILE_OVERLAP = 0.2
_LEAST_FILLED = 0.7


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture of a page, or several side by side.

    Attributes:
        box: in page pixels; it may reach beyond the page.
        sharpness: how many pixels of its own it has for each pixel of the page, along one side.
    """

    box: Box
    sharpness: float


def pictures_of_page(page: pdfium.PdfPage, to_pixels: PageMap) -> list[Picture]:
    """Return the pictures of a page, those in forms too, in the order in which they are drawn."""
    objects = page.get_objects(filter=(pdfium_c.FPDF_PAGEOBJ_IMAGE,), max_depth=_FORM_DEPTH)
    placed = ((picture, _box_of(picture, to_pixels)) for picture in objects)
    return [Picture(box, _sharpness(picture, box)) for picture, box in placed]


def regions_without_text(
    page: pdfium.PdfPage,
    to_pixels: PageMap,
    runs: Sequence[Run],
    pictures: Sequence[Picture],
    *,
    width_px: int,
    height_px: int,
    dpi: int,
) -> tuple[Box, ...]:
    """Return where pictures are that may hold text which the text layer lacks, in page pixels.

    They cover a tenth of the page or more, alone or as tiles and strips, and have hardly any words over
    them. Those with invisible words have been read before.

    Args:
        page: a page with a text layer.
        to_pixels: its map to page pixels.
        runs: words of its text layer.
        pictures: all of its pictures.
        width_px: of its image.
        height_px: of its image.
        dpi: of its image.
    """
    shown = list(_on_page(pictures, width_px=width_px, height_px=height_px))
    least = _LEAST_PAGE_RATIO * width_px * height_px
    if len(shown) > _MOST_PICTURES or sum(_area(picture.box) for picture in shown) < least:
        return ()
    large = [
        picture.box
        for picture in _tiles_joined(shown)
        if _area(picture.box) >= least
        and picture.sharpness * dpi >= _LEAST_DPI
        and not _has_words(picture.box, runs)
    ]
    if not large:
        return ()
    invisible = [_middle(box) for box in _invisible_texts(page, to_pixels)]
    unread = [box for box in large if not any(_holds(box, point) for point in invisible)]
    regions = sorted(_overlaps_joined(unread), key=lambda box: (-_area(box), box.y0, box.x0))
    return tuple(regions[:_MOST_REGIONS])


def _on_page(pictures: Iterable[Picture], *, width_px: int, height_px: int) -> Iterator[Picture]:
    for picture in pictures:
        visible = _intersection(picture.box, Box(0.0, 0.0, width_px, height_px))
        if visible is not None:
            yield Picture(visible, picture.sharpness)


def _box_of(drawn: pdfium.PdfObject, to_pixels: PageMap) -> Box:
    """Return where an object of a page is; those of forms tell their place in the form."""
    sides = drawn.get_bounds()
    form = drawn.container
    while form is not None:
        sides = form.get_matrix().on_rect(*sides)
        form = form.container
    return to_pixels.box(*sides)


def _sharpness(picture: pdfium.PdfImage, box: Box) -> float:
    try:
        width, height = picture.get_px_size()
    except pdfium.PdfiumError:
        return 0.0  # damaged
    return float((width * height / max(1.0, _area(box))) ** 0.5)


def _tiles_joined(pictures: Iterable[Picture]) -> list[Picture]:
    """Return pictures, those that fill a rectangle together as one: scanners write pages in strips."""
    joined = sorted(pictures, key=lambda picture: (picture.box.y0, picture.box.x0))
    count = 0
    while len(joined) != count:
        count = len(joined)
        groups: list[Picture] = []
        for picture in joined:
            at = next((at for at, group in enumerate(groups) if _are_tiles(group.box, picture.box)), None)
            if at is None:
                groups.append(picture)
            else:
                box = enclosing_box((groups[at].box, picture.box))
                groups[at] = Picture(box, max(groups[at].sharpness, picture.sharpness))
        joined = groups
    return joined


def _are_tiles(one: Box, other: Box) -> bool:
    gap = max(one.x0 - other.x1, other.x0 - one.x1, one.y0 - other.y1, other.y0 - one.y1)
    if gap > _TILE_GAP_PX:
        return False
    shared = _shared(one, other)
    filled = _area(one) + _area(other) - shared
    return shared <= _MOST_TILE_OVERLAP * min(_area(one), _area(other)) and filled >= _LEAST_FILLED * _area(
        enclosing_box((one, other))
    )


def _overlaps_joined(boxes: Iterable[Box]) -> list[Box]:
    """Return boxes of which none overlaps another, so that nothing is read twice."""
    apart: list[Box] = []
    for box in boxes:
        whole = box
        while touching := [other for other in apart if _shared(whole, other)]:
            apart = [other for other in apart if other not in touching]
            whole = enclosing_box((whole, *touching))
        apart.append(whole)
    return apart


def _has_words(picture: Box, runs: Iterable[Run]) -> bool:
    covered = sum(_shared(box, picture) for run in runs for box in run.boxes)
    return covered > _MOST_WORDS_RATIO * _area(picture)


def _invisible_texts(page: pdfium.PdfPage, to_pixels: PageMap) -> Iterator[Box]:
    for text in page.get_objects(filter=(pdfium_c.FPDF_PAGEOBJ_TEXT,), max_depth=_FORM_DEPTH):
        if pdfium_c.FPDFTextObj_GetTextRenderMode(text) == pdfium_c.FPDF_TEXTRENDERMODE_INVISIBLE:
            yield _box_of(text, to_pixels)


def _area(box: Box) -> float:
    return box.width * box.height


def _middle(box: Box) -> tuple[float, float]:
    return (box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2


def _holds(box: Box, point: tuple[float, float]) -> bool:
    return box.x0 <= point[0] <= box.x1 and box.y0 <= point[1] <= box.y1


def _intersection(one: Box, other: Box) -> Box | None:
    box = Box(max(one.x0, other.x0), max(one.y0, other.y0), min(one.x1, other.x1), min(one.y1, other.y1))
    return box if box.width > 0 and box.height > 0 else None


def _shared(one: Box, other: Box) -> float:
    box = _intersection(one, other)
    return 0.0 if box is None else _area(box)
