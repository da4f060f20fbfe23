"""PDF pages with both a text layer and pictures of text."""

import io
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pikepdf
import pytest
from PIL import Image, ImageDraw
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from docyard.domain.apps import DigitizationOptions
from docyard.domain.pages import MarkKind, Page, PageSource
from docyard.engine.digitization import OcrEngine, digitize, render_pages
from docyard.engine.digitization.ocr import Reading
from docyard.engine.digitization.pixels import Pixels
from tests.engine.digitization.drawing import LINES, picture

SIZE = (400, 500)
RECEIPT = (40, 120, 280, 168)
"""Where a picture stands that covers a quarter of the page: x, y, width and height in points."""
REPORT = (
    "This report of the year tells what was bought, from whom and when, and by which of the people of the "
    "house; the receipt is pasted below."
)


@dataclass
class _Counting:
    """Reads with the real models and counts the pictures."""

    engine: OcrEngine
    count: int = 0

    def reader(self, _: object) -> "_Counting":
        return self

    def read(self, image: Pixels) -> Reading:
        self.count += 1
        return self.engine.read(image)


@pytest.fixture
def counting(ocr: OcrEngine) -> _Counting:
    return _Counting(ocr)


def _pdf(draw: Callable[[Canvas], None]) -> bytes:
    written = io.BytesIO()
    canvas = Canvas(written, pagesize=SIZE, invariant=True)
    draw(canvas)
    canvas.save()
    return written.getvalue()


def _report(canvas: Canvas, image: Image.Image, place: tuple[int, int, int, int] = RECEIPT) -> None:
    canvas.setFontSize(6)
    canvas.drawString(20, 480, REPORT)
    x, y, width, height = place
    canvas.drawImage(ImageReader(image), x, y, width, height)


def _page(data: bytes, ocr: object) -> Page:
    return digitize(data, name="f.pdf", options=DigitizationOptions(), ocr=ocr).pages[0]  # type: ignore[arg-type]


def _text(page: Page) -> list[str]:
    lines: dict[int, list[str]] = {}
    for word in page.words:
        lines.setdefault(word.line, []).append(word.text)
    return [" ".join(words) for words in lines.values()]


def _cropped(data: bytes) -> bytes:
    changed = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as pdf:
        pdf.pages[0].obj["/CropBox"] = [10, 30, 390, 490]
        pdf.save(changed)
    return changed.getvalue()


def _in_form(canvas: Canvas) -> None:
    canvas.beginForm("report")
    _report(canvas, picture())
    canvas.endForm()
    canvas.translate(20, 10)
    canvas.scale(0.9, 0.9)
    canvas.doForm("report")


REPORTS = {
    "on a page": _pdf(lambda canvas: _report(canvas, picture())),
    "on a cropped page": _cropped(_pdf(lambda canvas: _report(canvas, picture()))),
    "in a form": _pdf(_in_form),
}


@pytest.mark.parametrize("report", REPORTS)
def test_a_picture_of_text_is_read_beside_the_text_layer(report: str, counting: _Counting) -> None:
    data = REPORTS[report]
    page = _page(data, counting)
    assert _text(page) == [REPORT, *LINES]
    assert page.source is PageSource.TEXT_LAYER
    assert counting.count == 1
    count = len(REPORT.split())
    assert {word.confidence for word in page.words[:count]} == {1.0}
    assert all(0.5 < word.confidence <= 1 for word in page.words[count:])
    (image,) = render_pages(data, name="f.pdf", pages=[page])
    ink = image.min(axis=2) < 128
    for word in page.words:
        x0, y0, x1, y1 = (round(side) for side in (word.box.x0, word.box.y0, word.box.x1, word.box.y1))
        assert ink[y0:y1, x0:x1].mean() > 0.08


def test_a_scan_under_a_long_stamp_is_read(counting: _Counting) -> None:
    stamp = (
        "Received by fax on 14 March 2026 at 09:41 from +44 117 496 0000, page 1 of 1, filed under the "
        "number 2041-77 of the same year in the chambers of the clerk"
    )

    def draw(canvas: Canvas) -> None:
        canvas.drawImage(ImageReader(picture(size=(700, 875))), 0, 0, *SIZE)
        canvas.setFontSize(4.5)
        canvas.drawString(30, 490, stamp)

    assert _text(_page(_pdf(draw), counting)) == [stamp, *LINES]


