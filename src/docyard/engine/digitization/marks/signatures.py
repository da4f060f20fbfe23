"""Handwritten signatures: strokes near a label that asks for one, which neither print nor lines explain."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

import cv2
import numpy as np
import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c
from numpy.typing import NDArray
from rapidfuzz import fuzz

from docyard.domain.pages import SIGNED, Box, Mark, MarkKind, enclosing_box
from docyard.engine.digitization.pdf_text import PageMap
from docyard.engine.digitization.pixels import Pixels
from docyard.engine.digitization.reading_order import Run

CONFIDENCE = 0.9
"""Less than the share of marks that were signatures on pages looked through by hand."""

_NAMES_IT = re.compile(
    r"\W*(e?signatures?|signatory|unterschrift(en)?|unterzeichner|assinatura|handtekening|underskrift|podpis|"
    r"imza)[\W\d_]*",
    re.IGNORECASE,
)
_ASKS_FOR_IT = re.compile(
    r"\W*((sign|signed|signé|unterzeichnet|unterschrieben|firmado)\W*|by\s*[:_]+\W*|x\s*_{2,})", re.IGNORECASE
)
"""What begins a label only; elsewhere it stands in prose."""
_DATING = re.compile(r"\W*(date|dated|datum|fecha|data|dato)\W*", re.IGNORECASE)
_OFTEN_COVERED = ("signature", "unterschrift")
"""Labels that signatures are written over, so that OCR misreads them."""
_LIKE_LABEL = 75.0

_WIDEST_LABEL = 0.5
"""Wider lines are prose, in shares of the page's width."""
_MOST_PLACES = 12
_WORD_GAP = 2.5
_PRINT_IN_OCR_BOX = 0.6
"""Height of a capital, in heights of the box that OCR puts around its line."""
_LEAST_LETTER_PX = 5
_SURE = 0.9
"""Words that OCR is less sure of may be handwriting."""

# Sizes below are in heights of a capital.
_SHORTEST_LINE = 2.5
_THICKEST_LINE = 0.4
_TALL, _LONG = (1.0, 1.8), (3.0, 1.5)
"""Width and height that strokes have at least, one or the other: letters of print are smaller."""
_THICKEST_STROKE = 1.0
_DENSEST = 0.5
"""Share of its box that a stroke fills at most."""
_LEAST_WINDING = 1.4
_MOST_PRINTED = 0.5
"""Share of a stroke's box that words may cover."""
_STROKE_GAP = (4.0, 0.5)
"""Along and across a line."""
_LEAST_WIDTH = 2.5
_MOST_INK = 0.4
"""Places that are darker than that are pictures."""

