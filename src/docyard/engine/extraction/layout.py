"""Words become segments: runs of neighbouring words in one row, each knowing what stands around it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from statistics import median

import numpy as np
from numpy.typing import NDArray

from docyard.domain.pages import Box, Page, Word, enclosing_box
from docyard.engine.extraction.mending import mended

# Two words of a line belong to one segment when their gap is less than this share of the line's height.
GAP_PER_HEIGHT = 1.2
# This many digits in boxes of their own, side by side, are one number.
FEWEST_TEETH = 5
# Runs stand in one row when they share this much of the lower one's height.
SHARED_HEIGHT = 0.5
ROWS_TO_TRY = 4
# A label and its value are looked for at most this many rows apart.
MAX_ROWS_APART = 6
# Pages read at the start and the end of a long document: header fields and sums live there.
FIRST_PAGES = 8
LAST_PAGES = 4
MAX_SEGMENTS_PER_PAGE = 1500
# Hebrew and Arabic letters, and their neighbours.
LEFTWARD = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]")
RUNNING_WORDS, SMALL_SHARE = 6, 0.35
# A value that nothing stands right above belongs to a label above to its left, this near: in line heights,
# rows, and shares of the page's width.
FARTHEST_HEAD, ROWS_TO_HEAD, WIDEST_HEAD = 2.0, 2, 0.15


@dataclass(frozen=True, slots=True)
class Segment:
    """A run of words that a reader takes together.

    Attributes:
        index: position in the layout, rows from top to bottom, left to right.
        page: position in the sequence of pages the layout was made of.
        row: row number over all pages.
        text: its words joined with one space.
        box: in shares of the page's width, for x and y alike.
        starts: offset in ``text`` at which each word begins.
    """

    index: int
    page: int
    row: int
    text: str
    box: Box
    words: tuple[Word, ...]
    starts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Layout:
    """A document's segments and their neighbours; -1 stands for no neighbour.

    Attributes:
        left: up to three segments before in the same row, the nearest last: to the left, but to the right
            on pages in a script that is written leftward.
        right: the next in the same row.
        up: the nearest above that shares a stretch of x, at most ``MAX_ROWS_APART`` rows away.
        down: the nearest below, likewise.
        line_height: median height of a segment, in shares of the page's width.
        page_height: height of the first page in shares of its width.
    """

    pages: tuple[Page, ...]
    segments: tuple[Segment, ...]
    left: tuple[tuple[int, ...], ...]
    right: tuple[int, ...]
    up: tuple[int, ...]
    down: tuple[int, ...]
    rows: int
    line_height: float
    page_height: float


def lay_out(pages: Sequence[Page]) -> Layout:
    """Group the words of a document's pages into segments; long documents keep their first and last pages."""
    kept = _kept_pages(pages)
    segments: list[Segment] = []
    row = 0
    leftward = frozenset(position for position, page in enumerate(kept) if _reads_leftward(page.words))
    for position, page in enumerate(kept):
        is_mixed = any(LEFTWARD.search(word.text) for word in page.words)
        for runs in _rows(page):
            for run in runs if not is_mixed else map(_read, runs):
                if len(segments) < MAX_SEGMENTS_PER_PAGE * (position + 1):
                    segments.append(
                        _segment(run, index=len(segments), page=position, row=row, width=page.width_px)
                    )
            row += 1
    left, right = _same_row(segments, leftward=leftward)
    up, down = _above_and_below(segments, pages=len(kept))
    first = kept[0] if kept else None
    return Layout(
        pages=kept,
        segments=tuple(segments),
        left=left,
        right=right,
        up=up,
        down=down,
        rows=row,
        line_height=median(s.box.height for s in segments) if segments else 0.01,
        page_height=first.height_px / max(1, first.width_px) if first else 1.4,
    )


def runs_on(text: str) -> bool:
    """Tell whether a line is one of running text, as sentences are and labels with their values are not."""
    words = text.split()
    return len(words) >= RUNNING_WORDS and sum(w[:1].islower() for w in words) > SMALL_SHARE * len(words)


