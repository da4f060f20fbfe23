"""Tables that go on from one page to the next."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from docyard.domain.pages import Page, Table

_NEAR_BORDER_RATIO = 0.3
_SHIFT_RATIO = 0.025
"""Shares of the page's height and width."""


def with_continuations(pages: Iterable[Page]) -> Iterator[Page]:
    """Mark the tables that go on from the page before.

    They are the first of their page and the last of the one before, with as many columns at the same
    places, and stand towards the border between the pages.
    """
    before: Page | None = None
    for page in pages:
        if before is not None and before.tables and page.tables and _goes_on(before, page):
            yield replace(page, tables=(replace(page.tables[0], continues=True), *page.tables[1:]))
        else:
            yield page
        before = page


def _goes_on(before: Page, page: Page) -> bool:
    above, below = before.tables[-1], page.tables[0]
    if above.columns != below.columns or page.index != before.index + 1:
        return False
    if above.box.y1 < (1 - _NEAR_BORDER_RATIO) * before.height_px:
        return False
    if below.box.y0 > _NEAR_BORDER_RATIO * page.height_px:
        return False
    shifts = [
        abs(one / before.width_px - other / page.width_px)
        for one, other in zip(_lefts(above), _lefts(below), strict=True)
        if one is not None and other is not None
    ]
    return bool(shifts) and max(shifts) <= _SHIFT_RATIO


def _lefts(table: Table) -> list[float | None]:
    """Return the x of each column's left border, None where every cell spans columns."""
    lefts: list[float | None] = [None] * table.columns
    for cell in table.cells:
        if cell.column_span == 1:
            known = lefts[cell.column]
            lefts[cell.column] = cell.box.x0 if known is None else min(known, cell.box.x0)
    return lefts
