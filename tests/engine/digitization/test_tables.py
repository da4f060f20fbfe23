"""Tables: cells with rows, columns and spans, from lines, from alignment and from files that have them."""

import io
from collections.abc import Sequence
from itertools import pairwise

import pypdfium2
import pytest
from docx import Document
from openpyxl import Workbook
from reportlab.pdfgen.canvas import Canvas

from docyard.domain.apps import DigitizationOptions
from docyard.domain.pages import Box, Digitization, Page, Table, Word
from docyard.engine.digitization import OcrEngine, digitize, pack, unpack
from docyard.engine.digitization.tables import Rulings, find_tables
from tests.engine.digitization.drawing import encoded

ROWS = (
    ("Item", "Quantity", "Price"),
    ("Harbour lamp", "2", "19.00"),
    ("Anchor chain", "10", "7.50"),
    ("Deck paint", "4", "12.25"),
    ("Signal flag", "1", "88.00"),
)
_XS = (60, 240, 330, 440)


def _pages(data: bytes, *, ocr: OcrEngine | None = None) -> tuple[Page, ...]:
    return digitize(data, name="file", options=DigitizationOptions(), ocr=ocr).pages


def _grid(page: Page, table: Table) -> list[list[str]]:
    grid = [[""] * table.columns for _ in range(table.rows)]
    for cell in table.cells:
        grid[cell.row][cell.column] = " ".join(page.words[at].text for at in cell.words)
    return grid


def _drawn(pages: Sequence[Sequence[Sequence[str]]], *, ruled: bool, height: float = 842) -> bytes:
    """Return a PDF with a table per page, prose above those with their own heading."""
    written = io.BytesIO()
    canvas = Canvas(written, pagesize=(500, height), invariant=True)
    for rows in pages:
        top = height - 60
        for number, row in enumerate(rows):
            for x, text in zip(_XS, row, strict=False):
                canvas.drawString(x + 4, top - 20 * number - 14, text)
        if ruled:
            bottom = top - 20 * len(rows)
            for x in _XS:
                canvas.line(x, top, x, bottom)
            for number in range(len(rows) + 1):
                canvas.line(_XS[0], top - 20 * number, _XS[-1], top - 20 * number)
        canvas.showPage()
    canvas.save()
    return written.getvalue()


@pytest.mark.parametrize("ruled", [True, False])
def test_a_table_of_a_text_pdf(ruled: bool) -> None:
    (page,) = _pages(_drawn([ROWS], ruled=ruled))
    (table,) = page.tables
    assert _grid(page, table) == [list(row) for row in ROWS]
    assert table.header_rows == 1
    for cell in table.cells:
        for at in cell.words:
            box = page.words[at].box
            assert cell.box.x0 <= box.x0 < box.x1 <= cell.box.x1
            assert cell.box.y0 <= box.y0 < box.y1 <= cell.box.y1


@pytest.mark.parametrize("ruled", [True, False])
def test_a_table_of_a_scan(ruled: bool, ocr: OcrEngine) -> None:
    with pypdfium2.PdfDocument(_drawn([ROWS], ruled=ruled, height=300)) as document:
        image = document[0].render(scale=200 / 72).to_pil().convert("RGB").rotate(0.8, fillcolor="white")
    (page,) = _pages(encoded(image, "PNG"), ocr=ocr)
    (table,) = page.tables
    assert _grid(page, table) == [list(row) for row in ROWS]


def test_cells_over_several_columns_and_rows() -> None:
    written = io.BytesIO()
    canvas = Canvas(written, pagesize=(500, 300), invariant=True)
    for x, y, text in (
        (64, 236, "Region"), (244, 246, "Sales"), (244, 226, "2024"), (334, 226, "2025"),
        (64, 206, "North"), (244, 206, "12"), (334, 206, "15"),
    ):  # fmt: skip
        canvas.drawString(x, y, text)
    for line in (
        (60, 260, 440, 260), (240, 240, 440, 240), (60, 220, 440, 220), (60, 200, 440, 200),
        (60, 260, 60, 200), (240, 260, 240, 200), (440, 260, 440, 200), (330, 240, 330, 200),
    ):  # fmt: skip
        canvas.line(*line)
    canvas.save()
    (page,) = _pages(written.getvalue())
    (table,) = page.tables
    spans = {
        " ".join(page.words[at].text for at in cell.words): (
            cell.row,
            cell.column,
            cell.row_span,
            cell.column_span,
        )
        for cell in table.cells
    }
    assert spans["Region"] == (0, 0, 2, 1)
    assert spans["Sales"] == (0, 1, 1, 2)
    assert spans["15"] == (2, 2, 1, 1)


