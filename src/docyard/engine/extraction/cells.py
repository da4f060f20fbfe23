"""Cells of printed forms: what stands behind, below, beside or above a label."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from docyard.domain.apps import ValueType
from docyard.engine.extraction.candidates import Candidate, Span, find_within
from docyard.engine.extraction.candidates.candidate import join
from docyard.engine.extraction.forms import (
    ALONE,
    FARTHEST_LINE,
    SAME_EDGE,
    Form,
    Label,
    likest,
    read_form,
    rows_below,
    same_word,
)
from docyard.engine.extraction.labels import Target
from docyard.engine.extraction.layout import Layout, Segment

# Share of such values that were right on labelled forms.
CONFIDENCE = 0.85
# Most line heights between a label and its value.
FARTHEST_BELOW, FARTHEST_IN_BOX, FARTHEST_ABOVE, FARTHEST_SIGNED = 3.5, 5.0, 1.2, 2.5
SIGNED = re.compile(r"\b(?:signature|signer|signed by|unterschrift)\b", re.IGNORECASE)
LONGEST_LABEL = 120
# Most rows of other columns between them, most lines of a value.
MOST_ROWS, MOST_LINES = 8, 3
# In shares of the page's width: how far right of its label a value may begin, and how far left
# where nothing stands.
FARTHEST_BESIDE, FARTHEST_LEFT = 0.15, 0.1
LINE_TYPES = frozenset({ValueType.ORGANIZATION, ValueType.PERSON})
WHOLE_TYPES = frozenset({ValueType.TEXT, ValueType.ADDRESS})
MONEY = frozenset({ValueType.AMOUNT, ValueType.NUMBER})
# Forms leave room for numbers of any form, and for codes of letters alone.
LOOSE_TYPES = frozenset({ValueType.IDENTIFIER, ValueType.TAX_ID})
LETTERS = re.compile(r"^[A-Za-z]{1,3}$")
# After a label that ends in such a word its value follows.
BREAKS_OFF = re.compile(r"^\s*(?:(?:of|a|an|to|by|is|the|for)\b\s*)+", re.IGNORECASE)
# A value that may stand right of a label without a number, before one below is looked for.
CODE = re.compile(r"^\S{1,12}$")
PART = re.compile(r"^Part\s?[IVX]+\b", re.IGNORECASE)
SIGNS = re.compile(r"^[\W_]+$")

Line = list[Span]


@dataclass(frozen=True, slots=True)
class Cell:
    """What a form says to a target: its value's place, or None where the cell is empty."""

    candidate: Candidate | None


def read_cells(layout: Layout, targets: Sequence[Target]) -> tuple[Cell | None, ...]:
    """Find each target's cell; None where no label of it is plain enough, or the document is no form."""
    form = read_form(layout, targets)
    if form is None:
        return tuple(None for _ in targets)
    taken: set[tuple[int, ValueType]] = set()
    cells: list[Cell | None] = []
    for target, places in zip(targets, form.found, strict=True):
        # Fields with one label take its places in turn, those of other types the same place.
        free = [f for f in likest(places) if (id(f.piece), target.value_type) not in taken]
        if not free:
            cells.append(None)
            continue
        label = min(free, key=lambda f: f.piece.segment.index)
        taken.add((id(label.piece), target.value_type))
        candidate = _value(form, label, target)
        is_empty = label.piece.number is not None or _is_for_signing(form, label)
        cells.append(Cell(candidate) if candidate or is_empty else None)
    return tuple(cells)


def _value(form: Form, label: Label, target: Target) -> Candidate | None:
    """Take what follows a label that breaks off, else what stands below, beside or, for signing, above."""
    for lines in _places(form, label, target.value_type):
        candidate = _typed(form.layout, lines, target) if lines else None
        if candidate is not None:
            return candidate
    return None


def _places(form: Form, label: Label, kind: ValueType) -> Iterator[list[Line]]:
    yield _behind(form, label)
    beside = _beside(form, label)
    if beside and not label.piece.number and CODE.match(_text(form.layout, beside[0])):
        yield beside
    if _is_for_signing(form, label):
        yield _line_above(form, label, farthest=FARTHEST_SIGNED)
        return
    yield _between(form, label)
    below, above = _lines_below(form, label, kind), _line_above(form, label)
    if below and above and kind in LINE_TYPES | WHOLE_TYPES and _is_nearer(form, above, below, label):
        yield above
    yield from (below, above, beside)


