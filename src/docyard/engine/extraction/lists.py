"""Lists such as line items: a heading names the columns, the rows below it are the entries."""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from docyard.domain.apps import Field, ValueType
from docyard.domain.results import FieldResult
from docyard.engine.extraction.candidates import Span
from docyard.engine.extraction.labels import Lexicon, Target, similarities, target, tokens
from docyard.engine.extraction.layout import Layout, Segment
from docyard.engine.extraction.results import read_from

# Least likeness of a heading's words to a column's label, and least columns a heading names.
LEAST_HEADING = 0.85
LEAST_COLUMNS = 2
# Labels of these concepts end a list.
CLOSING = ("total", "subtotal", "amount due", "tax", "rounding", "cash", "change", "discount", "service charge")
LEAST_CLOSING = 0.85
NUMERIC = frozenset({ValueType.NUMBER, ValueType.AMOUNT})
NUMBER = re.compile(
    r"^(?:RM|[€$£¥₹]|[A-Z]{3})?\s?[-−(]?\d[\d.,'’]*\)?-?\s?(?:€|[$£]|[A-Z]{3}|%|[^\W\d]{1,8}\.?|[*A-Z])?$", re.IGNORECASE
)
TIMES = re.compile(r"^(?P<quantity>\d+(?:[.,]\d+)?)\s*(?:[x×@*]|\bà\b)\s*(?P<price>(?:RM|[€$£])?\s?\d+[.,]\d{2})\b", re.IGNORECASE)
CENTS = re.compile(r"\d[.,]\s?\d{2}\b")
# Confidence of a list: shares of right entries on labelled invoices, with a heading and without one.
WITH_HEADING, WITHOUT_HEADING = 0.7, 0.5
FARTHEST_CONTINUATION = 2.0


@dataclass(frozen=True, slots=True)
class Column:
    """A named column: which attribute, and where its heading stands, in shares of the page's width."""

    attribute: int
    x0: float
    x1: float


@dataclass(slots=True)
class Entry:
    """An entry being read: spans per attribute."""

    row: int
    cells: dict[int, list[Span]] = field(default_factory=dict)


def list_result(layout: Layout, wanted: Field, lexicon: Lexicon) -> FieldResult:
    """Read a list field: its value is JSON text, a list of objects with one string or null per attribute."""
    targets = [target(attribute, lexicon) for attribute in wanted.attributes]
    rows = _rows(layout)
    closing = _closing_rows(layout, rows, lexicon)
    heading = _heading(layout, rows, targets)
    if heading is None:
        entries = _without_heading(layout, rows, targets, closing)
        confidence = WITHOUT_HEADING
    else:
        entries = _below_heading(layout, rows, targets, closing, *heading)
        confidence = WITH_HEADING
    entries = [e for e in entries if _is_entry(e, targets)]
    if not entries:
        return FieldResult(name=wanted.name, value=None)
    value = [
        {t.name: _text(layout, entry.cells[k]) if k in entry.cells else None for k, t in enumerate(targets)}
        for entry in entries
    ]
    spans = [span for e in entries for k in sorted(e.cells) for span in e.cells[k]]
    sources, ocr_confidence = read_from(layout, spans)
    return FieldResult(
        name=wanted.name,
        value=json.dumps(value, ensure_ascii=False),
        confidence=confidence,
        ocr_confidence=ocr_confidence,
        sources=sources,
    )


def _rows(layout: Layout) -> list[list[Segment]]:
    rows: list[list[Segment]] = [[] for _ in range(layout.rows)]
    for segment in layout.segments:
        rows[segment.row].append(segment)
    return rows


def _text(layout: Layout, spans: Sequence[Span]) -> str:
    return " ".join(layout.segments[s.segment].text[s.start : s.end].strip() for s in spans)


def _closing_rows(layout: Layout, rows: Sequence[Sequence[Segment]], lexicon: Lexicon) -> set[int]:
    """Tell the rows whose text is the label of a sum and that hold an amount."""
    texts = [tokens(re.sub(r"[\d.,]+", " ", " ".join(s.text for s in row)))[:4] for row in rows]
    scores = similarities([lexicon.labels[name] for name in CLOSING], texts).max(axis=0, initial=0.0)
    return {
        i
        for i, row in enumerate(rows)
        if scores[i] >= LEAST_CLOSING and any(any(c.isdigit() for c in s.text) for s in row)
    }


