"""Handwritten signatures beside labels that ask for one: on scans, drawn in PDF files, pasted as pictures."""

import io
import math
from collections.abc import Sequence

import pytest
from PIL import Image, ImageDraw, ImageFont
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from docyard.domain.apps import DigitizationOptions
from docyard.domain.pages import MarkKind, Page
from docyard.engine.digitization import OcrEngine, digitize, pack, unpack
from tests.engine.digitization.drawing import encoded

Points = Sequence[tuple[float, float]]

# Points from 0 to 1 in both directions, y down.
WRITTEN = [
    (0.9 * at / 120 + 0.06 * math.sin(at / 3), 0.5 + 0.48 * math.sin(at / 3.5) * math.cos(at / 50))
    for at in range(121)
]
STRUCK = [(0.0, 1.0), (1.0, 0.0)]
PROSE = ("Lease of the workshop at Harbour Street", "The parties have read this lease and agree to it.")
PAGE = (1240, 1754)
SIGNED_AT = (330, 1105, 250, 85)
"""x, y, width, height in pixels at 150 dpi, over the line behind the label."""


def _points(points: Points, box: tuple[int, int, int, int] = SIGNED_AT) -> Points:
    x, y, width, height = box
    return [(x + width * along, y + height * down) for along, down in points]


def _scan(
    *,
    label: str = "Signature:",
    written: Points = (),
    typed: str = "",
    at: tuple[int, int, int, int] = SIGNED_AT,
) -> bytes:
    image = Image.new("L", PAGE, 255)
    draw = ImageDraw.Draw(image)
    font = ImageFont.load_default(size=28)
    for number, line in enumerate(PROSE):
        draw.text((120, 200 + 60 * number), line, fill=0, font=font)
    draw.text((120, 1160), label, fill=0, font=font)
    draw.line((320, 1192, 800, 1192), fill=0, width=2)
    draw.text((340, 1155), typed, fill=0, font=font)
    if written:
        draw.line(_points(written, at), fill=0, width=4, joint="curve")
    return encoded(image, "PNG", dpi=(150, 150))


def _pdf(*, drawn: Points = (), pasted: Points = ()) -> bytes:
    """Return the same page with a text layer; 72 points to 150 pixels."""
    scale = 72 / 150
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(PAGE[0] * scale, PAGE[1] * scale), invariant=True)
    canvas.scale(scale, scale)
    canvas.setFont("Helvetica", 28)
    for number, line in enumerate(PROSE):
        canvas.drawString(120, PAGE[1] - 225 - 60 * number, line)
    canvas.drawString(120, PAGE[1] - 1185, "Signature:")
    canvas.line(320, PAGE[1] - 1192, 800, PAGE[1] - 1192)
    if drawn:
        path = canvas.beginPath()
        first, *rest = _points(drawn)
        path.moveTo(first[0], PAGE[1] - first[1])
        for x, y in rest:
            path.lineTo(x, PAGE[1] - y)
        canvas.setLineWidth(4)
        canvas.drawPath(path)
    if pasted:
        x, y, width, height = SIGNED_AT
        image = Image.new("RGBA", (width + 10, height + 10), (255, 255, 255, 0))
        ink = ImageDraw.Draw(image)
        ink.line(_points(pasted, (5, 5, width, height)), fill=(20, 20, 120, 255), width=4, joint="curve")
        canvas.drawImage(
            ImageReader(image), x - 5, PAGE[1] - y - height - 5, width + 10, height + 10, mask="auto"
        )
    canvas.save()
    return buffer.getvalue()


def _page(data: bytes, *, ocr: OcrEngine | None = None) -> Page:
    (page,) = digitize(data, name="file", options=DigitizationOptions(), ocr=ocr).pages
    return page


def _line_of_signature(page: Page) -> str:
    line = next(word.line for word in page.words if word.text == "[SIGN]")
    return " ".join(word.text for word in page.words if word.line == line)


@pytest.mark.parametrize(
    "data",
    [_scan(written=WRITTEN), _pdf(drawn=WRITTEN), _pdf(pasted=WRITTEN)],
    ids=["scan", "drawn", "pasted"],
)
def test_a_signature_is_a_word_of_the_line_it_stands_on(data: bytes, ocr: OcrEngine) -> None:
    page = _page(data, ocr=ocr)
    (mark,) = [mark for mark in page.marks if mark.kind is MarkKind.SIGNATURE]
    assert _line_of_signature(page).startswith("Signature: [SIGN]")
    (word,) = [word for word in page.words if word.text == "[SIGN]"]
    assert (word.box, word.confidence) == (mark.box, mark.confidence)
    assert 0.5 < mark.confidence < 1
    scale = page.width_px / PAGE[0]
    x, y, width, height = (side * scale for side in SIGNED_AT)
    assert abs(mark.box.x0 - x) < 0.2 * width
    assert abs(mark.box.x1 - (x + 0.93 * width)) < 0.2 * width
    assert y - 0.1 * height < mark.box.y0 < mark.box.y1 < y + 1.2 * height


@pytest.mark.parametrize(
    "data",
    [
        _scan(),
        _pdf(),
        _scan(typed="/s/ Jane Doe"),
        _scan(written=STRUCK),
        _pdf(drawn=STRUCK),
        _scan(label="Reference:", written=WRITTEN),
        _scan(written=WRITTEN, at=(330, 600, 250, 85)),
    ],
    ids=["unsigned", "unsigned text", "typed", "struck out", "struck out text", "no label", "far away"],
)
def test_what_is_no_signature_is_none(data: bytes, ocr: OcrEngine) -> None:
    assert not [mark for mark in _page(data, ocr=ocr).marks if mark.kind is MarkKind.SIGNATURE]


def test_signatures_are_kept_as_they_were_found(ocr: OcrEngine) -> None:
    digitization = digitize(_scan(written=WRITTEN), name="file", options=DigitizationOptions(), ocr=ocr)
    packed = pack(digitization)
    assert pack(unpack(packed)) == packed
    kept, found = unpack(packed).pages[0].marks, digitization.pages[0].marks
    assert [(mark.kind, mark.confidence) for mark in kept] == [(mark.kind, mark.confidence) for mark in found]
