"""Scans in languages that the built-in models do not know: read by Tesseract, or refused with the way out."""

import shutil
from collections.abc import Sequence
from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageFont

from docyard.domain.apps import DigitizationOptions, Language
from docyard.domain.pages import Page
from docyard.engine.digitization import OcrEngine, digitize
from docyard.engine.digitization.ocr.languages import LANGUAGES
from docyard.engine.digitization.ocr.tesseract import installed_languages
from docyard.errors import LanguageNotInstalled
from tests.engine.digitization.drawing import LINES, encoded, picture, text_pdf

RUSSIAN = ("Счёт на оплату", "Дата 14 марта 2026", "Invoice INV-2041 оплачен", "Итого 119,00 руб.")


def _read(data: bytes, ocr: OcrEngine, *languages: Language) -> Page:
    (page,) = digitize(data, name="scan", options=DigitizationOptions(languages=languages), ocr=ocr).pages
    return page


def _text(page: Page) -> str:
    return " ".join(word.text for word in page.words)


def _program(folder: Path, *data: str) -> None:
    """Put a Tesseract with that data into a folder."""
    listing = "\\n".join([f"List of available languages ({len(data)}):", *data])
    (folder / "tesseract").write_text(f'#!/bin/sh\nprintf "{listing}\\n"\n')
    (folder / "tesseract").chmod(0o755)


def test_without_tesseract_the_refusal_names_its_packages(
    ocr: OcrEngine, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    scan = encoded(picture(), "PNG")
    with pytest.raises(
        LanguageNotInstalled, match=r"Pages in Russian .* tesseract-ocr tesseract-ocr-rus, or"
    ):
        _read(scan, ocr, Language.RUSSIAN)
    _program(tmp_path, "eng", "rus")
    with pytest.raises(LanguageNotInstalled, match=r"Pages in Greek .* call tesseract-ocr-ell, or"):
        _read(scan, ocr, Language.RUSSIAN, Language.GREEK)


def test_what_needs_no_tesseract_does_without(
    ocr: OcrEngine, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert _text(_read(encoded(picture(), "PNG"), ocr, Language.GERMAN, Language.ENGLISH)) == " ".join(LINES)
    assert _text(_read(text_pdf([(40, 200, "Invoice 17")]), ocr, Language.RUSSIAN)) == "Invoice 17"
    assert _read(encoded(Image.new("L", (800, 600), 255), "PNG"), ocr).words == ()


def test_each_language_has_data_and_words_of_its_own() -> None:
    assert set(LANGUAGES) == set(Language)
    assert len({read.data for read in LANGUAGES.values()}) == len(LANGUAGES)
    assert LANGUAGES[Language.TRADITIONAL_CHINESE].package == "tesseract-ocr-chi-tra"


def _drawn(lines: Sequence[str]) -> Image.Image:
    try:
        font = ImageFont.truetype("DejaVuSans.ttf", 32)
    except OSError:
        pytest.skip("no font with Cyrillic letters is installed")
    image = Image.new("RGB", (700, 420), "white")
    draw = ImageDraw.Draw(image)
    for number, line in enumerate(lines):
        draw.text((40, 40 + 80 * number), line, fill="black", font=font)
    return image


@pytest.mark.skipif(
    shutil.which("tesseract") is None or not {"rus", "eng"} <= set(installed_languages()),
    reason="Tesseract with its data for Russian and English is not installed",
)
@pytest.mark.parametrize("degrees", [0, 90, 180])
def test_cyrillic_is_read_upright_in_order(degrees: int, ocr: OcrEngine) -> None:
    scan = encoded(_drawn(RUSSIAN).rotate(degrees, expand=True), "PNG")
    page = _read(scan, ocr, Language.RUSSIAN, Language.ENGLISH)
    assert _text(page) == " ".join(RUSSIAN)
    assert (page.rotation, page.width_px, page.height_px) == (degrees, 700, 420)
    total = next(word for word in page.words if word.text == "Итого").box
    assert total.x0 == pytest.approx(40, abs=8)
    assert (total.y0 + total.y1) / 2 == pytest.approx(300, abs=8)
    assert all(0.5 < word.confidence <= 1 for word in page.words)
