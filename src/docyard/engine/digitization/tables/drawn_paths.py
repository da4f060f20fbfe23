"""Lines of a PDF page: strokes, and rectangles so thin that they are meant as lines."""

import ctypes
from collections.abc import Iterator
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from docyard.engine.digitization.pdf_text import PageMap
from docyard.engine.digitization.tables.rulings import Ruling, Rulings

_THIN_PT = 3.0
_SHORTEST_PT = 5.0
_LEVEL_PT = 0.7
_MOST_OBJECTS = 20_000
_MOST_PATHS = 3_000
_MOST_SEGMENTS = 400
_WHITE = 250
_DEEPEST_FORM = 3

# As for character boxes, pypdfium2's typed pointers cost more than the calls themselves.
_OBJECT = ctypes.CFUNCTYPE(ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int)(
    ctypes.cast(pdfium_c.FPDFPage_GetObject, ctypes.c_void_p).value or 0
)
_KIND = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p)(
    ctypes.cast(pdfium_c.FPDFPageObj_GetType, ctypes.c_void_p).value or 0
)
_BOUNDS = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, *[ctypes.c_void_p] * 4)(
    ctypes.cast(pdfium_c.FPDFPageObj_GetBounds, ctypes.c_void_p).value or 0
)

Matrix = tuple[float, float, float, float, float, float]
Stroke = tuple[float, float, float, float]
"""From x, y to x, y."""


def lines_of_paths(page: pdfium.PdfPage, to_pixels: PageMap) -> Rulings:
    """Return the lines drawn on a page, in page pixels."""
    lying: list[Ruling] = []
    standing: list[Ruling] = []
    for x0, y0, x1, y1 in _strokes(page):
        (left, top), (right, bottom) = _placed(to_pixels, x0, y0), _placed(to_pixels, x1, y1)
        if abs(bottom - top) <= abs(right - left):
            lying.append(((top + bottom) / 2, min(left, right), max(left, right)))
        else:
            standing.append(((left + right) / 2, min(top, bottom), max(top, bottom)))
    return Rulings(tuple(lying), tuple(standing))


def _placed(to_pixels: PageMap, x: float, y: float) -> tuple[float, float]:
    return (
        to_pixels.a * x + to_pixels.c * y + to_pixels.e,
        to_pixels.b * x + to_pixels.d * y + to_pixels.f,
    )


def _strokes(page: pdfium.PdfPage) -> Iterator[Stroke]:
    handle = ctypes.cast(page.raw, ctypes.c_void_p).value
    paths = 0
    for index in range(min(_MOST_OBJECTS, max(0, pdfium_c.FPDFPage_CountObjects(page)))):
        obj = _OBJECT(handle, index)
        kind = _KIND(obj)
        if kind == pdfium_c.FPDF_PAGEOBJ_PATH:
            paths += 1
            if paths > _MOST_PATHS:
                return
            yield from _of_path(obj, None)
        elif kind == pdfium_c.FPDF_PAGEOBJ_FORM:
            yield from _of_form(obj, None, depth=1)


def _of_form(obj: int, outer: Matrix | None, *, depth: int) -> Iterator[Stroke]:
    form = ctypes.cast(obj, pdfium_c.FPDF_PAGEOBJECT)
    matrix = _times(_matrix(form), outer)
    for index in range(min(_MOST_PATHS, max(0, pdfium_c.FPDFFormObj_CountObjects(form)))):
        child = pdfium_c.FPDFFormObj_GetObject(form, index)
        kind = pdfium_c.FPDFPageObj_GetType(child)
        address = ctypes.cast(child, ctypes.c_void_p).value or 0
        if kind == pdfium_c.FPDF_PAGEOBJ_PATH:
            yield from _of_path(address, matrix)
        elif kind == pdfium_c.FPDF_PAGEOBJ_FORM and depth < _DEEPEST_FORM:
            yield from _of_form(address, matrix, depth=depth + 1)


