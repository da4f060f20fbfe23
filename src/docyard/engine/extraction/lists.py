"""Lists such as line items: a heading names the columns, the rows below it are the entries."""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from docyard.domain.apps import Field, ValueType
from docyard.domain.rendering import field_names
from docyard.domain.results import CellSources, FieldResult
from docyard.engine.extraction.candidates import Span
from docyard.engine.extraction.columns import (
    NUMERIC,
    Column,
    Row,
    cells_of,
    find_heading,
    heads_another,
    is_number,
)
from docyard.engine.extraction.labels import Lexicon, Target, similarities, target, tokens
from docyard.engine.extraction.layout import Layout, Segment
from docyard.engine.extraction.results import read_from
from docyard.engine.extraction.table_fields import table_result

# Labels of these concepts end a list.
CLOSING = (
    "total",
    "subtotal",
    "amount due",
    "tax",
    "rounding",
    "cash",
    "change",
    "discount",
    "service charge",
)
LEAST_CLOSING = 0.85
TIMES = re.compile(
    r"^(?P<quantity>\d+(?:[.,]\d+)?)\s*(?:[x×@*]|\bà\b)\s*(?P<price>(?:RM|[€$£])?\s?\d+[.,]\d{2})\b",
    re.IGNORECASE,
)
CENTS = re.compile(r"\d[.,]\s?\d{2}\b")
# Confidence of a list: shares of right entries on labelled invoices, with a heading and without one.
WITH_HEADING, WITHOUT_HEADING = 0.7, 0.5
FARTHEST_CONTINUATION = 2.0
MOST_ROWS_BETWEEN = 14


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
    heading = find_heading(layout, rows, targets)
    if heading is None:
        in_table = table_result(layout.pages, wanted, lexicon)
        if in_table.value is not None:
            return in_table
        entries = _without_heading(layout, rows, targets, closing)
        confidence = WITHOUT_HEADING
    else:
        entries = _below_heading(layout, rows, targets, closing, *heading)
        confidence = WITH_HEADING
    entries = [e for e in entries if _is_entry(e, targets)]
    if not entries:
        return FieldResult(name=wanted.name, value=None)
    names = field_names([t.name for t in targets])
    value = [
        {name: _text(layout, entry.cells[k]) if k in entry.cells else None for k, name in enumerate(names)}
        for entry in entries
    ]
    spans = [span for e in entries for k in sorted(e.cells) for span in e.cells[k]]
    sources, ocr_confidence = read_from(layout, spans)
    cells = tuple(
        CellSources(row, names[k], read_from(layout, entry.cells[k])[0])
        for row, entry in enumerate(entries)
        for k in sorted(entry.cells)
    )
    return FieldResult(
        name=wanted.name,
        value=json.dumps(value, ensure_ascii=False),
        confidence=confidence,
        ocr_confidence=ocr_confidence,
        sources=sources,
        cells=cells,
    )


def _rows(layout: Layout) -> list[list[Segment]]:
    rows: list[list[Segment]] = [[] for _ in range(layout.rows)]
    for segment in layout.segments:
        rows[segment.row].append(segment)
    return rows


def _text(layout: Layout, spans: Sequence[Span]) -> str:
    return " ".join(layout.segments[s.segment].text[s.start : s.end].strip() for s in spans)


def _closing_rows(layout: Layout, rows: Sequence[Row], lexicon: Lexicon) -> set[int]:
    """Tell the rows whose text is the label of a sum and that hold an amount."""
    texts = [tokens(re.sub(r"[\d.,]+", " ", " ".join(s.text for s in row)))[:4] for row in rows]
    scores = similarities([lexicon.labels[name] for name in CLOSING], texts).max(axis=0, initial=0.0)
    return {
        i
        for i, row in enumerate(rows)
        if scores[i] >= LEAST_CLOSING and any(any(c.isdigit() for c in s.text) for s in row)
    }


# ── with a heading ───────────────────────────────────────────────────────────────────────


def _below_heading(
    layout: Layout,
    rows: Sequence[Row],
    targets: Sequence[Target],
    closing: set[int],
    start: int,
    columns: Sequence[Column],
) -> list[Entry]:
    entries: list[Entry] = []
    waiting: list[Span] = []
    described = next((k for k, t in enumerate(targets) if t.value_type not in NUMERIC), -1)
    for i in range(start + 1, len(rows)):
        if entries and (i in closing or heads_another(rows[i], rows[start], targets)):
            break
        if entries and i - entries[-1].row > MOST_ROWS_BETWEEN:
            break
        cells = cells_of(rows[i], targets, columns)
        text = cells.pop(described, [])
        follows = bool(entries) and _continues(layout, rows, entries[-1].row, i)
        if cells and follows and not cells.keys() & entries[-1].cells.keys():
            entries[-1].cells.update(cells)
            _describe(entries[-1], described, text, row=i)
        elif cells:
            entries.append(Entry(row=i, cells=cells))
            _describe(entries[-1], described, text or waiting, row=i)
            waiting = []
        elif text and follows:
            _describe(entries[-1], described, text, row=i)
        elif text:
            waiting = text
    return entries


def _describe(entry: Entry, attribute: int, text: list[Span], *, row: int) -> None:
    if text:
        entry.cells.setdefault(attribute, []).extend(text)
    entry.row = row


def _continues(layout: Layout, rows: Sequence[Row], last: int, row: int) -> bool:
    above, below = rows[last], rows[row]
    if above[0].page != below[0].page:
        return False
    gap = min(s.box.y0 for s in below) - max(s.box.y1 for s in above)
    return gap < FARTHEST_CONTINUATION * layout.line_height and row - last <= 2


# ── without a heading ────────────────────────────────────────────────────────────────────


def _without_heading(
    layout: Layout, rows: Sequence[Row], targets: Sequence[Target], closing: set[int]
) -> list[Entry]:
    """Read rows that end in an amount, above the first sum, with the text before it or in the row above."""
    roles = _roles(targets)
    end = min(closing, default=0)
    entries: list[Entry] = []
    waiting: list[Span] = []
    for i in range(end):
        amount = next((s for s in reversed(rows[i]) if is_number(s.text) and CENTS.search(s.text)), None)
        others = [s for s in rows[i] if s is not amount]
        text = [
            Span(s.index, 0, len(s.text))
            for s in others
            if any(c.isalpha() for c in s.text) and not TIMES.match(s.text)
        ]
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
        elif t.value_type is not ValueType.PERCENTAGE:
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
    """Tell an entry from a stray row: it has a sum, or two numbers, and a text where the list has texts."""
    numbers = sum(targets[k].value_type in NUMERIC for k in entry.cells)
    has_sum = _roles(targets).get("amount", -1) in entry.cells
    texts = [k for k, t in enumerate(targets) if t.value_type not in NUMERIC]
    return (has_sum or numbers > 1) and (not texts or any(k in entry.cells for k in texts))
