"""Fields that are marks: a box that is ticked, a signature, a barcode, each told from others by its label."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from docyard.domain.apps import Field, ValueType
from docyard.domain.pages import CHECKED, SIGNED, UNCHECKED, Box, Mark, MarkKind, Page, Word
from docyard.domain.results import FieldResult, SourceBox
from docyard.engine.extraction.labels import Lexicon, similarities, target, tokens

MARK_TYPES: Mapping[ValueType, MarkKind] = MappingProxyType(
    {
        ValueType.BOOLEAN: MarkKind.CHECKBOX,
        ValueType.SIGNATURE: MarkKind.SIGNATURE,
        ValueType.BARCODE: MarkKind.BARCODE,
    }
)
_VALUES: Mapping[str, str] = MappingProxyType({CHECKED: "true", UNCHECKED: "false", SIGNED: "true"})
_LEAST_LABEL = 0.7
_ELSEWHERE_WEIGHT = 0.9
"""Labels of boxes usually stand to their right."""
_LONGEST_LABEL = 12
_FARTHEST_LABEL = 2.0
"""Labels stand no farther above and below a signature, in heights of their words."""
# Set by hand, not calibrated: with a label that fits, and for the first mark of its kind without one.
_LABELLED, _ONLY_ONE = 0.9, 0.6


@dataclass(frozen=True, slots=True)
class Labelled:
    """A mark and the words beside it; those above and below it only for signatures."""

    page: Page
    mark: Mark
    right: str
    left: str
    above: str = ""
    below: str = ""


def mark_result(pages: Sequence[Page], field: Field, lexicon: Lexicon) -> FieldResult:
    """Read a field whose value is a mark: ``true`` or ``false``, or what a barcode says.

    A checkbox needs a label that fits; of signatures and barcodes the first is taken where no label does.
    """
    kind = MARK_TYPES[field.value_type]
    marks = [found for page in pages for found in _labelled(page, kind)]
    if not marks:
        return FieldResult(field.name, None)
    labels = target(field, lexicon).labels
    right, *elsewhere = (
        similarities([labels], [tokens(text) for text in texts])[0]
        for texts in zip(*((m.right, m.left, m.above, m.below) for m in marks), strict=True)
    )
    scores = [
        max(float(first), *(_ELSEWHERE_WEIGHT * float(other) for other in others))
        for first, *others in zip(right, *elsewhere, strict=True)
    ]
    best = max(range(len(marks)), key=lambda at: (scores[at], -at))
    if scores[best] >= _LEAST_LABEL:
        return _result(field, marks[best], _LABELLED)
    if kind is MarkKind.CHECKBOX:
        return FieldResult(field.name, None)
    return _result(field, marks[0], _ONLY_ONE)


def _result(field: Field, found: Labelled, confidence: float) -> FieldResult:
    return FieldResult(
        name=field.name,
        value=_VALUES.get(found.mark.text, found.mark.text),
        confidence=round(confidence * found.mark.confidence, 4),
        sources=(SourceBox(found.page.index, found.mark.box),),
    )


def _labelled(page: Page, kind: MarkKind) -> Iterator[Labelled]:
    marks = {mark.box: mark for mark in page.marks}
    given: set[Mark] = set()
    for at, word in enumerate(page.words):
        mark = marks.get(word.box)
        if mark is None or mark.kind is not kind or mark in given:
            continue
        given.add(mark)
        after = [other for other in page.words[at + 1 :][: 2 * _LONGEST_LABEL] if other.box != word.box]
        before = page.words[max(0, at - _LONGEST_LABEL) : at][::-1]
        yield Labelled(
            page,
            mark,
            right=" ".join(_until_mark(after, word.line, marks)),
            left=" ".join(reversed(_until_mark(before, word.line, marks))),
            above=_line_at(page, mark, is_below=False) if kind is MarkKind.SIGNATURE else "",
            below=_line_at(page, mark, is_below=True) if kind is MarkKind.SIGNATURE else "",
        )


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


def _until_mark(words: Sequence[Word], line: int, marks: Mapping[Box, Mark]) -> list[str]:
    texts: list[str] = []
    for word in words[:_LONGEST_LABEL]:
        if word.line != line or word.box in marks:
            break
        texts.append(word.text)
    return texts
