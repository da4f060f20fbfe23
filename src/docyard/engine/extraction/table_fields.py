"""Fields that are printed tables: which table, which of its columns, and its rows."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean

from docyard.domain.apps import Field
from docyard.domain.pages import Page, Table, Word
from docyard.domain.rendering import field_names
from docyard.domain.results import CellSources, FieldResult, SourceBox
from docyard.engine.extraction.labels import Lexicon, Target, similarities, target, tokens

_LEAST_HEADING = 0.8
"""Least likeness of a column's heading to a label."""
_MOST_HEADER_ROWS = 4
# Set by hand, not calibrated: by whether every attribute has a column.
_ALL_COLUMNS, _SOME_COLUMNS = 0.8, 0.6

Row = dict[int, list[tuple[Page, Word]]]
"""Words by column."""


@dataclass(frozen=True, slots=True)
class Found:
    """A table that fits a field.

    Attributes:
        rows: below the heading; for each attribute that has a column, its words.
        columns: how many attributes have a column.
    """

    rows: tuple[Row, ...]
    columns: int


def table_result(pages: Sequence[Page], wanted: Field, lexicon: Lexicon) -> FieldResult:
    """Read a table field: its value is JSON text, a list of objects with one string or null per attribute."""
    targets = [target(attribute, lexicon) for attribute in wanted.attributes]
    found = find_table(pages, targets)
    if found is None:
        return FieldResult(name=wanted.name, value=None)
    names = field_names([attribute.name for attribute in wanted.attributes])
    value = [{name: _text(row.get(k, ())) for k, name in enumerate(names)} for row in found.rows]
    cells = tuple(
        CellSources(number, names[k], tuple(SourceBox(page.index, word.box) for page, word in row[k]))
        for number, row in enumerate(found.rows)
        for k in sorted(row)
    )
    words = [word for row in found.rows for k in sorted(row) for _, word in row[k]]
    return FieldResult(
        name=wanted.name,
        value=json.dumps(value, ensure_ascii=False),
        confidence=_ALL_COLUMNS if found.columns == len(targets) else _SOME_COLUMNS,
        ocr_confidence=round(fmean(word.confidence for word in words), 4),
        sources=tuple(source for cell in cells for source in cell.sources),
        cells=cells,
    )


def find_table(pages: Sequence[Page], targets: Sequence[Target]) -> Found | None:
    """Return the table whose headings name most attributes, the first of several, joined over pages."""
    best: Found | None = None
    for parts in _joined(pages):
        found = _fitted(parts, targets)
        if found is not None and (best is None or found.columns > best.columns):
            best = found
    return best


Part = tuple[Page, Table]


def _joined(pages: Sequence[Page]) -> list[list[Part]]:
    whole: list[list[Part]] = []
    before: Page | None = None
    for page in pages:
        for number, table in enumerate(page.tables):
            follows = before is not None and bool(before.tables) and number == 0
            if table.continues and follows and whole:
                whole[-1].append((page, table))
            else:
                whole.append([(page, table)])
        before = page
    return whole


def _fitted(parts: Sequence[Part], targets: Sequence[Target]) -> Found | None:
    page, table = parts[0]
    best: tuple[dict[int, int], int] = ({}, 0)
    for count in range(1, min(max(table.header_rows, 2), _MOST_HEADER_ROWS, table.rows - 1) + 1):
        named = _named(_headings(page, table, rows=count), targets)
        if len(named) > len(best[0]):
            best = (named, count)
    named, count = best
    if len(named) < min(2, len(targets)):
        return None
    heading = _headings(page, table, rows=count)
    rows: list[Row] = []
    for number, (page, table) in enumerate(parts):
        first = count if number == 0 or _headings(page, table, rows=count) == heading else 0
        rows += _rows(page, table, named, first=first)
    return Found(tuple(rows), len(named)) if rows else None


def _headings(page: Page, table: Table, *, rows: int) -> list[str]:
    """Return the text above each column, that of cells over several columns included."""
    texts: list[list[str]] = [[] for _ in range(table.columns)]
    for cell in table.cells:
        if cell.row < rows:
            for column in range(cell.column, cell.column + cell.column_span):
                texts[column] += [page.words[at].text for at in cell.words]
    return [" ".join(words) for words in texts]


def _named(headings: Sequence[str], targets: Sequence[Target]) -> dict[int, int]:
    """Return the attribute of each column that has one, most alike first."""
    scores = similarities([t.labels for t in targets], [tokens(text) for text in headings])
    pairs = sorted(
        ((float(scores[k, c]), -c, k) for k in range(len(targets)) for c in range(len(headings))),
        reverse=True,
    )
    named: dict[int, int] = {}
    for score, column, k in pairs:
        if score >= _LEAST_HEADING and -column not in named and k not in named.values():
            named[-column] = k
    return named


def _rows(page: Page, table: Table, named: dict[int, int], *, first: int) -> list[Row]:
    rows: dict[int, Row] = {}
    for cell in table.cells:
        if cell.row >= first and cell.words and cell.column in named and cell.column_span < table.columns:
            rows.setdefault(cell.row, {})[named[cell.column]] = [(page, page.words[at]) for at in cell.words]
    return [rows[row] for row in sorted(rows)]


def _text(words: Sequence[tuple[Page, Word]]) -> str | None:
    return " ".join(word.text for _, word in words) or None