def _behind(form: Form, label: Label) -> list[Line]:
    """Read "a resident of ____": the words behind a label that ends in such a word."""
    segment = label.last.segment
    rest = _after(label)
    match = BREAKS_OFF.match(rest)
    if match is None:
        return []
    start = len(segment.text) - len(rest) + match.end()
    if start < len(segment.text.rstrip()):
        return [[Span(segment.index, start, len(segment.text))]]
    right = form.layout.right[segment.index]
    return [[Span(right, 0, len(form.layout.segments[right].text))]] if right >= 0 else []


def _after(label: Label) -> str:
    """Give what the last line of a label says after its own words."""
    text = label.last.segment.text
    end = 0
    for match in re.finditer(r"[^\W_]+", text):
        if same_word(match.group().lower(), label.words[-1]):
            end = match.end()
            break
    return text[end:] if end else ""


def _beside(form: Form, label: Label) -> list[Line]:
    right = form.layout.right[label.last.segment.index]
    if right < 0:
        return []
    segment = form.layout.segments[right]
    near = segment.box.x0 - label.last.segment.box.x1 < FARTHEST_BESIDE
    if not near or form.labels_of(segment) or _numbers_next(form, segment):
        return []
    return [[Span(right, 0, len(segment.text))]]


def _is_nearer(form: Form, above: list[Line], below: list[Line], label: Label) -> bool:
    segments = form.layout.segments
    first = segments[below[0][0].segment]
    over = form.layout.up[first.index]
    bottom = label.last.segment.box.y1
    if over >= 0 and form.labels_of(segments[over]):
        bottom = max(bottom, segments[over].box.y1)
    down = first.box.y0 - bottom
    up = label.piece.segment.box.y0 - segments[above[0][0].segment].box.y1
    return up < down and down > FARTHEST_ABOVE * _height(form.layout, label)


def _next_column(form: Form, label: Label) -> float:
    """Give where the next column of numbered boxes begins: sums are set right in their box."""
    first = label.piece
    edges = [
        p.x0
        for s in form.layout.segments
        if s.page == first.segment.page
        for p in form.labels_of(s)
        if p.number and p.x0 > first.x0 + FARTHEST_LEFT
    ]
    return min(edges, default=1.0) - 0.004


def _between(form: Form, label: Label) -> list[Line]:
    """Give what stands beside the lines of a label, right of them."""
    first, last = label.piece, label.last
    right = _sides(form, label)[1]
    inside = [
        s
        for s in form.layout.segments[first.segment.index + 1 : last.segment.index]
        if first.segment.row < s.row
        and first.x0 + SAME_EDGE < s.box.x0 < right
        and s.page == first.segment.page
    ]
    return [[Span(s.index, 0, len(s.text))] for s in inside if not form.labels_of(s)]


def _lines_below(form: Form, label: Label, kind: ValueType) -> list[Line]:
    first, height = label.piece, _height(form.layout, label)
    left, right = _sides(form, label)
    if kind in MONEY:
        right = min(right, _next_column(form, label))
    bottom = label.last.segment.box.y1
    limit = FARTHEST_IN_BOX if first.number else FARTHEST_BELOW
    lines: list[Line] = []
    for segments in rows_below(form.layout, label.last.segment, most=MOST_ROWS):
        inside = [s for s in segments if s.box.x1 > first.x0 - 0.01 and s.box.x0 < right]
        if not inside:
            continue
        if min(s.box.y0 for s in inside) - bottom > limit * height or PART.match(inside[0].text):
            break
        heads = [p for s in inside for p in form.labels_of(s) if first.x0 < p.x1 and p.x0 < right]
        if any(lines or p.number or abs(p.x0 - first.x0) > SAME_EDGE for p in heads):
            break
        line = [span for s in inside if not heads and (span := _within(form, s, left, right))]
        if line:
            lines.append(line)
            limit, height = FARTHEST_LINE, max(s.box.height for s in inside)
        if line or heads:
            bottom = max(s.box.y1 for s in inside)
        if len(lines) == MOST_LINES:
            break
    return lines


