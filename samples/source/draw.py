"""Content → PDF pages, with the fonts every PDF reader has.

Lengths are points; the origin is the page's lower left corner, as in PDF.
"""

import io
from collections.abc import Sequence
from decimal import Decimal

from reportlab.lib.colors import Color, HexColor
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from samples.source.invoices import Invoice, Item
from samples.source.receipts import COLUMNS, Line, Receipt

WIDTH, HEIGHT = A4
INK = HexColor("#1c1c1c")
PALE = HexColor("#f0f2f5")


def modern_invoice(invoice: Invoice) -> bytes:
    """Return a one-page invoice with a coloured head and a shaded table."""
    accent = HexColor("#1f5c4d")
    buffer, canvas = _canvas(invoice)
    canvas.setFillColor(accent)
    canvas.rect(0, HEIGHT - 92, WIDTH, 92, stroke=0, fill=1)
    canvas.setFillColor(HexColor("#ffffff"))
    _text(canvas, 48, HEIGHT - 50, invoice.supplier, "Helvetica-Bold", 17)
    _text(canvas, 48, HEIGHT - 70, " · ".join(invoice.sender[:3]), "Helvetica", 8.5)
    canvas.setFont("Helvetica-Bold", 24)
    canvas.drawRightString(WIDTH - 48, HEIGHT - 56, invoice.words["title"])
    canvas.setFillColor(INK)
    _text(canvas, 48, HEIGHT - 132, invoice.words["to"], "Helvetica-Bold", 9, accent)
    _block(canvas, 48, HEIGHT - 148, invoice.customer, 10)
    _meta(canvas, 338, HEIGHT - 132, invoice, "Helvetica")
    y = _table_head(canvas, HEIGHT - 262, invoice, "Helvetica-Bold", fill=accent, ink=HexColor("#ffffff"))
    y = _rows(canvas, y, invoice, invoice.items, "Helvetica", shaded=True)
    y = _sums(canvas, y - 14, invoice, "Helvetica")
    _block(canvas, 48, y - 40, invoice.closing, 9.5)
    _foot(canvas, invoice, accent)
    canvas.save()
    return buffer.getvalue()


def letter_invoice(invoice: Invoice, *, rows_on_first: int) -> bytes:
    """Return a German business letter whose positions run over to a second page."""
    buffer, canvas = _canvas(invoice)
    _letter_head(canvas, invoice)
    first, second = invoice.items[:rows_on_first], invoice.items[rows_on_first:]
    y = _table_head(canvas, HEIGHT - 330, invoice, "Times-Bold")
    y = _rows(canvas, y, invoice, first, "Times-Roman")
    carried = invoice.notation.full(sum((item.amount for item in first), Decimal(0)))
    _carry(canvas, y, invoice, carried)
    _letter_foot(canvas, invoice, page=1)
    canvas.showPage()
    _text(
        canvas,
        62,
        HEIGHT - 62,
        f"{invoice.supplier}  ·  {invoice.meta[0][0]} {invoice.meta[0][1]}",
        "Times-Roman",
        10,
    )
    y = _table_head(canvas, HEIGHT - 100, invoice, "Times-Bold")
    y = _carry(canvas, y, invoice, carried)
    y = _rows(canvas, y, invoice, second, "Times-Roman")
    y = _sums(canvas, y - 12, invoice, "Times-Roman")
    _block(canvas, 62, y - 40, invoice.closing, 10.5, "Times-Roman")
    _letter_foot(canvas, invoice, page=2)
    canvas.save()
    return buffer.getvalue()