def _of_path(obj: int, outer: Matrix | None) -> Iterator[Stroke]:
    sides = (ctypes.c_float * 4)()
    at = ctypes.addressof(sides)
    if not _BOUNDS(obj, at, at + 4, at + 8, at + 12):
        return
    left, bottom, right, top = sides
    width, height = right - left, top - bottom
    if max(width, height) < _SHORTEST_PT:
        return
    path = ctypes.cast(obj, pdfium_c.FPDF_PAGEOBJECT)
    if not _is_seen(path):
        return
    if min(width, height) <= _THIN_PT:
        x, y = (left + right) / 2, (bottom + top) / 2
        stroke = (left, y, right, y) if width > height else (x, bottom, x, top)
        yield _moved(stroke, outer)
        return
    matrix = _times(_matrix(path), outer)
    for stroke in _of_segments(path):
        moved = _moved(stroke, matrix)
        if _is_level(moved):
            yield moved


def _is_seen(path: Any) -> bool:
    """Tell whether a path is drawn in another colour than that of paper."""
    fill_mode, is_stroked = ctypes.c_int(), ctypes.c_int()
    if not pdfium_c.FPDFPath_GetDrawMode(path, fill_mode, is_stroked):
        return False
    colour_of = pdfium_c.FPDFPageObj_GetStrokeColor if is_stroked.value else pdfium_c.FPDFPageObj_GetFillColor
    if not (is_stroked.value or fill_mode.value):
        return False
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    if not colour_of(path, red, green, blue, alpha):
        return True
    return alpha.value > 0 and min(red.value, green.value, blue.value) < _WHITE


def _of_segments(path: Any) -> Iterator[Stroke]:
    count = pdfium_c.FPDFPath_CountSegments(path)
    if count > _MOST_SEGMENTS:
        return
    x, y = ctypes.c_float(), ctypes.c_float()
    start: tuple[float, float] | None = None
    last: tuple[float, float] | None = None
    for index in range(count):
        segment = pdfium_c.FPDFPath_GetPathSegment(path, index)
        pdfium_c.FPDFPathSegment_GetPoint(segment, x, y)
        kind = pdfium_c.FPDFPathSegment_GetType(segment)
        point = (x.value, y.value)
        if kind == pdfium_c.FPDF_SEGMENT_MOVETO:
            start = point
        elif kind == pdfium_c.FPDF_SEGMENT_LINETO and last is not None:
            yield (*last, *point)
        last = point
        if start is not None and pdfium_c.FPDFPathSegment_GetClose(segment):
            yield (*last, *start)


def _is_level(stroke: Stroke) -> bool:
    width, height = abs(stroke[2] - stroke[0]), abs(stroke[3] - stroke[1])
    return min(width, height) <= _LEVEL_PT and max(width, height) >= _SHORTEST_PT


def _matrix(obj: Any) -> Matrix:
    found = pdfium_c.FS_MATRIX()
    if not pdfium_c.FPDFPageObj_GetMatrix(obj, found):
        return (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
    return (found.a, found.b, found.c, found.d, found.e, found.f)


def _times(inner: Matrix, outer: Matrix | None) -> Matrix:
    """Return the matrix that applies ``inner`` first."""
    if outer is None:
        return inner
    a, b, c, d, e, f = inner
    oa, ob, oc, od, oe, of = outer
    return (
        a * oa + b * oc,
        a * ob + b * od,
        c * oa + d * oc,
        c * ob + d * od,
        e * oa + f * oc + oe,
        e * ob + f * od + of,
    )


def _moved(stroke: Stroke, matrix: Matrix | None) -> Stroke:
    if matrix is None:
        return stroke
    a, b, c, d, e, f = matrix
    x0, y0, x1, y1 = stroke
    return (a * x0 + c * y0 + e, b * x0 + d * y0 + f, a * x1 + c * y1 + e, b * x1 + d * y1 + f)