def _sides(form: Form, label: Label) -> tuple[float, float]:
    """Give the left and right end of the cell: values begin a little before their label, beside others."""
    first, height = label.piece, _height(form.layout, label)
    beside = [
        p
        for s in form.layout.segments
        if s.page == first.segment.page
        for p in form.pieces.get(s.index, ())
        if p is not first
    ]
    in_row = [p for p in beside if p.segment.row == first.segment.row]
    near = [
        p
        for p in beside
        if id(p) in form.labels
        and abs(p.segment.box.y0 - first.segment.box.y0) < 1.6 * height
        and p.x0 >= first.x1 - 0.01
    ]
    right = min((p.x0 for p in (*in_row, *near) if p.x0 > first.x0 + 0.005), default=1.0)
    is_first = all(p.x0 >= first.x0 for p in in_row)
    return first.x0 - (FARTHEST_LEFT if is_first else 0.012), right - 0.012


def _height(layout: Layout, label: Label) -> float:
    """Give the height of a line; dotted leaders make the median one small."""
    return max(layout.line_height, label.last.segment.box.height)


def _within(form: Form, segment: Segment, left: float, right: float) -> Span | None:
    """Give the words of a segment whose middle stands between two places."""
    share = segment.box.width / max(1, len(segment.text))
    inside = [
        (start, start + len(word.text))
        for start, word in zip(segment.starts, segment.words, strict=True)
        if left <= segment.box.x0 + share * (start + len(word.text) / 2) <= right
    ]
    if not inside or _numbers_next(form, segment):
        return None
    start, end = inside[0][0], inside[-1][1]
    return None if SIGNS.match(segment.text[start:end]) else Span(segment.index, start, end)


def _is_for_signing(form: Form, label: Label) -> bool:
    """Tell whether a label stands in a row with one of a signature: its value is written above a line."""
    segment = label.piece.segment
    row = [s for s in form.layout.segments if s.row == segment.row]
    return not label.piece.number and any(SIGNED.search(s.text) and len(s.text) < LONGEST_LABEL for s in row)


def _numbers_next(form: Form, segment: Segment) -> bool:
    """Tell whether a segment is but the number of the box to its right."""
    following = form.layout.right[segment.index]
    is_number = ALONE.match(segment.text) is not None and following >= 0
    return is_number and bool(form.labels_of(form.layout.segments[following]))


def _line_above(form: Form, label: Label, *, farthest: float = FARTHEST_ABOVE) -> list[Line]:
    """Give the line above a label without a number, unless it stands in another label's cell."""
    layout, piece = form.layout, label.piece
    up = layout.up[piece.segment.index]
    if up < 0 or piece.number:
        return []
    segment, over = layout.segments[up], layout.up[up]
    height = _height(layout, label)
    others = [segment]
    if over >= 0 and segment.box.y0 - layout.segments[over].box.y1 < FARTHEST_BELOW * height:
        others.append(layout.segments[over])
    far = piece.segment.box.y0 - segment.box.y1 > farthest * height
    return [] if far or any(form.labels_of(each) for each in others) else [[Span(up, 0, len(segment.text))]]


def _typed(layout: Layout, lines: Sequence[Line], target: Target) -> Candidate | None:
    kind = target.value_type
    if kind in LINE_TYPES:
        return join(layout, lines[0], variant=0)
    if kind is ValueType.ADDRESS and len(lines) > 1 and not any(c.isdigit() for c in _text(layout, lines[0])):
        lines = lines[1:]
    if kind in WHOLE_TYPES:
        return join(layout, [span for line in lines for span in line], variant=0)
    inside = [
        c
        for c in find_within(layout, [s.segment for line in lines[:2] for s in line], kind)
        if len(c.spans) == 1 and _is_inside(c.spans[0], lines[:2])
    ]
    if inside:
        return min(inside, key=lambda c: (c.spans[0].segment, c.spans[0].start, -len(c.text)))
    text = _text(layout, lines[0])
    is_code = kind is ValueType.IDENTIFIER and LETTERS.match(text)
    is_number = kind in LOOSE_TYPES and " " not in text and any(c.isdigit() for c in text)
    return join(layout, lines[0], variant=0) if is_code or is_number else None


def _text(layout: Layout, line: Line) -> str:
    return " ".join(layout.segments[s.segment].text[s.start : s.end] for s in line)


def _is_inside(span: Span, lines: Sequence[Line]) -> bool:
    return any(
        s.segment == span.segment and s.start <= span.start and span.end <= s.end
        for line in lines
        for s in line
    )