def _kept_pages(pages: Sequence[Page]) -> tuple[Page, ...]:
    if len(pages) <= FIRST_PAGES + LAST_PAGES:
        return tuple(pages)
    return (*pages[:FIRST_PAGES], *pages[-LAST_PAGES:])


def _rows(page: Page) -> list[list[list[Word]]]:
    """Give the page's rows from top to bottom, each a list of runs from left to right."""
    rows: list[list[tuple[Box, list[Word]]]] = []
    runs = [(enclosing_box(w.box for w in run), run) for line in _lines(page) for run in _runs(line)]
    for box, run in sorted(runs, key=lambda item: item[0].y0 + item[0].y1):
        row = next(
            (row for row in reversed(rows[-ROWS_TO_TRY:]) if _continues([b for b, _ in row], box)), None
        )
        if row is None:
            rows.append([(box, run)])
        else:
            row.append((box, run))
    rows.sort(key=lambda row: sum(box.y0 + box.y1 for box, _ in row) / len(row))
    return [_joined([run for _, run in sorted(row, key=lambda item: item[0].x0)]) for row in rows]


def _joined(runs: Sequence[list[Word]]) -> list[list[Word]]:
    """Join runs that stand as close as words: a detector may cut a printed line anywhere."""
    joined = [list(runs[0])]
    for run in runs[1:]:
        height = min(joined[-1][-1].box.height, run[0].box.height)
        if run[0].box.x0 - joined[-1][-1].box.x1 < GAP_PER_HEIGHT * height:
            joined[-1].extend(run)
        else:
            joined.append(list(run))
    return _without_combs(joined)


def _without_combs(runs: Sequence[list[Word]]) -> list[list[Word]]:
    """Join digits that stand in boxes of their own, as forms have them for numbers."""
    result: list[list[Word]] = []
    for is_tooth, group in groupby(runs, key=_is_tooth):
        teeth = list(group)
        if is_tooth and len(teeth) >= FEWEST_TEETH:
            result.append([word for run in teeth for word in run])
        else:
            result.extend(teeth)
    return result


def _is_tooth(run: Sequence[Word]) -> bool:
    return all(len(word.text) == 1 and (word.text.isdigit() or word.text in "-–—") for word in run)


def _lines(page: Page) -> Iterator[list[Word]]:
    marks = {mark.box for mark in page.marks}
    # Values are looked for in what is printed, not in the words that stand for marks.
    printed = [word for word in mended(page) if word.box not in marks] if marks else mended(page)
    for _, words in groupby(printed, key=lambda w: w.line):
        yield sorted(words, key=lambda w: w.box.x0)


def _continues(row: Sequence[Box], box: Box) -> bool:
    """Tell whether a run stands beside the nearest run of a row; a tilted row drifts from its first run."""
    nearest = min(row, key=lambda other: max(other.x0, box.x0) - min(other.x1, box.x1))
    gap = max(nearest.x0, box.x0) - min(nearest.x1, box.x1)
    shared = min(nearest.y1, box.y1) - max(nearest.y0, box.y0)
    beside = gap > -0.3 * min(nearest.width, box.width)
    return beside and shared > SHARED_HEIGHT * min(nearest.height, box.height)


def _runs(line: Sequence[Word]) -> Iterator[list[Word]]:
    """Split a line at its wide gaps."""
    limit = GAP_PER_HEIGHT * max(1.0, median(w.box.height for w in line))
    run = [line[0]]
    for word in line[1:]:
        if word.box.x0 - run[-1].box.x1 < limit:
            run.append(word)
        else:
            yield run
            run = [word]
    yield run


def _segment(words: Sequence[Word], *, index: int, page: int, row: int, width: int) -> Segment:
    starts, offset = [], 0
    for word in words:
        starts.append(offset)
        offset += len(word.text) + 1
    scale = 1 / max(1, width)
    box = Box(
        min(w.box.x0 for w in words) * scale,
        min(w.box.y0 for w in words) * scale,
        max(w.box.x1 for w in words) * scale,
        max(max(w.box.y1 for w in words) * scale, min(w.box.y0 for w in words) * scale + 1e-4),
    )
    text = " ".join(w.text for w in words)
    return Segment(
        index=index, page=page, row=row, text=text, box=box, words=tuple(words), starts=tuple(starts)
    )


