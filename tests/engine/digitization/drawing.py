"""Pages drawn for the digitization tests."""

import io
from collections.abc import Sequence

from PIL import Image, ImageDraw, ImageFont
from reportlab.pdfgen.canvas import Canvas

LINES = ("Harbour Tools Ltd", "Invoice number INV-2041", "Invoice date 14 March 2026", "Total due 119.00 EUR")


def picture(lines: Sequence[str] = LINES, *, size: tuple[int, int] = (700, 420)) -> Image.Image:
    """Return black lines on white paper, large enough to be read without fault."""
    image = Image.new("RGB", size, "white")
    draw = ImageDraw.Draw(image)
    font = ImageFont.load_default(size=36)
    for number, line in enumerate(lines):
        draw.text((40, 40 + 80 * number), line, fill="black", font=font)
    return image


def encoded(image: Image.Image, kind: str, **options: object) -> bytes:
    """Return a picture as a file."""
    written = io.BytesIO()
    image.save(written, kind, **options)
    return written.getvalue()


def text_pdf(lines: Sequence[tuple[float, float, str]], *, size: tuple[float, float] = (400, 300)) -> bytes:
    """Return a one-page PDF with each text at its place, in points from the lower left."""
    written = io.BytesIO()
    canvas = Canvas(written, pagesize=size, invariant=True)
    for x, y, text in lines:
        canvas.drawString(x, y, text)
    canvas.showPage()
    canvas.save()
    return written.getvalue()


def scan_pdf(image: Image.Image, *, dpi: int = 150) -> bytes:
    """Return a PDF of one page that is nothing but a picture."""
    return encoded(image, "PDF", resolution=dpi)
