"""Searchable PDFs, judged by reading them back."""

import io
from dataclasses import replace

import numpy as np
import pdfplumber
import pikepdf
import pypdfium2 as pdfium
import pytest
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from docyard.domain.apps import DigitizationOptions
from docyard.domain.pages import Box, Page, PageSource, Word
from docyard.engine.digitization import digitize, render_pages
from docyard.engine.searchable_pdf import MAX_PAGES, make
from tests.documents import invoice_pdf
from tests.engine.digitization.drawing import LINES, picture

TEXTS = ("Rechnung", "Größe", "Łódź", "Счёт", "№", "請求書", "119,00", "€")


def _scan() -> tuple[bytes, Page]:
    """Return a picture file and the page that its words would make."""
    written = io.BytesIO()
    Image.new("RGB", (800, 1000), "ivory").save(written, "PNG", dpi=(100, 100))
    words = tuple(
        Word(text, Box(50, 60 + 80 * n, 60 + 25 * len(text), 90 + 80 * n), 0.9, n)
        for n, text in enumerate(TEXTS)
    )
    return written.getvalue(), Page(0, 800, 1000, words, PageSource.OCR, dpi=100)


def _words_of(pdf: bytes) -> list[Word]:
    pages = digitize(pdf, name="back.pdf", options=DigitizationOptions()).pages
    return [word for page in pages for word in page.words]


def test_words_of_every_script_read_back_in_their_places() -> None:
    data, page = _scan()
    pdf = make(data, name="scan.png", pages=[page])
    assert pdf is not None
    back = _words_of(pdf)
    assert [word.text for word in back] == list(TEXTS)
    for word, before in zip(back, page.words, strict=True):
        assert abs(word.box.x0 / 2 - before.box.x0) < 10  # read back at 200 dpi, less than half a character
        assert abs(word.box.x1 / 2 - before.box.x1) < 10
        assert abs(word.box.y0 + word.box.y1 - 2 * (before.box.y0 + before.box.y1)) < 30


def test_words_of_one_line_stay_apart() -> None:
    data, page = _scan()
    words = tuple(Word(f"w{n}", Box(40 * n, 100, 40 * n + 36, 130), 0.9, 0) for n in range(8))
    pdf = make(data, name="scan.png", pages=[replace(page, words=words)])
    assert pdf is not None
    assert [word.text for word in _words_of(pdf)] == [f"w{n}" for n in range(8)]


def test_a_scan_looks_as_before_and_its_words_are_invisible() -> None:
    data, page = _scan()
    pdf = make(data, name="scan.png", pages=[page])
    assert pdf is not None
    with pdfium.PdfDocument(pdf) as document:
        assert document[0].get_size() == (576, 720)
        image = document[0].render(scale=1).to_numpy()
    assert np.ptp(image.reshape(-1, 3), axis=0).max() <= 4


def test_turned_pages_come_out_upright() -> None:
    data, page = _scan()
    pdf = make(data, name="scan.png", pages=[replace(page, width_px=1000, height_px=800, rotation=90)])
    assert pdf is not None
    with pdfium.PdfDocument(pdf) as document:
        assert document[0].get_size() == (720, 576)


def test_pages_with_a_text_layer_keep_their_form() -> None:
    data = invoice_pdf(pages=4)
    pages = digitize(data, name="in.pdf", options=DigitizationOptions()).pages
    pdf = make(data, name="in.pdf", pages=pages[1:3])
    assert pdf is not None
    again = digitize(pdf, name="back.pdf", options=DigitizationOptions()).pages
    assert [page.words for page in again] == [page.words for page in pages[1:3]]
    (before,) = render_pages(data, name="in.pdf", pages=[pages[1]])
    (after,) = render_pages(pdf, name="back.pdf", pages=[again[0]])
    assert np.array_equal(before, after)