_LEAST_SEGMENTS = 8
_MOST_OBJECTS = 5_000


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a signature may stand, in page pixels."""

    x0: int
    y0: int
    x1: int
    y1: int

    def meets(self, box: Box) -> bool:
        return box.x0 < self.x1 and self.x0 < box.x1 and box.y0 < self.y1 and self.y0 < box.y1


@dataclass(frozen=True, slots=True)
class _Print:
    """What is printed on a page: words that are surely read, and the height of their capitals in pixels."""

    boxes: Sequence[Box]
    letter_px: float


def signatures_of_pixels(image: Pixels, runs: Sequence[Run]) -> list[Mark]:
    """Return the signatures of a page image that OCR read.

    Cost: 10 ms for each label, none without one.
    """
    height, width = image.shape[:2]
    printed = _print_of(runs, in_box=_PRINT_IN_OCR_BOX)
    places = _places(runs, printed, width=width, height=height)
    found = [
        signature
        for place in places
        if (signature := _signature(_gray(image[place.y0 : place.y1, place.x0 : place.x1]), place, printed))
    ]
    return _marks(found)


def signatures_of_page(
    page: pdfium.PdfPage, to_pixels: PageMap, runs: Sequence[Run], *, scale: float
) -> list[Mark]:
    """Return the signatures of a PDF page with a text layer: pictures, drawn paths, ink on a scan.

    Cost: 5 to 60 ms where a picture or a drawing stands near a label, else next to none.
    """
    width, height = (side * scale for side in page.get_size())
    printed = _print_of(runs, in_box=1.0)
    places = _places(runs, printed, width=int(width), height=int(height))
    if not places:
        return []
    drawn = list(_drawings(page, to_pixels))
    found = []
    for place in places:
        if any(place.meets(box) for box in drawn):
            gray = _rendered(page, place, scale=scale)
            if signature := _signature(gray, place, printed):
                found.append(signature)
    return _marks(found)


def _marks(found: Sequence[Box]) -> list[Mark]:
    """Return a mark for each signature once, the larger ones of those that overlap."""
    kept: list[Box] = []
    for box in sorted(found, key=lambda box: (-box.width * box.height, box.y0, box.x0)):
        if not any(_Place(*map(int, (o.x0, o.y0, o.x1, o.y1))).meets(box) for o in kept):
            kept.append(box)
    return [Mark(MarkKind.SIGNATURE, SIGNED, box, CONFIDENCE) for box in kept]


# ── labels ────────────────────────────────────────────────────────────────────────────────


def _print_of(runs: Sequence[Run], *, in_box: float) -> _Print:
    words = [
        (box, confidence) for run in runs for box, confidence in zip(run.boxes, run.confidences, strict=True)
    ]
    letter_px = in_box * median(box.height for box, _ in words) if words else 0.0
    return _Print([box for box, confidence in words if confidence >= _SURE], letter_px)


def _places(runs: Sequence[Run], printed: _Print, *, width: int, height: int) -> list[_Place]:
    """Return the surroundings of labels that ask for a signature."""
    places: list[_Place] = []
    if printed.letter_px < _LEAST_LETTER_PX:
        return places
    for texts, box in _labels(runs, gap_px=_WORD_GAP * printed.letter_px):
        if box.width > _WIDEST_LABEL * width or not _is_label(texts):
            continue
        top, bottom = max(0, int(box.y0 - 0.075 * height)), min(height, int(box.y1 + 0.05 * height))
        if any(_DATING.fullmatch(text) for text in texts[:2]):
            # The date of a signature is written by hand, too; the signature itself stands beside it.
            sides = [(0, int(box.x0 - 0.05 * width)), (int(box.x1 + 0.1 * width), width)]
        else:
            left = max(0, int(box.x0 - 3 * printed.letter_px))
            sides = [(left, min(width, int(max(box.x1, box.x0 + 0.28 * width) + 0.08 * width)))]
        places += [_Place(x0, top, x1, bottom) for x0, x1 in sides if x1 - x0 > 2 * printed.letter_px]
    return places[:_MOST_PLACES]


def _is_label(texts: Sequence[str]) -> bool:
    return any(map(_names_it, texts)) or _ASKS_FOR_IT.fullmatch(texts[0]) is not None


def _names_it(text: str) -> bool:
    if _NAMES_IT.fullmatch(text):
        return True
    plain = "".join(filter(str.isalpha, text)).lower()
    return len(plain) >= 7 and any(fuzz.ratio(plain, word) >= _LIKE_LABEL for word in _OFTEN_COVERED)


def _labels(runs: Sequence[Run], *, gap_px: float) -> Iterator[tuple[list[str], Box]]:
    """Yield the words of runs, cut where wide gaps are, with the box around them."""
    for run in runs:
        texts: list[str] = []
        boxes: list[Box] = []
        for text, box in zip(run.texts, run.boxes, strict=True):
            if boxes and box.x0 - boxes[-1].x1 > gap_px:
                yield texts, enclosing_box(boxes)
                texts, boxes = [], []
            texts.append(text)
            boxes.append(box)
        if boxes:
            yield texts, enclosing_box(boxes)


# ── drawings of PDF pages ─────────────────────────────────────────────────────────────────


def _drawings(page: pdfium.PdfPage, to_pixels: PageMap) -> Iterator[Box]:
    """Yield the boxes of pictures, of forms, and of paths with more parts than lines and frames have."""
    kinds = (pdfium_c.FPDF_PAGEOBJ_IMAGE, pdfium_c.FPDF_PAGEOBJ_PATH, pdfium_c.FPDF_PAGEOBJ_FORM)
    for number, drawing in enumerate(page.get_objects(filter=kinds, max_depth=1)):
        if number >= _MOST_OBJECTS:
            return
        is_path = drawing.type == pdfium_c.FPDF_PAGEOBJ_PATH
        if is_path and pdfium_c.FPDFPath_CountSegments(drawing.raw) < _LEAST_SEGMENTS:
            continue
        yield to_pixels.box(*drawing.get_bounds())


def _rendered(page: pdfium.PdfPage, place: _Place, *, scale: float) -> NDArray[Any]:
    width, height = (side * scale for side in page.get_size())
    crop = (place.x0 / scale, (height - place.y1) / scale, (width - place.x1) / scale, place.y0 / scale)
    bitmap = page.render(scale=scale, crop=crop, grayscale=True)
    try:
        return np.array(bitmap.to_numpy().reshape(bitmap.height, -1))
    finally:
        bitmap.close()


# ── strokes ───────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class _Stroke:
    """Connected ink, or several together; how long its lines are all in all, in pixels."""

    box: Box
    length_px: float

    @property
    def winding(self) -> float:
        """Length in diagonals of the box; that of a straight line is one."""
        return self.length_px / float(np.hypot(self.box.width, self.box.height))


def _gray(image: Pixels) -> NDArray[Any]:
    return cv2.cvtColor(image, cv2.COLOR_BGR2GRAY)


def _signature(gray: NDArray[Any], place: _Place, printed: _Print) -> Box | None:
    """Return the box of the largest group of strokes in a place that looks like a signature."""
    _, ink = cv2.threshold(gray, 0, 1, cv2.THRESH_BINARY_INV + cv2.THRESH_OTSU)
    if float(ink.mean()) > _MOST_INK:
        return None
    strokes = list(_strokes(_without_lines(ink, printed.letter_px), place, printed))
    written = [
        group.box
        for group in _grouped(strokes, letter_px=printed.letter_px)
        if group.box.width >= _LEAST_WIDTH * printed.letter_px and group.winding >= _LEAST_WINDING
    ]
    return max(written, key=lambda box: box.width * box.height, default=None)


def _without_lines(ink: NDArray[Any], letter_px: float) -> NDArray[Any]:
    """Return ink without lines; strokes that were cut by one are closed again."""
    length, thickness = max(20, round(_SHORTEST_LINE * letter_px)), max(3, round(_THICKEST_LINE * letter_px))
    thick = cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones((thickness, thickness), np.uint8))
    left = ink
    for shape in ((1, length), (length, 1)):
        lines = cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones(shape, np.uint8))
        thin = cv2.bitwise_and(lines, 1 - thick)
        left = cv2.bitwise_and(left, 1 - cv2.dilate(thin, np.ones((3, 3), np.uint8)))
    return cv2.morphologyEx(left, cv2.MORPH_CLOSE, np.ones((3, 3), np.uint8))


def _strokes(ink: NDArray[Any], place: _Place, printed: _Print) -> Iterator[_Stroke]:
    """Yield connected ink that is larger than letters, thin, and no print."""
    _, labels, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    depth = cv2.distanceTransform(ink, cv2.DIST_L2, 3)
    for label, (x, y, width, height, area) in enumerate(stats.tolist()):
        size = (width / printed.letter_px, height / printed.letter_px)
        is_large = any(size[0] >= least[0] and size[1] >= least[1] for least in (_TALL, _LONG))
        if label == 0 or not is_large or area > _DENSEST * width * height:
            continue
        part = depth[y : y + height, x : x + width][labels[y : y + height, x : x + width] == label]
        left, top = float(place.x0 + x), float(place.y0 + y)
        box = Box(left, top, left + width, top + height)
        is_thin = 2 * float(part.max()) <= _THICKEST_STROKE * printed.letter_px
        if is_thin and _share_printed(box, printed) <= _MOST_PRINTED:
            # Across a stroke, depths go from 1 to half its thickness and back.
            yield _Stroke(box, area / max(1.0, 4 * float(part.mean()) - 2))


def _share_printed(box: Box, printed: _Print) -> float:
    covered = sum(
        max(0.0, min(box.x1, word.x1) - max(box.x0, word.x0))
        * max(0.0, min(box.y1, word.y1) - max(box.y0, word.y0))
        for word in printed.boxes
    )
    return covered / (box.width * box.height)


def _grouped(strokes: Sequence[_Stroke], *, letter_px: float) -> list[_Stroke]:
    """Return strokes that stand close together as one."""
    along, across = (gap * letter_px for gap in _STROKE_GAP)
    groups: list[_Stroke] = []
    for stroke in sorted(strokes, key=lambda stroke: (stroke.box.x0, stroke.box.y0)):
        joined = [stroke]
        apart: list[_Stroke] = []
        for group in groups:
            one, other = stroke.box, group.box
            is_near = (
                max(one.x0 - other.x1, other.x0 - one.x1) <= along
                and max(one.y0 - other.y1, other.y0 - one.y1) <= across
            )
            (joined if is_near else apart).append(group)
        box = enclosing_box(each.box for each in joined)
        groups = [*apart, _Stroke(box, sum(each.length_px for each in joined))]
    return groups
