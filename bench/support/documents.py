"""Documents for benches: text PDFs and scans of them, each with a number of its own."""

import io
from collections.abc import Iterator

import pypdfium2

from tests.documents import invoice_pdf


def text_pdfs(count: int, *, pages: int = 1, prefix: str = "T") -> Iterator[tuple[str, bytes]]:
    """Yield named PDF files with a text layer."""
    for number in range(count):
        name = f"{prefix}-{number:05}"
        yield f"{name}.pdf", invoice_pdf(number=name, pages=pages)


def scans(count: int, *, dpi: int = 150, prefix: str = "S") -> Iterator[tuple[str, bytes]]:
    """Yield named PNG pictures of one page each, which need OCR."""
    for number in range(count):
        name = f"{prefix}-{number:05}"
        yield f"{name}.png", scan(invoice_pdf(number=name), dpi=dpi)


def scan(pdf: bytes, *, dpi: int = 150) -> bytes:
    """Return a PNG picture of a PDF's first page."""
    buffer = io.BytesIO()
    with pypdfium2.PdfDocument(pdf) as document:
        document[0].render(scale=dpi / 72).to_pil().save(buffer, "PNG")
    return buffer.getvalue()