RECEIPT = (40, 120, 280, 168)
"""Where a picture stands that covers a quarter of the page: x, y, width and height in points."""
SUBTOTAL = "The receipt is pasted below, as it was handed in."


def _with_receipt(*, turned: int = 0, cropped: bool = False) -> bytes:
    """Return a PDF page with a line of text and a picture of text."""
    written, changed = io.BytesIO(), io.BytesIO()
    canvas = Canvas(written, pagesize=(400, 500), invariant=True)
    canvas.translate(200, 250)
    canvas.rotate(turned)
    canvas.translate(-200, -250)
    canvas.setFontSize(12)
    canvas.drawString(50, 400, SUBTOTAL)
    canvas.drawImage(ImageReader(picture()), *RECEIPT)
    canvas.save()
    with pikepdf.open(io.BytesIO(written.getvalue())) as pdf:
        if cropped:
            pdf.pages[0].obj["/CropBox"] = [10, 30, 390, 490]
        pdf.pages[0].obj["/Rotate"] = turned
        pdf.save(changed)
    return changed.getvalue()


@pytest.mark.parametrize(
    "data",
    [_with_receipt(), _with_receipt(cropped=True), _with_receipt(turned=90), _with_receipt(turned=180)],
    ids=["as it is", "cropped", "turned by 90", "turned by 180"],
)
def test_words_of_pictures_beside_a_text_layer_read_back_in_their_places(data: bytes) -> None:
    (page,) = digitize(data, name="in.pdf", options=DigitizationOptions()).pages
    assert [word.text for word in page.words] == [*SUBTOTAL.split(), *" ".join(LINES).split()]
    pdf = make(data, name="in.pdf", pages=[page])
    assert pdf is not None

    (back,) = digitize(pdf, name="back.pdf", options=DigitizationOptions()).pages
    assert [word.text for word in back.words] == [word.text for word in page.words]
    assert {word.confidence for word in back.words} == {1.0}  # nothing was read by OCR again
    for word, before in zip(back.words, page.words, strict=True):
        assert abs(word.box.x0 - before.box.x0) < 6
        assert abs(word.box.x1 - before.box.x1) < before.box.width / len(before.text)  # a character
        assert abs(word.box.y0 + word.box.y1 - before.box.y0 - before.box.y1) < 12
    (shown,) = render_pages(data, name="in.pdf", pages=[page])
    (after,) = render_pages(pdf, name="back.pdf", pages=[back])
    assert np.array_equal(shown, after)


def test_other_libraries_find_words_of_pictures_at_their_boxes() -> None:
    data = _with_receipt()
    (page,) = digitize(data, name="in.pdf", options=DigitizationOptions()).pages
    pdf = make(data, name="in.pdf", pages=[page])
    assert pdf is not None
    with pdfplumber.open(io.BytesIO(pdf)) as opened:
        found = opened.pages[0].extract_words()
    scale = 72 / page.dpi
    for word in page.words:
        middle = (word.box.x0 + word.box.x1) / 2 * scale, (word.box.y0 + word.box.y1) / 2 * scale
        assert [
            other["text"]
            for other in found
            if other["x0"] <= middle[0] <= other["x1"] and other["top"] <= middle[1] <= other["bottom"]
        ] == [word.text]


def test_original_and_redrawn_pages_keep_their_order() -> None:
    data = invoice_pdf(pages=3)
    first, second, third = digitize(data, name="in.pdf", options=DigitizationOptions()).pages
    mixed = [first, replace(second, source=PageSource.OCR), third]
    pdf = make(data, name="in.pdf", pages=mixed)
    assert pdf is not None
    again = digitize(pdf, name="back.pdf", options=DigitizationOptions()).pages
    assert [[word.text for word in page.words] for page in again] == [
        [word.text for word in page.words] for page in mixed
    ]


def test_long_documents_have_none() -> None:
    data, page = _scan()
    assert make(data, name="scan.png", pages=[page] * (MAX_PAGES + 1)) is None
