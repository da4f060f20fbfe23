"""Files without pages of their own: every format keeps the same promises."""

from typing import Any

import numpy as np
import pytest

from docyard.domain.apps import DigitizationOptions
from docyard.domain.pages import Digitization, Page, PageSource
from docyard.engine.digitization import FORMATS, DigitizationLimits, OcrEngine, digitize, pack, render_pages
from docyard.errors import EmptyFile, FileTooLarge, UnreadableFile, UnsupportedFormat
from tests.engine.digitization.drawing import encoded, picture
from tests.engine.digitization.samples import ROWS, SAMPLES, WORDS, epub_file

ARCHIVES = ("docx", "pptx", "xlsx", "ods", "odt", "odp", "epub")


def read(data: bytes, *, name: str = "file", **options: Any) -> Digitization:
    return digitize(data, name=name, options=DigitizationOptions(), **options)


def lines_of(page: Page) -> list[str]:
    lines: dict[int, list[str]] = {}
    for word in page.words:
        lines.setdefault(word.line, []).append(word.text)
    return [" ".join(words) for words in lines.values()]


def test_every_format_set_on_paper_has_a_sample() -> None:
    # Nothing that is free writes the first and the last; mails have tests of their own.
    without = {"xls", "eml", "mhtml", "msg"}
    assert {key for key, kind in FORMATS.items() if not kind.has_pages} == SAMPLES.keys() | without


@pytest.mark.parametrize("kind", SAMPLES)
def test_the_text_comes_back_in_reading_order(kind: str) -> None:
    words = [word.text for page in read(SAMPLES[kind]()).pages for word in page.words]
    known = iter(words)
    assert [word for word in WORDS if word not in known] == []
    assert len(words) <= len(WORDS) + 8  # labels of outlines, no doublets


@pytest.mark.parametrize("kind", SAMPLES)
def test_rows_of_a_table_are_lines(kind: str) -> None:
    lines = [line for page in read(SAMPLES[kind]()).pages for line in lines_of(page)]
    for row in ROWS:
        assert any(line.endswith(" ".join(row)) for line in lines)


@pytest.mark.parametrize("kind", SAMPLES)
def test_tables_come_of_the_formats_that_the_manual_says(kind: str) -> None:
    tables = [table for page in read(SAMPLES[kind]()).pages for table in page.tables]
    assert bool(tables) == bool(FORMATS[kind].content.tables)


@pytest.mark.parametrize("kind", SAMPLES)
def test_boxes_stand_on_the_ink_of_the_drawn_page(kind: str) -> None:
    data = SAMPLES[kind]()
    pages = read(data).pages
    for page, image in zip(pages, render_pages(data, name="file", pages=pages), strict=True):
        assert image.shape == (page.height_px, page.width_px, 3)
        assert (page.source, page.dpi) == (PageSource.TEXT_LAYER, 200)
        ink = image.min(axis=2) < 128
        boxed = np.zeros_like(ink)
        for word in page.words:
            box = word.box
            assert 0 <= box.x0 < box.x1 <= page.width_px
            assert 0 <= box.y0 < box.y1 <= page.height_px
            assert ink[int(box.y0) : int(box.y1), int(box.x0) : int(box.x1)].mean() > 0.02
            boxed[int(box.y0) : int(box.y1) + 2, int(box.x0) : int(box.x1) + 2] = True
        assert not (ink & ~boxed).any()


@pytest.mark.parametrize("kind", SAMPLES)
def test_the_same_bytes_give_the_same_pages(kind: str) -> None:
    data = SAMPLES[kind]()
    assert pack(read(data)) == pack(read(data))


@pytest.mark.parametrize("kind", SAMPLES)
def test_the_content_decides_and_not_the_name(kind: str) -> None:
    data = SAMPLES[kind]()
    assert read(data, name="letter.pdf") == read(data, name="x.zip")


@pytest.mark.parametrize("kind", ARCHIVES)
def test_damage_is_refused(kind: str) -> None:
    data = SAMPLES[kind]()
    with pytest.raises((UnreadableFile, UnsupportedFormat), match=r"'file\.bin'"):
        read(data[: len(data) // 2], name="file.bin")


@pytest.mark.parametrize("kind", SAMPLES)
def test_too_many_pages_are_refused(kind: str) -> None:
    with pytest.raises(FileTooLarge, match="pages"):
        read(SAMPLES[kind](), limits=DigitizationLimits(max_pages=0))


def test_nothing_at_all_is_refused() -> None:
    with pytest.raises(EmptyFile):
        read(b"")


def test_pictures_of_books_are_read_and_locked_books_refused(ocr: OcrEngine) -> None:
    picture_file = encoded(picture(("Plate seven",)), "PNG")
    book = epub_file('<p>Before</p><img src="p%20q.png"/><p>After</p>', **{"book/p q.png": picture_file})
    (page,) = read(book, ocr=ocr).pages
    assert [word.text for word in page.words] == ["Before", "Plate", "seven", "After"]
    lock = '<encryption><CipherReference URI="book/one.xhtml"/></encryption>'
    with pytest.raises(UnreadableFile, match="locked for the reader"):
        read(epub_file(**{"META-INF/encryption.xml": lock}))
    with pytest.raises(UnreadableFile, match="where its chapters stand"):
        read(epub_file(**{"META-INF/container.xml": "<container/>"}))
