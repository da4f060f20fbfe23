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
_LEFT_WEIGHT = 0.9
"""Labels of boxes usually stand to their right."""
_LONGEST_LABEL = 12
# Set by hand, not calibrated: with a label that fits, and for the first mark of its kind without one.
_LABELLED, _ONLY_ONE = 0.9, 0.6


@dataclass(frozen=True, slots=True)
class Labelled:
    """A mark and the words beside it, right ones first."""

    page: Page
    mark: Mark
    right: str
    left: str


def mark_result(pages: Sequence[Page], field: Field, lexicon: Lexicon) -> FieldResult:
    """Read a field whose value is a mark: ``true`` or ``false``, or what a barcode says.

    A checkbox needs a label that fits; of signatures and barcodes the first is taken where no label does.
    """
    kind = MARK_TYPES[field.value_type]
    marks = [found for page in pages for found in _labelled(page, kind)]
    if not marks:
        return FieldResult(field.name, None)
    labels = target(field, lexicon).labels
    right, left = (
        similarities([labels], [tokens(text) for text in texts])[0]
        for texts in ([m.right for m in marks], [m.left for m in marks])
    )
    scores = [max(float(r), _LEFT_WEIGHT * float(le)) for r, le in zip(right, left, strict=True)]
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
        confidence=confidence,
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
        )


def _until_mark(words: Sequence[Word], line: int, marks: Mapping[Box, Mark]) -> list[str]:
    texts: list[str] = []
    for word in words[:_LONGEST_LABEL]:
        if word.line != line or word.box in marks:
            break
        texts.append(word.text)
    return texts
