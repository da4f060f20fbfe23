"""PDF files: words where they are seen, whatever the page's geometry."""

import io
from collections.abc import Callable

import numpy as np
import pikepdf
import pytest
from reportlab.pdfgen.canvas import Canvas

from docyard.domain.apps import DigitizationOptions
from docyard.domain.pages import Digitization, Page, PageSource
from docyard.engine.digitization import DigitizationLimits, OcrEngine, digitize, render_pages
from docyard.errors import FileTooLarge, PasswordRequired, UnreadableFile
from tests.engine.digitization.drawing import LINES, picture, scan_pdf, text_pdf

PLACED = ((120, 220, "Harbour Tools Ltd"), (120, 190, "Total due 119.00 EUR"), (200, 120, "Thank you"))


def _read(data: bytes, **options: object) -> Digitization:
    return digitize(data, name="file.pdf", options=DigitizationOptions(), **options)  # type: ignore[arg-type]


def _text(page: Page) -> list[str]:
    lines: dict[int, list[str]] = {}
    for word in page.words:
        lines.setdefault(word.line, []).append(word.text)
    return [" ".join(words) for words in lines.values()]


def _changed(
    data: bytes, change: Callable[[pikepdf.Pdf], None], *, encryption: pikepdf.Encryption | bool = False
) -> bytes:
    written = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as pdf:
        change(pdf)
        pdf.save(written, encryption=encryption)
    return written.getvalue()


def _set(**entries: object) -> Callable[[pikepdf.Pdf], None]:
    def change(pdf: pikepdf.Pdf) -> None:
        for key, value in entries.items():
            pdf.pages[0].obj[f"/{key}"] = value

    return change


GEOMETRIES = {
    "upright": _set(),
    "turned 90": _set(Rotate=90),
    "turned 180": _set(Rotate=180),
    "turned 270": _set(Rotate=270),
    "offset MediaBox": _set(MediaBox=[50, 60, 450, 360]),
    "CropBox": _set(CropBox=[80, 90, 380, 280]),
    "CropBox turned 90": _set(CropBox=[80, 90, 380, 280], Rotate=90),
    "UserUnit": _set(UserUnit=2.0),
}


@pytest.mark.parametrize("geometry", GEOMETRIES)
def test_boxes_stand_on_the_ink(geometry: str) -> None:
    data = _changed(text_pdf(PLACED), GEOMETRIES[geometry])
    page = _read(data).pages[0]
    (image,) = render_pages(data, name="file.pdf", pages=[page])
    assert image.shape == (page.height_px, page.width_px, 3)
    ink = image.min(axis=2) < 128
    boxed = np.zeros_like(ink)
    for word in page.words:
        x0, y0, x1, y1 = (round(side) for side in (word.box.x0, word.box.y0, word.box.x1, word.box.y1))
        assert ink[y0:y1, x0:x1].mean() > 0.1
        boxed[y0 - 1 : y1 + 1, x0 - 1 : x1 + 1] = True
    assert (ink & boxed).sum() > 0.99 * ink.sum()
    assert [word.text for word in page.words if word.text.isalpha()].count("Harbour") == 1


def test_lines_hold_what_stands_on_one_height() -> None:
    page = _read(
        text_pdf([(60, 100, "Total"), (60, 120, "Net"), (300, 100, "119.00"), (300, 120, "100.00")])
    ).pages[0]
    assert _text(page) == ["Net 100.00", "Total 119.00"]
    assert page.source is PageSource.TEXT_LAYER
    assert {word.confidence for word in page.words} == {1.0}


def test_columns_of_prose_are_read_one_after_the_other() -> None:
    left = [(30, 700 - 14 * n, f"left column speaks of matter {n}") for n in range(12)]
    right = [(320, 700 - 14 * n, f"right column tells of number {n}") for n in range(12)]
    page = _read(
        text_pdf([(150, 740, "A title across both of the columns here"), *left, *right], size=(595, 842))
    ).pages[0]
    lines = _text(page)
    assert lines[0].startswith("A title")
    assert lines[1:13] == [text for _, _, text in left]
    assert lines[13:] == [text for _, _, text in right]


def test_values_of_form_fields_are_words() -> None:
    written = io.BytesIO()
    canvas = Canvas(written, pagesize=(400, 300), invariant=True)
    canvas.drawString(40, 200, "Name of payee")
    canvas.acroForm.textfield(name="payee", value="Rosa Lindqvist", x=160, y=192, width=150, height=22)
    canvas.save()
    assert "Name of payee Rosa Lindqvist" in _text(_read(written.getvalue()).pages[0])


def test_a_scanned_page_is_recognised(ocr: OcrEngine) -> None:
    page = _read(scan_pdf(picture()), ocr=ocr).pages[0]
    assert page.source is PageSource.OCR
    assert _text(page) == list(LINES)
    assert all(0.5 < word.confidence <= 1 for word in page.words)


def test_ocr_can_be_forced(ocr: OcrEngine) -> None:
    data = text_pdf(PLACED)
    page = digitize(data, name="f.pdf", options=DigitizationOptions(force_ocr=True), ocr=ocr).pages[0]
    assert page.source is PageSource.OCR
    assert "Total due 119.00 EUR" in _text(page)


def test_a_blank_page_has_no_words() -> None:
    assert _read(text_pdf([])).pages[0].words == ()


def test_passwords_are_tried_in_turn() -> None:
    locked = _changed(
        text_pdf(PLACED), lambda _: None, encryption=pikepdf.Encryption(user="inner", owner="outer", R=6)
    )
    with pytest.raises(PasswordRequired, match="encrypted"):
        _read(locked)
    with pytest.raises(PasswordRequired, match="none of the given"):
        _read(locked, passwords=("wrong",))
    assert _text(_read(locked, passwords=("wrong", "inner")).pages[0])[0] == "Harbour Tools Ltd"


def test_an_owner_password_alone_does_not_lock() -> None:
    guarded = _changed(
        text_pdf(PLACED), lambda _: None, encryption=pikepdf.Encryption(user="", owner="outer", R=4)
    )
    assert len(_read(guarded).pages[0].words) == 9


def test_damage_is_mended_or_refused() -> None:
    data = text_pdf(PLACED)
    without_index = data[: data.rindex(b"xref\n")] + b"startxref\n99999999\n%%EOF"
    assert len(_read(without_index).pages[0].words) == 9
    with pytest.raises(UnreadableFile, match=r"file\.pdf"):
        _read(data[:60])


def test_junk_before_the_header_is_overlooked() -> None:
    assert len(_read(b"\x00junk\n" * 20 + text_pdf(PLACED)).pages[0].words) == 9


def test_too_many_pages_are_refused() -> None:
    data = _changed(text_pdf(PLACED), lambda pdf: pdf.pages.append(pdf.pages[0]))
    with pytest.raises(FileTooLarge, match=r"2 pages; the limit .pages_per_file. is 1"):
        _read(data, limits=DigitizationLimits(max_pages=1))


def test_a_huge_page_is_drawn_smaller() -> None:
    page = _read(text_pdf([(7000, 7000, "Wide")], size=(14400, 14400))).pages[0]
    assert page.width_px * page.height_px <= 16_100_000
    assert [word.text for word in page.words] == ["Wide"]
