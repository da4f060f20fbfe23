"""Small documents, drawn for the tests that need them."""

import io
from email.message import EmailMessage
from email.policy import SMTP

import pikepdf
from PIL import Image
from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas


def invoice_pdf(*, number: str = "INV-1001", total: str = "119.00", pages: int = 1) -> bytes:
    """Return an invoice as a PDF with a text layer; further pages carry terms."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=A4, invariant=True)
    for x, y, text in (
        (60, 780, "Harbour Tools Ltd"),
        (60, 764, "12 Quay Street, Bristol BS1 4XX"),
        (380, 780, "INVOICE"),
        (380, 750, f"Invoice number: {number}"),
        (380, 734, "Invoice date: 14 March 2026"),
        (380, 718, "Due date: 13 April 2026"),
        (60, 700, "Bill to: Northwind Bakery GmbH"),
        (60, 640, "Description"),
        (300, 640, "Quantity"),
        (380, 640, "Unit price"),
        (480, 640, "Amount"),
        (60, 620, "Bench vice"),
        (300, 620, "2"),
        (380, 620, "50.00"),
        (480, 620, "100.00"),
        (380, 560, "Subtotal"),
        (480, 560, "100.00"),
        (380, 544, "VAT 19%"),
        (480, 544, "19.00"),
        (380, 528, "Total EUR"),
        (480, 528, total),
    ):
        canvas.drawString(x, y, text)
    for page in range(2, pages + 1):
        canvas.showPage()
        canvas.drawString(60, 780, f"General terms, page {page}")
    canvas.save()
    return buffer.getvalue()


def long_pdf(*, pages: int = 300) -> bytes:
    """Return a small scan that takes minutes to read: each page shows noise."""
    noise = ImageReader(Image.effect_noise((350, 400), 90))
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=A4)
    for _ in range(pages):
        canvas.drawImage(noise, 0, 0, *A4)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def blank_pdf() -> bytes:
    """Return a PDF with one empty page."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=A4, invariant=True)
    canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def locked_pdf(data: bytes, *, password: str) -> bytes:
    """Return a PDF that opens with that password alone."""
    written = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as pdf:
        pdf.save(written, encryption=pikepdf.Encryption(user=password, owner="other"))
    return written.getvalue()


def mail_with_pdf(data: bytes, *, name: str) -> bytes:
    """Return a mail of one line with a PDF attached."""
    mail = EmailMessage(policy=SMTP)
    mail["From"], mail["To"], mail["Subject"] = "ada@example.com", "billing@example.com", "Invoice"
    mail.set_content("One file.")
    mail.add_attachment(data, maintype="application", subtype="pdf", filename=name)
    return mail.as_bytes()