def test_strips_of_one_picture_are_read_as_one(counting: _Counting) -> None:
    def draw(canvas: Canvas) -> None:
        image = picture()
        x, y, width, height = RECEIPT
        for top in range(0, 420, 30):
            strip = image.crop((0, top, 700, top + 30))
            canvas.drawImage(ImageReader(strip), x, y + height * (390 - top) / 420, width, height * 30 / 420)
        canvas.setFontSize(6)
        canvas.drawString(20, 480, REPORT)

    assert _text(_page(_pdf(draw), counting)) == [REPORT, *LINES]
    assert counting.count == 1


def test_a_table_in_a_picture_is_a_table(ocr: OcrEngine) -> None:
    image = Image.new("RGB", (700, 420), "white")
    draw = ImageDraw.Draw(image)
    for row, cells in enumerate((("Item", "Price"), ("Vice", "50.00"), ("Clamp", "69.00"))):
        for column, text in enumerate(cells):
            x, y = 20 + 330 * column, 20 + 120 * row
            draw.rectangle((x, y, x + 330, y + 120), outline="black", width=3)
            draw.text((x + 40, y + 40), text, fill="black", font_size=40)
    page = _page(_pdf(lambda canvas: _report(canvas, image)), ocr)
    (table,) = page.tables
    assert [[page.words[at].text for at in cell.words] for cell in table.cells] == [
        ["Item"], ["Price"], ["Vice"], ["50.00"], ["Clamp"], ["69.00"],
    ]  # fmt: skip


def test_boxes_to_tick_in_a_picture_are_marks(ocr: OcrEngine) -> None:
    image = picture(("      Paid in cash", "      Paid by card"))
    draw = ImageDraw.Draw(image)
    for top in (46, 126):
        draw.rectangle((40, top, 72, top + 32), outline="black", width=3)
    draw.line((50, 136, 62, 148), fill="black", width=4)
    page = _page(_pdf(lambda canvas: _report(canvas, image)), ocr)
    assert [mark.text for mark in page.marks if mark.kind is MarkKind.CHECKBOX] == ["[UNCHECK]", "[CHECK]"]
    assert _text(page)[1:] == ["[UNCHECK] Paid in cash", "[CHECK] Paid by card"]


def test_a_picture_with_invisible_words_is_not_read_twice(counting: _Counting) -> None:
    def draw(canvas: Canvas) -> None:
        _report(canvas, picture())
        x, y, _, height = RECEIPT
        for number, line in enumerate(LINES):
            text = canvas.beginText(x + 16, y + height - 30 - 32 * number)
            text.setFont("Helvetica", 8)
            text.setTextRenderMode(3)
            text.textOut(line)
            canvas.drawText(text)

    assert _text(_page(_pdf(draw), counting)) == [REPORT, *LINES]
    assert counting.count == 0


def test_a_background_behind_text_is_left_alone(counting: _Counting) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.drawImage(ImageReader(picture(size=(700, 875))), 0, 0, *SIZE)
        for number in range(20):
            canvas.drawString(30, 20 + 14 * number, "A letter is written over the paper of its house here")

    assert len(_text(_page(_pdf(draw), counting))) == 20
    assert counting.count == 0


def test_a_photo_has_no_words(counting: _Counting) -> None:
    rough = np.random.default_rng(7).integers(0, 255, (30, 40, 3), dtype=np.uint8)
    photo = Image.fromarray(rough).resize((800, 600), Image.Resampling.BICUBIC)
    assert _text(_page(_pdf(lambda canvas: _report(canvas, photo)), counting)) == [REPORT]
    assert counting.count == 1


def test_small_and_coarse_pictures_are_not_looked_at(counting: _Counting) -> None:
    assert _text(_page(_pdf(lambda canvas: _report(canvas, picture(), (40, 120, 140, 84))), counting)) == [
        REPORT
    ]
    coarse = picture().resize((140, 84))
    assert _text(_page(_pdf(lambda canvas: _report(canvas, coarse, (20, 20, 360, 216))), counting)) == [
        REPORT
    ]
    assert counting.count == 0


def test_a_page_has_four_pictures_read_at_most(counting: _Counting) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setFontSize(6)
        canvas.drawString(20, 480, REPORT)
        for number in range(6):
            x, y = 5 + 200 * (number % 2), 5 + 140 * (number // 2)
            canvas.drawImage(ImageReader(picture((f"Number {number}",))), x, y, 190, 130)

    page = _page(_pdf(draw), counting)
    assert counting.count == 4
    assert sum(line.count("Number") for line in _text(page)) == 4
