"""Pictures of every kind come out as the same upright page of words."""

import io
from collections.abc import Callable

import numpy as np
import pytest
from PIL import Image

from docyard.domain.apps import DigitizationOptions
from docyard.domain.pages import Digitization
from docyard.engine.digitization import DigitizationLimits, OcrEngine, digitize, render_pages
from docyard.errors import EmptyFile, FileTooLarge, UnreadableFile, UnsupportedFormat
from tests.engine.digitization.drawing import LINES, encoded, picture


def _read(data: bytes, ocr: OcrEngine, *, name: str = "photo") -> Digitization:
    return digitize(data, name=name, options=DigitizationOptions(), ocr=ocr)


def _lines(digitization: Digitization, index: int = 0) -> list[str]:
    lines: dict[int, list[str]] = {}
    for word in digitization.pages[index].words:
        lines.setdefault(word.line, []).append(word.text)
    return [" ".join(words) for words in lines.values()]


def _sixteen_bits(image: Image.Image) -> Image.Image:
    grey = np.asarray(image.convert("L"), dtype=np.uint16)
    return Image.fromarray(grey * 257)


def _see_through(image: Image.Image) -> Image.Image:
    ink = image.convert("L").point(lambda value: 255 - value)
    layer = Image.new("RGBA", image.size, (0, 0, 0, 0))
    layer.paste((0, 0, 0, 255), mask=ink)
    return layer


KINDS: dict[str, Callable[[Image.Image], bytes]] = {
    "PNG": lambda image: encoded(image, "PNG", dpi=(150, 150)),
    "PNG with transparency": lambda image: encoded(_see_through(image), "PNG"),
    "PNG of 16 bits": lambda image: encoded(_sixteen_bits(image), "PNG"),
    "JPEG": lambda image: encoded(image, "JPEG"),
    "JPEG in CMYK": lambda image: encoded(image.convert("CMYK"), "JPEG"),
    "TIFF, fax": lambda image: encoded(image.convert("1"), "TIFF", compression="group4"),
    "TIFF in CMYK": lambda image: encoded(image.convert("CMYK"), "TIFF"),
    "BMP of 1 bit": lambda image: encoded(image.convert("1"), "BMP"),
    "GIF": lambda image: encoded(image, "GIF"),
    "WebP": lambda image: encoded(image, "WEBP"),
}


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_reads_alike(kind: str, ocr: OcrEngine) -> None:
    digitization = _read(KINDS[kind](picture()), ocr)
    assert _lines(digitization) == list(LINES)
    assert (digitization.pages[0].width_px, digitization.pages[0].height_px) == (700, 420)


def test_each_frame_of_a_tiff_is_a_page(ocr: OcrEngine) -> None:
    second = picture(("Second page here",))
    data = encoded(picture(), "TIFF", save_all=True, append_images=[second])
    digitization = _read(data, ocr)
    assert [page.index for page in digitization.pages] == [0, 1]
    assert _lines(digitization, 1) == ["Second page here"]


def test_the_camera_tag_is_applied(ocr: OcrEngine) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # the picture is to be turned clockwise by 90 degrees
    data = encoded(picture().transpose(Image.Transpose.ROTATE_90), "JPEG", exif=exif)
    digitization = _read(data, ocr)
    assert _lines(digitization) == list(LINES)
    assert digitization.pages[0].rotation == 0


@pytest.mark.parametrize("degrees", [90, 180, 270])
def test_turned_pages_are_turned_upright(degrees: int, ocr: OcrEngine) -> None:
    turned_back = picture().rotate(degrees, expand=True)
    data = encoded(turned_back, "PNG")
    (page,) = _read(data, ocr).pages
    assert page.rotation == degrees
    assert (page.width_px, page.height_px) == (700, 420)
    (image,) = render_pages(data, name="photo", pages=[page])
    assert np.array_equal(image, np.asarray(picture())[:, :, ::-1])


def test_words_stand_on_their_ink_in_order(ocr: OcrEngine) -> None:
    image = picture()
    (page,) = _read(encoded(image, "PNG"), ocr).pages
    ink = np.asarray(image.convert("L")) < 128
    for word, following in zip(page.words, page.words[1:], strict=False):
        if word.line == following.line:
            assert word.box.x0 < word.box.x1 <= following.box.x0 + 1
        box = word.box
        assert ink[int(box.y0) : int(box.y1), int(box.x0) : int(box.x1)].mean() > 0.05
    total = next(word for word in page.words if word.text == "Total").box
    assert total.x0 == pytest.approx(40, abs=8)
    assert (total.y0 + total.y1) / 2 == pytest.approx(303, abs=8)


def test_skewed_lines_stay_together(ocr: OcrEngine) -> None:
    rows = [f"Position {n} {' ' * 34} {n}9.00" for n in range(1, 9)]
    image = Image.new("RGB", (1000, 800), "white")
    image.paste(picture(rows, size=(900, 720)), (50, 40))
    skewed = image.rotate(2.5, fillcolor="white", resample=Image.Resampling.BICUBIC)
    assert _lines(_read(encoded(skewed, "PNG"), ocr)) == [f"Position {n} {n}9.00" for n in range(1, 9)]


def test_a_few_words_on_a_very_large_page_are_found(ocr: OcrEngine) -> None:
    poster = Image.new("L", (4000, 4000), 255)
    poster.paste(picture().convert("L").resize((280, 168)), (2500, 1200))
    (page,) = _read(encoded(poster, "PNG"), ocr).pages
    assert [word.text for word in page.words] == " ".join(LINES).split()
    assert page.words[0].box.x0 == pytest.approx(2516, abs=8)


def test_a_cut_off_jpeg_gives_its_upper_part(ocr: OcrEngine) -> None:
    data = encoded(picture(), "JPEG", quality=90)
    assert _lines(_read(data[: len(data) // 2], ocr))[0] == LINES[0]


def test_the_content_decides_and_not_the_name(ocr: OcrEngine) -> None:
    assert _lines(_read(encoded(picture(), "PNG"), ocr, name="letter.pdf")) == list(LINES)


def test_a_blank_picture_has_no_words(ocr: OcrEngine) -> None:
    assert _read(encoded(Image.new("L", (1, 1)), "PNG"), ocr).pages[0].words == ()
    assert _read(encoded(Image.new("L", (800, 600), 255), "PNG"), ocr).pages[0].words == ()


def test_refusals_name_the_file_and_the_way_out(ocr: OcrEngine) -> None:
    with pytest.raises(EmptyFile, match="'scan' has no bytes"):
        _read(b"", ocr, name="scan")
    with pytest.raises(UnsupportedFormat, match=r"'scan' looks like audio/mpeg; docyard reads PDF, PNG"):
        _read(b"ID3\x03" + bytes(100), ocr, name="scan")
    with pytest.raises(UnreadableFile, match="'scan' is damaged"):
        _read(encoded(picture(), "PNG")[:30], ocr, name="scan")


def test_too_many_pixels_are_refused_before_they_are_decoded() -> None:
    data = encoded(Image.new("1", (4000, 3000)), "PNG")
    limits = DigitizationLimits(max_image_pixels=10_000_000)
    with pytest.raises(FileTooLarge, match="4000 x 3000 pixels"):
        digitize(data, name="bomb", options=DigitizationOptions(), limits=limits)
    bomb = io.BytesIO()
    Image.new("1", (20_000, 20_000)).save(bomb, "PNG")
    with pytest.raises(FileTooLarge):
        digitize(bomb.getvalue(), name="bomb", options=DigitizationOptions())
