"""Write the sample documents and their expected values: ``python -m samples.make_samples``.

The same data draws each document and fills ``expected.json``, so the two cannot disagree.
Everything is seeded; with the same library versions the files come out the same.
"""

import argparse
import io
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image
from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from samples.source import (
    bills,
    draw,
    identity,
    invoices,
    orders,
    paper,
    payslips,
    receipts,
    statements,
    tax_forms,
)
from samples.source.sheet import Sheet

HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Sample:
    """A document to write: its bytes when asked, its app and the values in it."""

    make: Callable[[], bytes]
    app: str
    pages: int
    fields: Mapping[str, object]


def main() -> None:
    """Write all samples into ``documents/`` and ``expected.json`` beside it."""
    parser = argparse.ArgumentParser(description="Write the sample documents.")
    parser.add_argument("--into", type=Path, default=HERE, help="folder to write into")
    folder: Path = parser.parse_args().into
    (folder / "documents").mkdir(parents=True, exist_ok=True)
    for name, sample in samples().items():
        (folder / "documents" / name).write_bytes(sample.make())
    expected = {
        name: {"app": sample.app, "pages": sample.pages, "fields": sample.fields}
        for name, sample in samples().items()
    }
    text = json.dumps(expected, ensure_ascii=False, indent=2)
    (folder / "expected.json").write_text(text + "\n", "utf-8")


def samples() -> dict[str, Sample]:
    """Return every sample by file name."""
    return {
        "invoice-harrow-finch.pdf": Sample(_text_pdf, "Invoice", 1, invoices.HARROW.expected()),
        "invoice-quellgrund-scan.pdf": Sample(_scanned_pdf, "Invoice", 2, invoices.QUELLGRUND.expected()),
        "invoice-grand-hetre-fax.tiff": Sample(_fax_tiff, "Invoice", 2, invoices.GRAND_HETRE.expected()),
        "receipt-brass-teaspoon-photo.jpg": Sample(_photo, "Receipt", 1, receipts.TEASPOON.gold),
        "receipt-melor-scan.png": Sample(_receipt_scan, "Receipt", 1, receipts.MELOR.gold),
        **{name: _drawn(name, *entry) for name, entry in SHEETS.items()},
    }


SHEETS: Mapping[str, tuple[str, Callable[[], Sheet]]] = {
    "statement-larchmere.pdf": ("Bank Statement", statements.larchmere),
    "statement-valcourt-scan.pdf": ("Bank Statement", statements.valcourt),
    "bill-brookwater.pdf": ("Utility Bill", bills.brookwater),
    "bill-nordlicht-fax.tiff": ("Utility Bill", bills.nordlicht),
    "payslip-alder.pdf": ("Paystub", payslips.alder),
    "payslip-penhallow-scan.pdf": ("Paystub", payslips.penhallow),
    "order-tamarack.pdf": ("Purchase Order", orders.tamarack),
    "order-steinhof-fax.tiff": ("Purchase Order", orders.steinhof),
    "card-utopia.pdf": ("Identity Document", identity.card),
    "passport-utopia-scan.jpg": ("Identity Document", identity.passport),
    "w9-vance.pdf": ("W-9", tax_forms.w9),
    "w9-quillon-fax.tiff": ("W-9", tax_forms.w9_company),
    "w8ben-tarrant.pdf": ("W-8BEN", tax_forms.w8ben),
    "w8ben-tarrant-scan.pdf": ("W-8BEN", tax_forms.w8ben_large),
    "1099nec-vance.pdf": ("1099", tax_forms.nonemployee),
    "1099int-vance-scan.pdf": ("1099", tax_forms.interest),
}
"""Documents of one page: app and drawing by file name, whose ending says how the page became a file."""


def _drawn(name: str, app: str, draw_sheet: Callable[[], Sheet]) -> Sample:
    def make() -> bytes:
        pdf = draw_sheet().pdf()
        way = next((way for ending, way in WAYS.items() if name.endswith(ending)), None)
        return pdf if way is None else way(pdf, sum(name.encode()))

    return Sample(make, app, 1, draw_sheet().gold)


def _scan(pdf: bytes, seed: int) -> bytes:
    [page] = paper.render(pdf, dpi=150)
    size = (72 / 150 * page.width, 72 / 150 * page.height)
    image = paper.scanned(page, degrees=(seed % 9 - 4) / 8, random=np.random.default_rng(seed))
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=size, invariant=1)
    canvas.setProducer("Office scanner")
    scan = ImageReader(io.BytesIO(paper.jpeg(image, quality=42, dpi=150)))
    canvas.drawImage(scan, 0, 0, width=size[0], height=size[1])
    canvas.save()
    return buffer.getvalue()


def _fax(pdf: bytes, seed: int) -> bytes:
    [page] = paper.render(pdf, dpi=200)
    image = paper.faxed(page, degrees=(seed % 7 - 3) / 10, random=np.random.default_rng(seed))
    buffer = io.BytesIO()
    image.save(buffer, "TIFF", compression="group4", dpi=(200, 200))
    return buffer.getvalue()


def _flatbed(pdf: bytes, seed: int) -> bytes:
    [page] = paper.render(pdf, dpi=250)
    image = paper.scanned(page, degrees=0.4, random=np.random.default_rng(seed))
    return paper.jpeg(image, quality=60, dpi=250)


WAYS: Mapping[str, Callable[[bytes, int], bytes]] = {
    "scan.pdf": _scan,
    "fax.tiff": _fax,
    "scan.jpg": _flatbed,
}
"""How a page becomes a file of such a name; the number is a seed."""


def _text_pdf() -> bytes:
    return draw.modern_invoice(invoices.HARROW)


def _scanned_pdf() -> bytes:
    pages = paper.render(draw.letter_invoice(invoices.QUELLGRUND, rows_on_first=15), dpi=200)
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=A4, invariant=1)
    canvas.setProducer("Office scanner")
    for number, (page, degrees) in enumerate(zip(pages, (0.7, -0.45), strict=True)):
        image = paper.scanned(page, degrees=degrees, random=np.random.default_rng(41 + number))
        scan = ImageReader(io.BytesIO(paper.jpeg(image, quality=45, dpi=200)))
        canvas.drawImage(scan, 0, 0, width=A4[0], height=A4[1])
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def _fax_tiff() -> bytes:
    pages = paper.render(draw.typed_invoice(invoices.GRAND_HETRE, rows_on_first=5), dpi=200)
    images = [
        paper.faxed(page, degrees=degrees, random=np.random.default_rng(77 + number))
        for number, (page, degrees) in enumerate(zip(pages, (-0.3, 0.4), strict=True))
    ]
    buffer = io.BytesIO()
    images[0].save(
        buffer, "TIFF", save_all=True, append_images=images[1:], compression="group4", dpi=(200, 200)
    )
    return buffer.getvalue()


def _photo() -> bytes:
    [strip] = paper.render(draw.till_receipt(receipts.TEASPOON), dpi=420)
    photo = paper.photographed(strip, size=(1500, 2000), random=np.random.default_rng(7))
    return paper.jpeg(photo, quality=78, dpi=72)


def _receipt_scan() -> bytes:
    [strip] = paper.render(draw.till_receipt(receipts.MELOR), dpi=200)
    image: Image.Image = paper.thermal(strip, random=np.random.default_rng(23))
    buffer = io.BytesIO()
    image.save(buffer, "PNG", optimize=True, dpi=(200, 200))
    return buffer.getvalue()


if __name__ == "__main__":
    main()
