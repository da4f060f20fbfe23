"""Fields that are marks: a box that is ticked, a signature, a barcode, each told from others by its label."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from types import MappingProxyType

from docyard.domain.apps import Field, ValueType
from docyard.domain.pages import (
    CHECKED,
    SIGNED,
    UNCHECKED,
    Box,
    Mark,
    MarkKind,
    Page,
    Word,
    enclosing_box,
)
from docyard.domain.results import FieldResult, SourceBox
from docyard.engine.extraction.labels import Lexicon, Tokens, similarities, target, tokens

MARK_TYPES: Mapping[ValueType, MarkKind] = MappingProxyType(
    {
        ValueType.BOOLEAN: MarkKind.CHECKBOX,
        ValueType.SIGNATURE: MarkKind.SIGNATURE,
        ValueType.BARCODE: MarkKind.BARCODE,
    }
)
_VALUES: Mapping[str, str] = MappingProxyType({CHECKED: "true", UNCHECKED: "false", SIGNED: "true"})
_LEAST_LABEL = 0.7
# Labels of boxes usually stand to their right, rarely above; then those of their neighbours do, too.
_WEIGHTS = MappingProxyType({"right": 1.0, "left": 0.9, "above": 0.85, "line above": 0.9, "line below": 0.9})
_LONGEST_LABEL = 16
# In heights of a line: the widest gap within a label, to the right and to the left; the farthest next line;
# how far aside of a box the words above it may stand, and how far above the lowest of them.
_WIDEST_GAP, _NEXT_LINE, _ASIDE = {1: 2.5, -1: 5.0}, 1.0, 3.5
_FIRST_LINE = 2.5
_MOST_LINES = 3
_FARTHEST_LABEL = 2.0
"""Labels stand no farther above and below a signature, in heights of their words."""
# Set by hand, not calibrated: with a label that fits, and for the first mark of its kind without one.
_LABELLED, _ONLY_ONE = 0.9, 0.6


@dataclass(frozen=True, slots=True)
class Labelled:
    """A mark and what may label it, by where it stands: keys of ``_WEIGHTS``."""

    page: Page
    mark: Mark
    labels: Mapping[str, Sequence[str]]


def mark_results(pages: Sequence[Page], fields: Sequence[Field], lexicon: Lexicon) -> dict[str, FieldResult]:
    """Read fields whose values are marks: ``true`` or ``false``, or what a barcode says.

    A checkbox needs a label that fits; of signatures and barcodes the first is taken where no label does.
    """
    kinds = dict.fromkeys(MARK_TYPES[field.value_type] for field in fields)
    marks = {kind: [found for page in pages for found in _labelled(page, kind)] for kind in kinds}
    return {f.name: _mark_result(f, marks[MARK_TYPES[f.value_type]], lexicon) for f in fields}


def _mark_result(field: Field, marks: Sequence[Labelled], lexicon: Lexicon) -> FieldResult:
    if not marks:
        return FieldResult(field.name, None)
    labels = target(field, lexicon).labels
    scores = [_score(labels, found) for found in marks]
    best = max(range(len(marks)), key=lambda at: (scores[at], -at))
    if scores[best] >= _LEAST_LABEL:
        return _result(field, marks[best], _LABELLED)
    if MARK_TYPES[field.value_type] is MarkKind.CHECKBOX:
        return FieldResult(field.name, None)
    return _result(field, marks[0], _ONLY_ONE)


def _score(labels: Sequence[Tokens], found: Labelled) -> float:
    texts = [(place, tokens(text)) for place, some in found.labels.items() for text in some if text]
    if not texts:
        return 0.0
    likeness = similarities([labels], [text for _, text in texts])[0]
    return max(_WEIGHTS[place] * float(like) for (place, _), like in zip(texts, likeness, strict=True))


def _result(field: Field, found: Labelled, confidence: float) -> FieldResult:
    return FieldResult(
        name=field.name,
        value=_VALUES.get(found.mark.text, found.mark.text),
        confidence=round(confidence * found.mark.confidence, 4),
        sources=(SourceBox(found.page.index, found.mark.box),),
    )


def _labelled(page: Page, kind: MarkKind) -> Iterator[Labelled]:
    boxes = list({mark.box for mark in page.marks})
    words = [word for word in page.words if word.box not in set(boxes)]
    height = median(word.box.height for word in words) if words else 1.0
    for mark in dict.fromkeys(mark for mark in page.marks if mark.kind is kind):
        others = [box for box in boxes if box != mark.box]
        right = _run(words, mark.box, others, height, step=1)
        left = _run(words, mark.box, others, height, step=-1)
        above = _lines_above(words, _wider(mark.box, _ASIDE * height), height, first=_FIRST_LINE)
        labels = {
            "right": _growing(right, _lines_below(words, right, height)),
            "left": _growing(left, _lines_above(words, _to(mark.box, left), height)) if left else (),
            "above": _growing([], above),
        }
        if kind is MarkKind.SIGNATURE:
            labels["line above"] = (_line_at(page, mark, is_below=False),)
            labels["line below"] = (_line_at(page, mark, is_below=True),)
        yield Labelled(page, mark, labels)


def _line_at(page: Page, mark: Mark, *, is_below: bool) -> str:
    """Return what the nearest line right above or below a mark says there, without what is far beside it."""
    box = mark.box

    def gap(word: Word) -> float:
        return word.box.y0 - box.y1 if is_below else box.y0 - word.box.y1

    near = [
        word
        for word in page.words
        if word.box.x0 < box.x1
        and box.x0 < word.box.x1
        and abs(gap(word)) <= _FARTHEST_LABEL * word.box.height
        and (word.box.y1 > box.y1 if is_below else word.box.y0 < box.y0)
    ]
    if not near:
        return ""
    line = min(near, key=lambda word: abs(gap(word))).line
    texts = [
        word.text
        for word in page.words
        if word.line == line and word.box.x0 < box.x1 + box.width and box.x0 - box.width < word.box.x1
    ]
    return " ".join(texts[:_LONGEST_LABEL])


def _run(words: Sequence[Word], box: Box, marks: Sequence[Box], height: float, *, step: int) -> list[Word]:
    """Give the words beside a box up to a wide gap or the next mark, in reading order."""

    def gap(one: Box, other: Box) -> float:
        return other.x0 - one.x1 if step > 0 else one.x0 - other.x1

    beside = [w for w in words if _shared(w.box, box) > 0.4 and gap(box, w.box) > -height / 2]
    walls = [gap(box, mark) for mark in marks if _shared(mark, box) > 0.4 and gap(box, mark) > 0]
    wall = min(walls, default=float("inf"))
    run: list[Word] = []
    at = box
    for word in sorted(beside, key=lambda w: step * w.box.x0):
        if gap(at, word.box) > _WIDEST_GAP[step] * height or gap(box, word.box) >= wall:
            break
        run.append(word)
        at = word.box
    return run[:_LONGEST_LABEL][::step]


def _lines_below(words: Sequence[Word], line: Sequence[Word], height: float) -> list[list[Word]]:
    """Give the lines that go on below a line, beginning where it does."""
    lines: list[list[Word]] = []
    while line and len(lines) < _MOST_LINES:
        above = enclosing_box(w.box for w in line)
        line = [
            w
            for w in words
            if above.x0 - height / 2 <= w.box.x0 <= max(above.x1, above.x0 + 8 * height)
            and -height / 2 < w.box.y0 - above.y1 < _NEXT_LINE * height
        ]
        if not line or min(w.box.x0 for w in line) > above.x0 + height:
            break
        line.sort(key=lambda w: w.box.x0)
        lines.append(line)
    return lines


def _lines_above(
    words: Sequence[Word], box: Box, height: float, *, first: float = _NEXT_LINE
) -> list[list[Word]]:
    """Give the lines above a box that stand over its width, the lowest first."""
    lines: list[list[Word]] = []
    top = box.y0
    while len(lines) < _MOST_LINES:
        farthest = (_NEXT_LINE if lines else first) * height
        over = [
            w
            for w in words
            if box.x0 <= (w.box.x0 + w.box.x1) / 2 <= box.x1 and -height / 2 < top - w.box.y1 < farthest
        ]
        if not over:
            break
        lowest = max(w.box.y1 for w in over)
        line = sorted((w for w in over if lowest - w.box.y1 < height / 2), key=lambda w: w.box.x0)
        lines.append(line)
        top = min(w.box.y0 for w in line)
    return lines


def _growing(first: Sequence[Word], further: Sequence[Sequence[Word]]) -> tuple[str, ...]:
    """Join a line with more and more of those that go on above or below it."""
    lines = [list(first)] if first else []
    texts = [_text(lines)]
    for line in further:
        lines.append(list(line))
        texts.append(_text(lines))
    return tuple(texts)


def _text(lines: Sequence[Sequence[Word]]) -> str:
    ordered = sorted(lines, key=lambda line: line[0].box.y0)
    return " ".join(word.text for line in ordered for word in line)


def _shared(one: Box, other: Box) -> float:
    """Give the share of the lower height that two boxes have in common."""
    return (min(one.y1, other.y1) - max(one.y0, other.y0)) / max(1e-6, min(one.height, other.height))


def _to(box: Box, words: Sequence[Word]) -> Box:
    """Give the box from words to what stands right of them."""
    line = enclosing_box(word.box for word in words)
    return Box(line.x0, line.y0, box.x1, line.y1)


def _wider(box: Box, by: float) -> Box:
    return Box(box.x0 - by, box.y0, box.x1 + by, box.y1)
