"""Checkboxes, signatures and barcodes: where they stand, and the words that stand for them."""

import io

import pikepdf
import pypdfium2
import pytest
import zxingcpp
from PIL import Image
from reportlab.graphics.barcode.code128 import Code128
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from docyard.domain.apps import DigitizationOptions
from docyard.domain.pages import Digitization, Mark, MarkKind, Page
from docyard.engine.digitization import OcrEngine, digitize, pack, unpack
from tests.engine.digitization.drawing import encoded


def _page(data: bytes, *, ocr: OcrEngine | None = None) -> Page:
    (page,) = digitize(data, name="file", options=DigitizationOptions(), ocr=ocr).pages
    return page


def _lines(page: Page) -> list[str]:
    lines: dict[int, list[str]] = {}
    for word in page.words:
        lines.setdefault(word.line, []).append(word.text)
    return [" ".join(words) for words in lines.values()]


def _texts(page: Page, kind: MarkKind) -> list[str]:
    return [mark.text for mark in page.marks if mark.kind is kind]


def _form() -> bytes:
    written = io.BytesIO()
    canvas = Canvas(written, pagesize=(400, 300), invariant=True)
    for number, (label, is_checked) in enumerate((("Individual", True), ("Partnership", False))):
        y = 240 - 40 * number
        canvas.acroForm.checkbox(name=label, checked=is_checked, x=60, y=y, size=14)
        canvas.drawString(84, y + 2, label)
    canvas.acroForm.textfield(name="city", value="Harbour Town", x=60, y=120, width=200, height=20)
    canvas.save()
    return written.getvalue()


def test_boxes_of_a_form_are_exact() -> None:
    page = _page(_form())
    assert _texts(page, MarkKind.CHECKBOX) == ["[CHECK]", "[UNCHECK]"]
    assert _lines(page) == ["[CHECK] Individual", "[UNCHECK] Partnership", "Harbour Town"]
    label = next(word for word in page.words if word.text == "Individual")
    assert page.marks[0].box.x1 <= label.box.x0
    assert page.marks[0].box.y0 <= label.box.y1 <= page.marks[0].box.y1


def test_a_signature_of_a_form_counts_once_it_is_made() -> None:
    def with_signature(value: object) -> bytes:
        written = io.BytesIO()
        with pikepdf.open(io.BytesIO(_form())) as pdf:
            entries: dict[str, object] = {
                "/Type": pikepdf.Name.Annot, "/Subtype": pikepdf.Name.Widget, "/FT": pikepdf.Name.Sig,
                "/T": pikepdf.String("signature"), "/Rect": pikepdf.Array([60, 40, 200, 70]),
            }  # fmt: skip
            field = pdf.make_indirect(pikepdf.Dictionary(entries | ({} if value is None else {"/V": value})))
            pdf.pages[0].obj["/Annots"].append(field)
            pdf.Root["/AcroForm"]["/Fields"].append(field)
            pdf.save(written)
        return written.getvalue()

    made = pikepdf.Dictionary({"/Type": pikepdf.Name.Sig, "/Filter": pikepdf.Name("/Adobe.PPKLite")})
    assert _texts(_page(with_signature(made)), MarkKind.SIGNATURE) == ["[SIGN]"]
    assert _texts(_page(with_signature(None)), MarkKind.SIGNATURE) == []


def _drawn_boxes() -> bytes:
    written = io.BytesIO()
    canvas = Canvas(written, pagesize=(400, 300), invariant=True)
    canvas.drawString(60, 280, "Tick what you are, and write the number below into its five boxes.")
    for number, label in enumerate(("Individual", "Partnership", "Trust or estate", "Other")):
        y = 250 - 40 * number
        canvas.rect(60, y, 11, 11)
        canvas.drawString(84, y + 2, label)
        if number % 2 == 0:
            canvas.line(62, y + 2, 69, y + 9)
            canvas.line(62, y + 9, 69, y + 2)
    for digit in range(5):
        canvas.rect(60 + 14 * digit, 60, 14, 14)
    canvas.drawString(150, 64, "Number")
    canvas.save()
    return written.getvalue()


@pytest.mark.parametrize("is_scan", [False, True])
def test_boxes_that_are_drawn(is_scan: bool, ocr: OcrEngine) -> None:
    data = _drawn_boxes()
    if is_scan:
        with pypdfium2.PdfDocument(data) as document:
            data = encoded(document[0].render(scale=200 / 72).to_pil().convert("RGB"), "PNG")
    page = _page(data, ocr=ocr)
    assert _texts(page, MarkKind.CHECKBOX) == ["[CHECK]", "[UNCHECK]", "[CHECK]", "[UNCHECK]"]
    assert _lines(page)[1:3] == ["[CHECK] Individual", "[UNCHECK] Partnership"]


def test_boxes_that_are_characters() -> None:
    data = "☒ Individual\n☐ Partnership\n".encode()
    assert _lines(_page(data)) == ["[CHECK] Individual", "[UNCHECK] Partnership"]


def _coded() -> Image.Image:
    code = zxingcpp.create_barcode("https://docyard.example/7", zxingcpp.BarcodeFormat.QRCode)
    return Image.fromarray(code.to_image(scale=4)).convert("RGB")


@pytest.mark.parametrize("is_scan", [False, True])
def test_barcodes(is_scan: bool, ocr: OcrEngine) -> None:
    written = io.BytesIO()
    canvas = Canvas(written, pagesize=(400, 300), invariant=True)
    canvas.drawString(60, 260, "Delivery note with a bar code of its number and an address for tracking")
    canvas.drawString(60, 240, "Please keep this note until all goods have come and have been counted")
    canvas.drawImage(ImageReader(_coded()), 60, 120, 90, 90)
    Code128("INV-2041", barHeight=40, barWidth=1.2).drawOn(canvas, 200, 140)
    canvas.save()
    data = written.getvalue()
    if is_scan:
        with pypdfium2.PdfDocument(data) as document:
            data = encoded(document[0].render(scale=200 / 72).to_pil().convert("RGB"), "PNG")
    page = _page(data, ocr=ocr)
    codes = {mark.text: mark.box for mark in page.marks if mark.kind is MarkKind.BARCODE}
    assert codes.keys() == {"https://docyard.example/7", "INV-2041"}
    scale = 200 / 72
    assert codes["https://docyard.example/7"].x0 == pytest.approx(60 * scale, abs=30)
    assert codes["INV-2041"].y1 == pytest.approx((300 - 140) * scale, abs=20)
    assert any("Barcode: INV-2041" in line for line in _lines(page))


def test_marks_survive_packing() -> None:
    page = _page(_form())
    (again,) = unpack(pack(Digitization((page,)))).pages
    assert [(mark.kind, mark.text) for mark in again.marks] == [(mark.kind, mark.text) for mark in page.marks]
    assert all(isinstance(mark, Mark) for mark in again.marks)