def test_a_table_goes_on_over_pages() -> None:
    many = [ROWS[0], *[(f"Lamp {n}", str(n), f"{n}.00") for n in range(38)]]
    first, second = _pages(_drawn([many, [ROWS[0], *ROWS[1:]]], ruled=True))
    assert [table.continues for page in (first, second) for table in page.tables] == [False, True]


def test_prose_and_lists_are_no_tables() -> None:
    written = io.BytesIO()
    canvas = Canvas(written, pagesize=(595, 842), invariant=True)
    for number in range(20):
        canvas.drawString(60, 780 - 15 * number, "The harbour was quiet and the ships lay at anchor")
    for number in range(5):
        canvas.drawString(60, 400 - 15 * number, "•")
        canvas.drawString(90, 400 - 15 * number, "a point of some length that is made here")
    canvas.save()
    (page,) = _pages(written.getvalue())
    assert page.tables == ()


def test_tables_of_office_files_are_exact() -> None:
    document = Document()
    table = document.add_table(rows=3, cols=3)
    for row, texts in enumerate((("a", "b", ""), ("two words", "", "c"), ("", "d", "e"))):
        for column, text in enumerate(texts):
            table.cell(row, column).text = text
    table.cell(0, 1).merge(table.cell(0, 2))
    written = io.BytesIO()
    document.save(written)
    (page,) = _pages(written.getvalue())
    (found,) = page.tables
    assert _grid(page, found) == [["a", "b", ""], ["two words", "", "c"], ["", "d", "e"]]
    assert next(cell for cell in found.cells if (cell.row, cell.column) == (0, 1)).column_span == 2


def test_sheets_and_separated_values_go_on_over_pages() -> None:
    rows = [("name", "amount"), *((f"row {number}", str(number)) for number in range(150))]
    book = Workbook()
    for row in rows:
        book.active.append(row)
    written = io.BytesIO()
    book.save(written)
    text = "\n".join(",".join(row) for row in rows).encode()
    for data in (written.getvalue(), text):
        pages = _pages(data)
        assert len(pages) > 2
        assert [row for page in pages for table in page.tables for row in _grid(page, table)] == [
            list(row) for row in rows
        ]
        assert [table.continues for page in pages for table in page.tables] == [
            False,
            *[True] * (len(pages) - 1),
        ]


def test_tables_survive_packing() -> None:
    pages = unpack(pack(Digitization(_pages(_drawn([ROWS], ruled=True))))).pages
    (table,) = pages[0].tables
    assert _grid(pages[0], table) == [list(row) for row in ROWS]
    assert all(one.row <= other.row for one, other in pairwise(table.cells))


def _word(text: str, x: float, y: float, line: int) -> Word:
    return Word(text, Box(x, y, x + 14.0 * len(text), y + 30), 0.9, line)


def _ruled_words() -> list[Word]:
    rows = [("Name", "North", "South", "West"), ("Ann", "12", "15", "31"), ("Bob", "7", "", "")]
    return [
        _word(text, 200.0 * column + (20 if column == 0 else 100 - 7 * len(text)), 60.0 * row + 15, row)
        for row, texts in enumerate(rows)
        for column, text in enumerate(texts)
        if text
    ]


def _frame(*standing: tuple[float, float, float]) -> Rulings:
    """Return lines above and below every row, and at the sides of the table."""
    lying = tuple((60.0 * row, 0.0, 800.0) for row in range(4))
    sides = ((0.0, 0.0, 180.0), (800.0, 0.0, 180.0))
    return Rulings(lying, (*sides, *standing))


def _texts(words: Sequence[Word], rulings: Rulings) -> list[list[str]]:
    (table,) = find_tables(words, rulings)
    return [
        [" ".join(words[at].text for at in cell.words) for cell in table.cells if cell.row == row]
        for row in range(table.rows)
    ]


_OF_HEADER = ((200.0, 0.0, 60.0), (400.0, 0.0, 60.0), (600.0, 0.0, 60.0))


def test_a_value_belongs_to_the_column_in_whose_middle_it_stands() -> None:
    assert _texts(_ruled_words(), _frame(*_OF_HEADER)) == [
        ["Name", "North", "South", "West"],
        ["Ann", "12", "15", "31"],
        ["Bob", "7", "", ""],
    ]


def test_strokes_of_letters_are_no_lines() -> None:
    names = [_word("FY", 220.0 + 200 * at, 15, 0) for at in range(3)]
    years = [_word(f"200{at}", 262.0 + 200 * at, 15, 0) for at in range(3)]
    words = [_word("Name", 20, 15, 0), *names, *years, *(word for word in _ruled_words() if word.line)]
    strokes = [(270.0 + 200 * at, 8.0, 52.0) for at in range(3)]
    assert _texts(words, _frame(*_OF_HEADER, *strokes))[0] == ["Name", "FY 2000", "FY 2001", "FY 2002"]
