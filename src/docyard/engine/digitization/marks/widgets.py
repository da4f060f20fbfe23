"""Boxes to tick and signatures of a PDF's form, exactly as the form has them."""

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from docyard.domain.pages import CHECKED, SIGNED, UNCHECKED, MarkKind

_TICKED = frozenset({pdfium_c.FPDF_FORMFIELD_CHECKBOX, pdfium_c.FPDF_FORMFIELD_RADIOBUTTON})
_MOST_WIDGETS = 2_000


@dataclass(frozen=True, slots=True)
class Widget:
    """A form field's place on its page: left, bottom, right, top in points of user space."""

    kind: MarkKind
    text: str
    sides: tuple[float, float, float, float]


def widgets_of(page: pdfium.PdfPage, form: Any) -> tuple[Widget, ...]:
    """Return the checkboxes, radio buttons and signatures of a page; a signature only if it is made."""
    return tuple(_widgets(page, form))


def _widgets(page: pdfium.PdfPage, form: Any) -> Iterator[Widget]:
    for index in range(min(_MOST_WIDGETS, pdfium_c.FPDFPage_GetAnnotCount(page))):
        annotation = pdfium_c.FPDFPage_GetAnnot(page, index)
        try:
            if pdfium_c.FPDFAnnot_GetSubtype(annotation) == pdfium_c.FPDF_ANNOT_WIDGET:
                yield from _widget(annotation, form)
        finally:
            pdfium_c.FPDFPage_CloseAnnot(annotation)


def _widget(annotation: Any, form: Any) -> Iterator[Widget]:
    kind = pdfium_c.FPDFAnnot_GetFormFieldType(form, annotation)
    rectangle = pdfium_c.FS_RECTF()
    if not pdfium_c.FPDFAnnot_GetRect(annotation, ctypes.byref(rectangle)):
        return
    sides = (rectangle.left, rectangle.bottom, rectangle.right, rectangle.top)
    if kind in _TICKED:
        is_checked = pdfium_c.FPDFAnnot_IsChecked(form, annotation)
        yield Widget(MarkKind.CHECKBOX, CHECKED if is_checked else UNCHECKED, sides)
    elif kind == pdfium_c.FPDF_FORMFIELD_SIGNATURE and pdfium_c.FPDFAnnot_HasKey(annotation, b"V"):
        yield Widget(MarkKind.SIGNATURE, SIGNED, sides)
