"""Columns of a list: the heading that names them, and which column a piece of a row stands under."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from docyard.domain.apps import ValueType
from docyard.engine.extraction.candidates import Span
from docyard.engine.extraction.labels import Target, similarities, tokens
from docyard.engine.extraction.layout import Layout, Segment
from docyard.engine.values.dates import readings

# Least likeness of a heading's words to a column's label, and least columns a heading names.
LEAST_HEADING = 0.85
LEAST_COLUMNS = 2
# Rows tried as headings, those that name most columns first.
MOST_HEADINGS = 8
# Rows of one heading follow each other within this many line heights.
HEADING_GAP = 1.2
LONGEST_HEADING = 40
NUMERIC = frozenset({ValueType.NUMBER, ValueType.AMOUNT, ValueType.PERCENTAGE})
NUMBER = re.compile(
    r"^(?:RM|[€$£¥₹]|[A-Z]{3})?\s?[-−(]?\d[\d.,'’]*\)?-?(?:\s?[^\W\d]\S{0,8}|\s?[€$£%*])?$", re.IGNORECASE
)

Row = Sequence[Segment]


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its attribute, or None where the list does not ask for it, and the x-range of its heading."""

    attribute: int | None
    x0: float
    x1: float


def is_number(text: str) -> bool:
    """Tell whether a piece of text is a number, with a currency or unit at most."""
    return NUMBER.match(text) is not None and not readings(text)


def find_heading(
    layout: Layout, rows: Sequence[Row], targets: Sequence[Target]
) -> tuple[int, list[Column]] | None:
    """Find the heading that names most columns; gives its last row and its columns."""
    best: tuple[int, list[Column]] | None = None
    named_most = LEAST_COLUMNS - 1
    seen: set[int] = set()
    for i in _promising(rows, targets):
        if i in seen:
            continue
        band = _band(layout, rows, i)
        seen.update(band)
        columns = _columns([s for k in band for s in rows[k]], targets)
        named = [c.attribute for c in columns if c.attribute is not None]
        if len(named) > named_most and any(targets[k].value_type in NUMERIC for k in named):
            best, named_most = (band[-1], columns), len(named)
    return best


def heads_another(row: Row, heading: Row, targets: Sequence[Target]) -> bool:
    """Tell whether a row is the heading of another list; the same heading again, overleaf, is none."""
    texts = [tokens(segment.text) for segment in row]
    if len(row) < LEAST_COLUMNS or _has_number(row) or set(texts) <= {tokens(s.text) for s in heading}:
        return False
    named = (similarities([t.labels for t in targets], texts) >= LEAST_HEADING).any(axis=0)
    return int(named.sum()) >= LEAST_COLUMNS


def _promising(rows: Sequence[Row], targets: Sequence[Target]) -> list[int]:
    """Give the rows without numbers that name a column, most columns first."""
    runs = [
        (i, text)
        for i, row in enumerate(rows)
        if not _has_number(row)
        for segment in row
        if len(segment.text) <= LONGEST_HEADING
        for text, _, _ in _word_runs(segment)
    ]
    scores = similarities([t.labels for t in targets], [tokens(text) for _, text in runs]) >= LEAST_HEADING
    named: dict[int, set[int]] = {}
    for k, r in zip(*np.nonzero(scores), strict=True):
        named.setdefault(runs[r][0], set()).add(int(k))
    return sorted(named, key=lambda i: (-len(named[i]), i))[:MOST_HEADINGS]


def _has_number(row: Row) -> bool:
    return any(is_number(s.text) for s in row)


def _band(layout: Layout, rows: Sequence[Row], at: int) -> list[int]:
    """Give the rows that continue a heading above and below one of its rows."""
    band = [at]
    for step in (-1, 1):
        k = at + step
        while 0 <= k < len(rows) and abs(k - at) <= 3 and _adjoins(layout, rows[k - step], rows[k]):
            band.append(k)
            k += step
    return sorted(band)


def _adjoins(layout: Layout, one: Row, other: Row) -> bool:
    if not one or not other or _has_number(other) or one[0].page != other[0].page:
        return False
    if any(len(s.text) > LONGEST_HEADING for s in other):
        return False
    upper, lower = sorted((one, other), key=lambda row: row[0].box.y0)
    return min(s.box.y0 for s in lower) - max(s.box.y1 for s in upper) < HEADING_GAP * layout.line_height