def _reads_leftward(words: Sequence[Word]) -> bool:
    """Tell whether most letters are of a script that is written from right to left."""
    text = "".join(word.text for word in words)
    found = len(LEFTWARD.findall(text))
    return found > 0 and 2 * found > sum(c.isalpha() for c in text)


def _read(run: list[Word]) -> list[Word]:
    """Give the words of a run as they are read."""
    return run[::-1] if _reads_leftward(run) else run


def _same_row(
    segments: Sequence[Segment], *, leftward: frozenset[int]
) -> tuple[tuple[tuple[int, ...], ...], tuple[int, ...]]:
    left: list[tuple[int, ...]] = []
    right: list[int] = []
    for i, segment in enumerate(segments):
        before = [j for j in range(max(0, i - 3), i) if segments[j].row == segment.row]
        after = [j for j in range(i + 1, min(i + 4, len(segments))) if segments[j].row == segment.row]
        if segment.page in leftward:
            before, after = after[::-1], before[::-1]
        left.append(tuple(before))
        right.append(after[0] if after else -1)
    return tuple(left), tuple(right)


def _above_and_below(segments: Sequence[Segment], *, pages: int) -> tuple[tuple[int, ...], tuple[int, ...]]:
    up, down = [-1] * len(segments), [-1] * len(segments)
    for page in range(pages):
        members = [s for s in segments if s.page == page]
        if len(members) < 2:
            continue
        boxes = np.array([(s.box.x0, s.box.y0, s.box.x1, s.box.y1) for s in members])
        rows = np.array([s.row for s in members])
        apart = rows[:, None] - rows[None, :]
        overlap = np.minimum(boxes[:, None, 2], boxes[None, :, 2]) - np.maximum(
            boxes[:, None, 0], boxes[None, :, 0]
        )
        gap = boxes[:, None, 1] - boxes[None, :, 3]
        above = (overlap > 0) & (apart > 0) & (apart <= MAX_ROWS_APART)
        below = above.T
        distance_up = np.where(above, gap, np.inf)
        distance_down = np.where(below, gap.T, np.inf)
        for k, segment in enumerate(members):
            best_up, best_down = int(distance_up[k].argmin()), int(distance_down[k].argmin())
            if above[k, best_up] and gap[k, best_up] <= FARTHEST_HEAD * segment.box.height:
                up[segment.index] = members[best_up].index
            else:
                head = _head_of(k, boxes, rows)
                over = best_up if above[k, best_up] else -1
                up[segment.index] = members[head if head >= 0 else over].index if max(head, over) >= 0 else -1
            if below[k, best_down]:
                down[segment.index] = members[best_down].index
    return tuple(up), tuple(down)


def _head_of(k: int, boxes: NDArray[np.float64], rows: NDArray[np.int_]) -> int:
    """Give the segment right above to the left, if nothing stands between: a label of a value set right.

    -1 where there is none.
    """
    near = (rows < rows[k]) & (rows >= rows[k] - ROWS_TO_HEAD)
    near &= boxes[k, 1] - boxes[:, 3] <= FARTHEST_HEAD * (boxes[k, 3] - boxes[k, 1])
    near &= boxes[k, 1] >= boxes[:, 3] - 1e-3
    left = near & (boxes[:, 2] <= boxes[k, 0]) & (boxes[k, 0] - boxes[:, 2] <= WIDEST_HEAD)
    if not left.any():
        return -1
    head = int(np.where(left, boxes[:, 2], -np.inf).argmax())
    beside = (rows == rows[k]) & (boxes[:, 0] < boxes[k, 0]) & (boxes[:, 2] > boxes[head, 0])
    return -1 if beside.any() else head
