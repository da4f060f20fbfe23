"""Pages drawn as pictures: those far behind in long files, and files that cannot be drawn."""

import io

import pytest
from PIL import Image

from docyard.domain.page_images import DrawTask, PageFrame
from docyard.engine.page_images import draw_webp
from tests.documents import invoice_pdf


def test_the_last_page_of_a_long_file_is_drawn() -> None:
    frames = [Image.new("L", (20, 10), 255)] * 800
    written = io.BytesIO()
    frames[0].save(written, "TIFF", save_all=True, append_images=[*frames[1:], Image.new("L", (20, 10), 0)])
    frame = PageFrame(800, width_px=10, height_px=20, rotation=90)
    (drawn,) = draw_webp(DrawTask("long.tiff", written.getvalue(), (frame,))).images
    image = Image.open(io.BytesIO(drawn)).convert("L")
    assert (image.size, image.getextrema()) == ((10, 20), (0, 0))


@pytest.mark.parametrize(
    ("data", "index", "code"),
    [
        (invoice_pdf(), 7, "file_unreadable"),
        (b"%PDF-1.7 nothing", 0, "file_unreadable"),
        (b"", 0, "file_empty"),
    ],
)
def test_what_cannot_be_drawn_says_why(data: bytes, index: int, code: str) -> None:
    drawing = draw_webp(DrawTask("file", data, (PageFrame(index, 100, 100),)))
    assert drawing.failure is not None
    assert (drawing.images, drawing.failure.code) == ((), code)