def typed_invoice(invoice: Invoice, *, rows_on_first: int) -> bytes:
    """Return a plain invoice as an old accounting program prints it: positions, then sums overleaf."""
    buffer, canvas = _canvas(invoice)
    _text(canvas, 54, HEIGHT - 64, invoice.supplier, "Courier-Bold", 15)
    _block(canvas, 54, HEIGHT - 82, invoice.sender, 9.5, "Courier-Bold")
    _text(canvas, 54, HEIGHT - 160, invoice.words["title"], "Courier-Bold", 18)
    _text(canvas, 330, HEIGHT - 160, f"{invoice.words['to']} :", "Courier-Bold", 10)
    _block(canvas, 330, HEIGHT - 175, invoice.customer, 10, "Courier-Bold")
    for index, (label, value) in enumerate(invoice.meta):
        _text(canvas, 54, HEIGHT - 190 - 15 * index, f"{label:<16}: {value}", "Courier-Bold", 9.5)
    y = _table_head(canvas, HEIGHT - 300, invoice, "Courier-Bold")
    _rows(canvas, y, invoice, invoice.items[:rows_on_first], "Courier-Bold", leading=30)
    _text(canvas, WIDTH - 130, 60, "1 / 2", "Courier-Bold", 9)
    canvas.showPage()
    _text(
        canvas,
        54,
        HEIGHT - 64,
        f"{invoice.supplier} - {invoice.meta[0][0]} {invoice.meta[0][1]}",
        "Courier-Bold",
        10,
    )
    y = _table_head(canvas, HEIGHT - 110, invoice, "Courier-Bold")
    y = _rows(canvas, y, invoice, invoice.items[rows_on_first:], "Courier-Bold", leading=30)
    y = _sums(canvas, y - 14, invoice, "Courier-Bold")
    _block(canvas, 54, y - 50, (*invoice.closing, "", *invoice.bank), 9, "Courier-Bold")
    _text(canvas, WIDTH - 130, 60, "2 / 2", "Courier-Bold", 9)
    canvas.save()
    return buffer.getvalue()


def till_receipt(receipt: Receipt) -> bytes:
    """Return a strip of till paper, 80 mm wide and as long as its print."""
    width, margin, size = 226.0, 14.0, 8.2
    height = 36 + sum(_line_height(line, size) for line in receipt.lines)
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(width, height), invariant=1)
    canvas.setFillColor(HexColor("#26262b"))
    y = height - 18
    for line in receipt.lines:
        y -= _line_height(line, size)
        _receipt_line(canvas, line, y=y, width=width, margin=margin, size=size)
    canvas.save()
    return buffer.getvalue()


def _canvas(invoice: Invoice) -> tuple[io.BytesIO, Canvas]:
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=A4, invariant=1)
    canvas.setTitle(f"{invoice.words['title']} {invoice.meta[0][1]}")
    canvas.setAuthor(invoice.supplier)
    canvas.setFillColor(INK)
    return buffer, canvas


def _text(
    canvas: Canvas, x: float, y: float, text: str, font: str, size: float, color: Color | None = None
) -> None:
    if color is not None:
        canvas.setFillColor(color)
    canvas.setFont(font, size)
    canvas.drawString(x, y, text)
    if color is not None:
        canvas.setFillColor(INK)


def _block(
    canvas: Canvas, x: float, y: float, lines: Sequence[str], size: float, font: str = "Helvetica"
) -> None:
    for index, line in enumerate(lines):
        _text(canvas, x, y - 1.4 * size * index, line, font, size)


def _meta(canvas: Canvas, x: float, y: float, invoice: Invoice, font: str) -> None:
    for index, (label, value) in enumerate(invoice.meta):
        _text(canvas, x, y - 17 * index, label, font, 9.5)
        _text(canvas, x + 100, y - 17 * index, value, font, 9.5)


def _columns(font: str) -> tuple[float, float, float, float]:
    """Return the left edge of the first column and the right edges of the others."""
    left = 54 if font.startswith("Courier") else 56
    return left, 372, 458, WIDTH - 56


def _table_head(
    canvas: Canvas, y: float, invoice: Invoice, font: str, *, fill: Color | None = None, ink: Color = INK
) -> float:
    if fill is not None:
        canvas.setFillColor(fill)
        canvas.rect(48, y - 8, WIDTH - 96, 23, stroke=0, fill=1)
    left, *rights = _columns(font)
    _text(canvas, left, y, invoice.columns[0], font, 9.5, ink)
    canvas.setFillColor(ink)
    for right, title in zip(rights, invoice.columns[1:], strict=True):
        canvas.drawRightString(right, y, title)
    canvas.setFillColor(INK)
    if fill is None:
        canvas.setLineWidth(0.9)
        canvas.line(left - 4, y - 6, WIDTH - 50, y - 6)
    return y - 24


