"""Sheets of paper that fill from top to bottom."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple

from docyard.engine.digitization.layout import widths
from docyard.engine.digitization.layout.lines import SetLine


class PlacedWord(NamedTuple):
    """A word on a page; sides in points from the top left, ``line`` as in ``domain.pages.Word``."""

    text: str
    x0: float
    y0: float
    x1: float
    y1: float
    line: int


class PlacedPicture(NamedTuple):
    """An image file on a page, read after so many of the page's words."""

    data: bytes
    x0: float
    y0: float
    x1: float
    y1: float
    after: int


class SetCell(NamedTuple):
    """A cell of a table on a page: its place in the grid, positions of its words, sides in points."""

    row: int
    column: int
    row_span: int
    column_span: int
    words: tuple[int, ...]
    x0: float
    y0: float
    x1: float
    y1: float


@dataclass(slots=True)
class SetTable:
    """As much of a table as stands on one page; ``continues`` tells that it began on the page before."""

    columns: int
    continues: bool
    rows: int = 0
    cells: list[SetCell] = field(default_factory=list)


Rule = tuple[float, float, float, float]
"""A straight line: x0, y0, x1, y1 in points."""


@dataclass(slots=True)
class SetPage:
    """A page as set, lengths in points."""

    width_pt: float
    height_pt: float
    words: list[PlacedWord] = field(default_factory=list)
    rules: list[Rule] = field(default_factory=list)
    pictures: list[PlacedPicture] = field(default_factory=list)
    tables: list[SetTable] = field(default_factory=list)
    line_count: int = 0

    def put_line(self, parts: list[tuple[SetLine, float]], *, y_pt: float, size_pt: float) -> None:
        """Set one printed line: parts of it with the x of each, baseline by the top ``y_pt``."""
        baseline = y_pt + widths.ASCENT * size_pt
        top, bottom = baseline - widths.ASCENT * size_pt, baseline + widths.DESCENT * size_pt
        before = len(self.words)
        for line, x in parts:
            for word in line:
                x0 = x + word.x_pt
                self.words.append(PlacedWord(word.text, x0, top, x0 + word.width_pt, bottom, self.line_count))
        self.line_count += len(self.words) > before


class Paper:
    """Pages of one size; what does not fit on one goes to the next."""

    def __init__(
        self, width_pt: float, height_pt: float, *, margin_pt: float, begin_page: Callable[[], None]
    ):
        """``begin_page`` is called before each page begins."""
        self.width_pt, self.height_pt, self.margin_pt = width_pt, height_pt, margin_pt
        self.pages: list[SetPage] = []
        self.y_pt = height_pt
        self._begin_page = begin_page

    @property
    def text_width_pt(self) -> float:
        """Width between the margins."""
        return self.width_pt - 2 * self.margin_pt

    @property
    def text_height_pt(self) -> float:
        """Height between the margins."""
        return self.height_pt - 2 * self.margin_pt

    @property
    def is_fresh(self) -> bool:
        """Whether nothing stands on the page yet."""
        return bool(self.pages) and self.y_pt <= self.margin_pt

    def new_page(self) -> None:
        """Go on at the top of a new page."""
        self._begin_page()
        self.pages.append(SetPage(self.width_pt, self.height_pt))
        self.y_pt = self.margin_pt

    def page_with_room(self, height_pt: float) -> SetPage:
        """Return the page, a new one unless so much height is left."""
        if not self.pages or (self.y_pt + height_pt > self.height_pt - self.margin_pt and not self.is_fresh):
            self.new_page()
        return self.pages[-1]

    def put_line(self, parts: list[tuple[SetLine, float]], *, size_pt: float) -> None:
        """Set one printed line below what stands there; x counts from the left margin."""
        page = self.page_with_room(widths.LEADING * size_pt)
        page.put_line([(line, x + self.margin_pt) for line, x in parts], y_pt=self.y_pt, size_pt=size_pt)
        self.y_pt += widths.LEADING * size_pt

    def skip(self, height_pt: float) -> None:
        """Leave white space."""
        self.y_pt += height_pt
