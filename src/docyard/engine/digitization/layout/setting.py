"""Blocks onto pages."""

from collections.abc import Callable, Iterable
from dataclasses import replace

from docyard.engine.digitization.layout import widths
from docyard.engine.digitization.layout.blocks import (
    A4_PT,
    Block,
    Frame,
    PageBreak,
    Paragraph,
    Picture,
    Preformatted,
    Section,
    Slide,
    Table,
)
from docyard.engine.digitization.layout.lines import in_columns, wrapped
from docyard.engine.digitization.layout.paper import Paper, PlacedPicture, SetPage, SetTable
from docyard.engine.digitization.layout.pictures import size_px
from docyard.engine.digitization.layout.tables import least_width, natural_width, put_table
from docyard.errors import FileTooLarge

_MARGIN_PT = 40.0
_AFTER_PARAGRAPH_PT = 3.0
_FIXED_SIZE_PT = (5.0, 9.0)
_PICTURE_DPI = 96
_LEAST_SLIDE_SIZE_PT = 3.0
_MOST_ROWS_OF_A_PAGE = 56


def set_pages(parts: Iterable[Section | Slide], *, name: str, max_pages: int) -> list[SetPage]:
    """Return the pages of a file; one that has nothing to show has one blank page.

    Raises:
        FileTooLarge: as soon as there are more than ``max_pages``.
    """
    begun = 0

    def begin_page() -> None:
        nonlocal begun
        begun += 1
        if begun > max_pages:
            raise FileTooLarge(
                f"{name!r} fills more pages than the limit 'pages_per_file' of {max_pages}. Split it."
            )

    pages: list[SetPage] = []
    for part in parts:
        if isinstance(part, Section):
            _refuse_long_tables(part, name=name, max_pages=max_pages)
        pages += _set_slide(part, begin_page) if isinstance(part, Slide) else _set_section(part, begin_page)
    return pages or [SetPage(*A4_PT)]


def _refuse_long_tables(section: Section, *, name: str, max_pages: int) -> None:
    """Refuse before the time is spent to find out how wide each of a million rows is."""
    tables = (block for block in section.blocks if isinstance(block, Table))
    if any(len(table.rows) > max_pages * _MOST_ROWS_OF_A_PAGE for table in tables):
        raise FileTooLarge(f"{name!r} has a table that fills more than {max_pages} pages. Split it.")


def _set_section(section: Section, begin_page: Callable[[], None]) -> list[SetPage]:
    needed = natural_width if section.is_sheet else least_width
    tables = (needed(block) for block in section.blocks if isinstance(block, Table))
    width = max(A4_PT[0], max(tables, default=0.0) + 2 * _MARGIN_PT)
    paper = Paper(width, A4_PT[1], margin_pt=_MARGIN_PT, begin_page=begin_page)
    for block in section.blocks:
        _put(paper, block)
    return paper.pages


def _put(paper: Paper, block: Block) -> None:
    match block:
        case Paragraph():
            _put_paragraph(paper, block)
        case Preformatted():
            _put_preformatted(paper, block)
        case Table():
            put_table(paper, block)
            paper.skip(_AFTER_PARAGRAPH_PT)
        case Picture():
            _put_picture(paper, block)
        case PageBreak():
            if paper.pages and not paper.is_fresh:
                paper.new_page()


def _put_paragraph(paper: Paper, paragraph: Paragraph, *, shrink: float = 1.0) -> None:
    indent = min(paragraph.indent_pt, paper.text_width_pt / 2)
    size = paragraph.size_pt * shrink
    for line in wrapped(paragraph.text, width_pt=paper.text_width_pt - indent, size_pt=size):
        paper.put_line([(line, indent)], size_pt=size)
    paper.skip(_AFTER_PARAGRAPH_PT * shrink)


def _put_preformatted(paper: Paper, block: Preformatted) -> None:
    smallest, usual = _FIXED_SIZE_PT
    longest = max((len(line.expandtabs()) for line in block.text.splitlines()), default=0)
    fitting = paper.text_width_pt / (widths.FIXED * max(1, longest))
    size = min(usual, fitting) if fitting >= smallest else usual
    columns = int(paper.text_width_pt / (widths.FIXED * size) + 1e-6)
    for line in in_columns(block.text, size_pt=size, columns=columns):
        paper.put_line([(line, 0.0)], size_pt=size)


def _put_picture(paper: Paper, picture: Picture) -> None:
    pixels = size_px(picture.data)
    if pixels is None:
        return
    width = picture.width_pt or pixels[0] * 72 / _PICTURE_DPI
    height = width * pixels[1] / pixels[0]
    shrink = min(1.0, paper.text_width_pt / width, paper.text_height_pt / height)
    width, height = width * shrink, height * shrink
    page = paper.page_with_room(height)
    x, y = paper.margin_pt, paper.y_pt
    page.pictures.append(PlacedPicture(picture.data, x, y, x + width, y + height, len(page.words)))
    paper.skip(height + _AFTER_PARAGRAPH_PT)


# ── slides ───────────────────────────────────────────────────────────────────────────────


def _set_slide(slide: Slide, begin_page: Callable[[], None]) -> list[SetPage]:
    begin_page()
    page = SetPage(slide.width_pt, slide.height_pt)
    for frame in slide.frames:
        _put_frame(page, frame)
    return [page]


def _put_frame(page: SetPage, frame: Frame) -> None:
    """Set a frame's blocks at its place, smaller until they fit into it."""
    shrink = 1.0
    while True:
        paper = _frame_paper(frame)
        for block in frame.blocks:
            if isinstance(block, Paragraph):
                _put_paragraph(paper, block, shrink=shrink)
            else:
                _put(paper, block)
        largest = max((block.size_pt for block in frame.blocks if isinstance(block, Paragraph)), default=0.0)
        if paper.y_pt <= frame.height_pt or largest * shrink <= _LEAST_SLIDE_SIZE_PT:
            break
        shrink *= 0.8
    _move(paper.pages, frame, page)


def _frame_paper(frame: Frame) -> Paper:
    # Endless height: what does not fit at the smallest size runs over the frame's lower edge.
    tables = (least_width(block) for block in frame.blocks if isinstance(block, Table))
    width = max(10.0, frame.width_pt, max(tables, default=0.0))
    return Paper(width, 1e9, margin_pt=0.0, begin_page=lambda: None)


def _move(pages: list[SetPage], frame: Frame, page: SetPage) -> None:
    for part in pages:
        x, y, first, before = frame.x_pt, frame.y_pt, page.line_count, len(page.words)
        page.words += [
            word._replace(
                x0=word.x0 + x, y0=word.y0 + y, x1=word.x1 + x, y1=word.y1 + y, line=word.line + first
            )
            for word in part.words
        ]
        page.tables += [_moved(table, before=before, x=x, y=y) for table in part.tables]
        page.rules += [(x0 + x, y0 + y, x1 + x, y1 + y) for x0, y0, x1, y1 in part.rules]
        page.pictures += [
            picture._replace(
                x0=picture.x0 + x,
                y0=picture.y0 + y,
                x1=picture.x1 + x,
                y1=picture.y1 + y,
                after=picture.after + before,
            )
            for picture in part.pictures
        ]
        page.line_count += part.line_count


def _moved(table: SetTable, *, before: int, x: float, y: float) -> SetTable:
    cells = [
        cell._replace(
            words=tuple(at + before for at in cell.words),
            x0=cell.x0 + x,
            y0=cell.y0 + y,
            x1=cell.x1 + x,
            y1=cell.y1 + y,
        )
        for cell in table.cells
    ]
    return replace(table, cells=cells)