def _rows(
    canvas: Canvas,
    y: float,
    invoice: Invoice,
    items: Sequence[Item],
    font: str,
    *,
    shaded: bool = False,
    leading: float = 21,
) -> float:
    left, *rights = _columns(font)
    for index, item in enumerate(items):
        if shaded and index % 2:
            canvas.setFillColor(PALE)
            canvas.rect(48, y - 6.5, WIDTH - 96, 20, stroke=0, fill=1)
            canvas.setFillColor(INK)
        description, *cells = invoice.row(item)
        _text(canvas, left, y, description, font, 9.5)
        for right, cell in zip(rights, cells, strict=True):
            canvas.drawRightString(right, y, cell)
        y -= leading
    return y


def _carry(canvas: Canvas, y: float, invoice: Invoice, amount: str) -> float:
    canvas.setFont("Times-Italic", 10)
    canvas.drawRightString(458, y, invoice.words["carry"])
    canvas.drawRightString(WIDTH - 56, y, amount)
    return y - 21


def _sums(canvas: Canvas, y: float, invoice: Invoice, font: str) -> float:
    bold = {"Helvetica": "Helvetica-Bold", "Times-Roman": "Times-Bold"}.get(font, font)
    canvas.setLineWidth(0.6)
    canvas.line(330, y + 16, WIDTH - 50, y + 16)
    for label, amount in invoice.sums():
        strong = label in (invoice.words["total"], invoice.words.get("due"))
        canvas.setFont(bold if strong else font, 11 if strong else 9.5)
        canvas.drawString(338, y, label)
        canvas.drawRightString(WIDTH - 56, y, amount)
        y -= 19
    return y


def _foot(canvas: Canvas, invoice: Invoice, accent: Color) -> None:
    canvas.setStrokeColor(accent)
    canvas.line(48, 66, WIDTH - 48, 66)
    canvas.setFont("Helvetica", 8.5)
    canvas.drawCentredString(WIDTH / 2, 50, "  ·  ".join(invoice.bank))
    canvas.drawCentredString(WIDTH / 2, 37, invoice.sender[-1])


def _letter_head(canvas: Canvas, invoice: Invoice) -> None:
    canvas.setLineWidth(2.2)
    canvas.line(62, HEIGHT - 84, WIDTH - 62, HEIGHT - 84)
    _text(canvas, 62, HEIGHT - 72, invoice.supplier, "Times-Bold", 20)
    canvas.setFont("Times-Roman", 9.5)
    for index, line in enumerate(invoice.sender):
        canvas.drawRightString(WIDTH - 62, HEIGHT - 104 - 13 * index, line)
    _text(
        canvas, 62, HEIGHT - 136, f"{invoice.supplier} · {' · '.join(invoice.sender[:2])}", "Times-Roman", 7
    )
    _block(canvas, 62, HEIGHT - 156, invoice.customer, 11.5, "Times-Roman")
    _text(canvas, 62, HEIGHT - 268, invoice.words["title"], "Times-Bold", 19)
    _meta(canvas, 350, HEIGHT - 196, invoice, "Times-Roman")


def _letter_foot(canvas: Canvas, invoice: Invoice, *, page: int) -> None:
    canvas.setLineWidth(0.5)
    canvas.line(62, 74, WIDTH - 62, 74)
    canvas.setFont("Times-Roman", 8)
    for index, line in enumerate(invoice.bank):
        canvas.drawCentredString(WIDTH / 2, 60 - 11 * index, line)
    canvas.drawRightString(WIDTH - 62, 34, invoice.words["page"].format(page=page, pages=2))


def _line_height(line: Line, size: float) -> float:
    return 1.36 * size * line.size


def _receipt_line(canvas: Canvas, line: Line, *, y: float, width: float, margin: float, size: float) -> None:
    natural = size * line.size
    room = (width - 2 * margin) / (0.6 * COLUMNS)
    canvas.setFont("Courier-Bold", min(natural, room) if line.size == 1 else natural)
    if line.centred:
        canvas.drawCentredString(width / 2, y, line.left)
        return
    canvas.drawString(margin, y, line.left)
    canvas.drawRightString(width - margin, y, line.right)