# ── with a heading ───────────────────────────────────────────────────────────────────────


def _heading(
    layout: Layout, rows: Sequence[Sequence[Segment]], targets: Sequence[Target]
) -> tuple[int, list[Column]] | None:
    """Find the row that names most columns, the first of equals."""
    best: tuple[int, list[Column]] | None = None
    for i, row in enumerate(rows):
        columns = _columns(row, targets)
        has_number = any(targets[c.attribute].value_type in NUMERIC for c in columns)
        if len(columns) >= LEAST_COLUMNS and has_number and (best is None or len(columns) > len(best[1])):
            best = (i, columns)
    return best


def _columns(row: Sequence[Segment], targets: Sequence[Target]) -> list[Column]:
    """Match runs of one to three words of a row to attributes; each attribute once, best match first."""
    runs = list(_word_runs(row))
    if not runs:
        return []
    scores = similarities([t.labels for t in targets], [tokens(text) for text, _, _ in runs])
    columns: list[Column] = []
    pairs = sorted(
        ((float(scores[k, r]), len(runs[r][0]), k, r) for k in range(len(targets)) for r in range(len(runs))),
        reverse=True,
    )
    for score, _, k, r in pairs:
        _, x0, x1 = runs[r]
        free = all(c.attribute != k and (x1 <= c.x0 or x0 >= c.x1) for c in columns)
        if score >= LEAST_HEADING and free:
            columns.append(Column(attribute=k, x0=x0, x1=x1))
    return sorted(columns, key=lambda c: c.x0)


def _word_runs(row: Sequence[Segment]) -> Iterator[tuple[str, float, float]]:
    for segment in row:
        scale = segment.box.width / max(1e-6, segment.words[-1].box.x1 - segment.words[0].box.x0)
        for i in range(len(segment.words)):
            for j in range(i + 1, min(i + 4, len(segment.words) + 1)):
                first, last = segment.words[i], segment.words[j - 1]
                left = segment.box.x0 + (first.box.x0 - segment.words[0].box.x0) * scale
                right = segment.box.x0 + (last.box.x1 - segment.words[0].box.x0) * scale
                yield " ".join(w.text for w in segment.words[i:j]), left, right


def _below_heading(
    layout: Layout,
    rows: Sequence[Sequence[Segment]],
    targets: Sequence[Target],
    closing: set[int],
    start: int,
    columns: Sequence[Column],
) -> list[Entry]:
    entries: list[Entry] = []
    waiting: list[Span] = []
    text_attribute = next((k for k, t in enumerate(targets) if t.value_type not in NUMERIC), None)
    for i in range(start + 1, len(rows)):
        if i in closing:
            if entries:
                break
            continue
        cells = _cells(rows[i], targets, columns)
        text = cells.pop(text_attribute, []) if text_attribute is not None else []
        if cells:
            if text_attribute is not None and (text or waiting):
                cells[text_attribute] = [*(waiting if not text else []), *text]
            entries.append(Entry(row=i, cells=cells))
            waiting = []
        elif text and entries and _continues(layout, rows, entries[-1].row, i) and text_attribute in entries[-1].cells:
            entries[-1].cells[text_attribute].extend(text)
            entries[-1].row = i
        elif text:
            waiting = text
    return entries


def _cells(
    row: Sequence[Segment], targets: Sequence[Target], columns: Sequence[Column]
) -> dict[int, list[Span]]:
    """Give each piece of a row to the column it stands under: numbers to the nearest numeric one still free."""
    cells: dict[int, list[Span]] = {}
    numeric = [c for c in columns if targets[c.attribute].value_type in NUMERIC]
    texts = [c for c in columns if targets[c.attribute].value_type not in NUMERIC]
    for span, text, x0, x1 in _pieces(row):
        if NUMBER.match(text) and numeric:
            free = [c for c in numeric if c.attribute not in cells]
            nearest = min(free, key=lambda c: _distance(c, x0, x1), default=None)
            all_columns = min(columns, key=lambda c: _distance(c, x0, x1))
            if nearest is not None and (nearest is all_columns or _distance(nearest, x0, x1) < 0.06):
                cells[nearest.attribute] = [span]
                continue
        if texts:
            own = min(texts, key=lambda c: _distance(c, x0, x1))
            before_numbers = not numeric or x0 < max(c.x1 for c in numeric)
            if before_numbers and any(ch.isalpha() for ch in text):
                cells.setdefault(own.attribute, []).append(span)
    return cells


