"""Opening PDF files, and their pages as images."""

import math
from collections.abc import Sequence

import numpy as np
import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from docyard.engine.digitization.limits import DigitizationLimits
from docyard.engine.digitization.marks.widgets import Widget, widgets_of
from docyard.engine.digitization.pixels import Pixels
from docyard.errors import PasswordRequired, UnreadableFile

_POINTS_PER_INCH = 72


def open_pdf(data: bytes, *, name: str, passwords: Sequence[str]) -> pdfium.PdfDocument:
    """Return the opened document, forms ready.

    Raises:
        PasswordRequired: if it is encrypted and none of the passwords opens it.
        UnreadableFile: if it has no readable structure.
    """
    for password in (None, *passwords):
        try:
            document = pdfium.PdfDocument(data, password=password)
        except pdfium.PdfiumError as error:
            if error.err_code == pdfium_c.FPDF_ERR_PASSWORD:
                continue
            raise UnreadableFile(
                f"{name!r} is damaged: it has a PDF's header, but no readable pages."
            ) from error
        document.init_forms()
        return document
    tried = "none of the given passwords opens it" if passwords else "it is encrypted"
    raise PasswordRequired(f"{name!r} needs a password: {tried}. Add its password to the request.")


def load_page(document: pdfium.PdfDocument, index: int) -> tuple[pdfium.PdfPage, tuple[Widget, ...]] | None:
    """Return a page with its filled-in form fields and annotations made part of it.

    With it come its boxes to tick and its signatures, as the form has them.
    """
    try:
        page = document.get_page(index)
        if document.formenv is None or not pdfium_c.FPDFPage_GetAnnotCount(page):
            return page, ()
        widgets = widgets_of(page, document.formenv)
        page.flatten()
        page.close()
        return document.get_page(index), widgets
    except pdfium.PdfiumError:
        return None


def page_scale(page: pdfium.PdfPage, *, limits: DigitizationLimits) -> float:
    """Return pixels per point: the wanted resolution, less where the page would be too large."""
    width, height = page.get_size()
    wanted = limits.page_dpi / _POINTS_PER_INCH
    largest = math.sqrt(limits.max_page_pixels / max(1.0, width * height))
    return min(wanted, largest)


def page_size_px(page: pdfium.PdfPage, *, scale: float) -> tuple[int, int]:
    """Return width and height of the page's image."""
    width, height = page.get_size()
    return max(1, math.ceil(width * scale)), max(1, math.ceil(height * scale))


def page_dpi(scale: float) -> int:
    """Return the resolution that belongs to a scale."""
    return round(scale * _POINTS_PER_INCH)


def render_page(page: pdfium.PdfPage, *, scale: float) -> Pixels:
    """Return the page as people see it, in exactly ``page_size_px`` pixels."""
    bitmap = page.render(scale=scale)
    try:
        return np.array(bitmap.to_numpy()[:, :, :3], dtype=np.uint8)
    finally:
        bitmap.close()