def _columns(segments: Sequence[Segment], targets: Sequence[Target]) -> list[Column]:
    """Name columns by runs of words, also stacked; what no attribute claims stays unnamed."""
    runs = [run for s in segments for run in _word_runs(s)]
    runs += list(_stacked(runs))
    scores = similarities([t.labels for t in targets], [tokens(text) for text, _, _ in runs])
    pairs = sorted(
        (
            (float(scores[k, r]), len(runs[r][0]), -r, k)
            for k in range(len(targets))
            for r in range(len(runs))
        ),
        reverse=True,
    )
    columns: list[Column] = []
    for score, _, r, k in pairs:
        _, x0, x1 = runs[-r]
        if score >= LEAST_HEADING and all(c.attribute != k and (x1 <= c.x0 or x0 >= c.x1) for c in columns):
            columns.append(Column(attribute=k, x0=x0, x1=x1))
    for segment in segments:
        x0, x1 = segment.box.x0, segment.box.x1
        if all(x1 <= c.x0 or x0 >= c.x1 for c in columns):
            columns.append(Column(attribute=None, x0=x0, x1=x1))
    return sorted(columns, key=lambda c: c.x0)


Run = tuple[str, float, float]


def _word_runs(segment: Segment) -> Iterator[Run]:
    """Give runs of one to three words with their x-range in shares of the page's width."""
    words = segment.words
    start = min(w.box.x0 for w in words)
    scale = segment.box.width / max(1e-6, max(w.box.x1 for w in words) - start)
    for i in range(len(words)):
        for j in range(i + 1, min(i + 4, len(words) + 1)):
            left = segment.box.x0 + (min(w.box.x0 for w in words[i:j]) - start) * scale
            right = segment.box.x0 + (max(w.box.x1 for w in words[i:j]) - start) * scale
            yield " ".join(w.text for w in words[i:j]), left, right


def _stacked(runs: Sequence[Run]) -> Iterator[Run]:
    """Join runs that stand in one column, the upper first; a hyphen at a line's end joins without space."""
    for i, (upper, x0, x1) in enumerate(runs):
        for lower, left, right in runs[i + 1 :]:
            overlap = min(x1, right) - max(x0, left)
            if overlap > 0.6 * min(x1 - x0, right - left):
                text = upper[:-1] + lower if upper.endswith("-") else f"{upper} {lower}"
                yield text, min(x0, left), max(x1, right)


def cells_of(row: Row, targets: Sequence[Target], columns: Sequence[Column]) -> dict[int, list[Span]]:
    """Give the pieces of a row to the attributes whose columns they stand under; others are left out."""
    cells: dict[int, list[Span]] = {}
    for span, text, x0, x1 in _pieces(row):
        column = min(columns, key=lambda c: _distance(c, x0, x1))
        if column.attribute is None:
            continue
        numeric_column = targets[column.attribute].value_type in NUMERIC
        if numeric_column and is_number(text):
            cells.setdefault(column.attribute, [span])
        elif not numeric_column and any(c.isalnum() for c in text):
            cells.setdefault(column.attribute, []).append(span)
    return cells


def _pieces(row: Row) -> Iterator[tuple[Span, str, float, float]]:
    """Split a segment of numbers only: a narrow gap may hide the border of two columns."""
    for segment in row:
        parts = segment.text.split(" ")
        borders = [(0, len(segment.text))]
        if len(parts) > 1 and all(p[0].isdigit() and is_number(p) for p in parts if p):
            borders = [(s, s + len(w.text)) for s, w in zip(segment.starts, segment.words, strict=True)]
        share = segment.box.width / max(1, len(segment.text))
        for start, end in borders:
            text = segment.text[start:end]
            yield (
                Span(segment.index, start, end),
                text,
                segment.box.x0 + share * start,
                segment.box.x0 + share * end,
            )


def _distance(column: Column, x0: float, x1: float) -> float:
    """Measure how far a piece is from standing under a heading; overlapping ones are nearer."""
    apart = min(abs(column.x1 - x1), abs(column.x0 - x0), abs(column.x0 + column.x1 - x0 - x1) / 2)
    return 0.3 * apart if x0 < column.x1 and column.x0 < x1 else apart