def _pieces(row: Sequence[Segment]) -> Iterator[tuple[Span, str, float, float]]:
    """Split segments at numbers that stand at their ends, since a narrow gap may hide a column border."""
    for segment in row:
        parts = segment.text.split(" ")
        if all(NUMBER.match(p) for p in parts) and len(parts) > 1 and sum(c.isdigit() for c in segment.text) > 2:
            ranges = [(s, s + len(w.text)) for s, w in zip(segment.starts, segment.words, strict=True)]
        else:
            ranges = [(0, len(segment.text))]
        for start, end in ranges:
            share = segment.box.width / max(1, len(segment.text))
            yield (
                Span(segment.index, start, end),
                segment.text[start:end],
                segment.box.x0 + share * start,
                segment.box.x0 + share * end,
            )


def _distance(column: Column, x0: float, x1: float) -> float:
    if x0 < column.x1 and column.x0 < x1:
        return 0.5 * min(abs(column.x1 - x1), abs(column.x0 - x0), abs(column.x0 + column.x1 - x0 - x1) / 2)
    return min(abs(column.x1 - x1), abs(column.x0 - x0), abs(column.x0 + column.x1 - x0 - x1) / 2)


def _continues(layout: Layout, rows: Sequence[Sequence[Segment]], last: int, row: int) -> bool:
    above, below = rows[last], rows[row]
    if above[0].page != below[0].page:
        return False
    gap = min(s.box.y0 for s in below) - max(s.box.y1 for s in above)
    return gap < FARTHEST_CONTINUATION * layout.line_height and row - last <= 2


# ── without a heading ────────────────────────────────────────────────────────────────────


def _without_heading(
    layout: Layout, rows: Sequence[Sequence[Segment]], targets: Sequence[Target], closing: set[int]
) -> list[Entry]:
    """Read rows that end in an amount, above the first sum, with the text before it or in the row above."""
    roles = _roles(targets)
    end = min(closing, default=0)
    entries: list[Entry] = []
    waiting: list[Span] = []
    for i in range(end):
        amount = next((s for s in reversed(rows[i]) if NUMBER.match(s.text) and CENTS.search(s.text)), None)
        others = [s for s in rows[i] if s is not amount]
        text = [Span(s.index, 0, len(s.text)) for s in others if any(c.isalpha() for c in s.text) and not TIMES.match(s.text)]
        if amount is None:
            waiting = text
            continue
        cells: dict[int, list[Span]] = {}
        for name, spans in (
            ("amount", [Span(amount.index, 0, len(amount.text))]), ("description", text or waiting),
            *_counted(others),
        ):  # fmt: skip
            if name in roles and spans:
                cells[roles[name]] = spans
        waiting = []
        entries.append(Entry(row=i, cells=cells))
    return entries


def _roles(targets: Sequence[Target]) -> dict[str, int]:
    """Tell which attribute is the text, the count, the price and the sum of a row."""
    roles: dict[str, int] = {}
    for k, t in enumerate(targets):
        if t.value_type is ValueType.AMOUNT:
            roles["unit price" if "unit price" in t.concepts else "amount"] = k
        elif t.value_type is ValueType.NUMBER:
            roles.setdefault("quantity", k)
        else:
            roles.setdefault("description", k)
    return roles


def _counted(segments: Sequence[Segment]) -> Iterator[tuple[str, list[Span]]]:
    for segment in segments:
        match = TIMES.match(segment.text)
        if match:
            yield "quantity", [Span(segment.index, *match.span("quantity"))]
            yield "unit price", [Span(segment.index, *match.span("price"))]
            return


def _is_entry(entry: Entry, targets: Sequence[Target]) -> bool:
    """Tell an entry from a stray row: it has a number and, where the list has texts, a text."""
    numbers = any(targets[k].value_type in NUMERIC for k in entry.cells)
    texts = [k for k, t in enumerate(targets) if t.value_type not in NUMERIC]
    return numbers and (not texts or any(k in entry.cells for k in texts))
