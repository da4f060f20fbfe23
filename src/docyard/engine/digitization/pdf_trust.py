"""Whether a PDF page's text layer says what the page shows."""

import re
from collections import Counter
from collections.abc import Iterable

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from docyard.engine.digitization.reading_order import Run

_ENOUGH_CHARACTERS = 100
_SCAN_COVERS_RATIO = 0.3
_LEAST_MEANINGFUL_RATIO = 0.4
_LEADERS = frozenset("._-·…‐–—―*•")
_PRIVATE = re.compile("[\ue000-\uf8ff\ufffd]")


def text_layer_suffices(page: pdfium.PdfPage, runs: Iterable[Run]) -> bool:
    """Tell whether the words of the text layer may stand for the page.

    They may not when most characters are no letters or digits (a font without a Unicode map), when
    there are none although something is drawn, or when a few stand visibly on a page that is mostly
    picture: a stamp on a scan. Invisible ones are what somebody's OCR read there.
    """
    text = "".join(text for run in runs for text in run.texts)
    if _meaningful_ratio(text) < _LEAST_MEANINGFUL_RATIO:
        return False
    if len(text) >= _ENOUGH_CHARACTERS:
        return True
    if not text:
        return bool(pdfium_c.FPDFPage_CountObjects(page) <= 0)
    return _picture_ratio(page) < _SCAN_COVERS_RATIO or _all_text_is_invisible(page)


def _meaningful_ratio(text: str) -> float:
    """Return the share of letters and digits, leaders and rules of forms not counted."""
    counts = Counter(text)
    counted = sum(count for char, count in counts.items() if char not in _LEADERS)
    meaningful = sum(count for char, count in counts.items() if char.isalnum() and not _PRIVATE.match(char))
    return meaningful / counted if counted else 1.0


def _picture_ratio(page: pdfium.PdfPage) -> float:
    """Return the share of the page under pictures, overlaps counted twice."""
    width, height = page.get_size()
    covered = 0.0
    for picture in page.get_objects(filter=(pdfium_c.FPDF_PAGEOBJ_IMAGE,), max_depth=4):
        left, bottom, right, top = picture.get_bounds()
        covered += max(0.0, right - left) * max(0.0, top - bottom)
    return float(covered / max(1.0, width * height))


def _all_text_is_invisible(page: pdfium.PdfPage) -> bool:
    texts = page.get_objects(filter=(pdfium_c.FPDF_PAGEOBJ_TEXT,), max_depth=4)
    modes = {pdfium_c.FPDFTextObj_GetTextRenderMode(text) for text in texts}
    return modes == {pdfium_c.FPDF_TEXTRENDERMODE_INVISIBLE}
