"""From an answer to a field's result: the words it stands on and their boxes."""

from collections.abc import Iterator, Sequence
from statistics import fmean

from docyard.domain.pages import Box, Word
from docyard.domain.results import FieldResult, SourceBox
from docyard.engine.extraction.answers import Answer
from docyard.engine.extraction.candidates import Span
from docyard.engine.extraction.layout import Layout


def field_result(layout: Layout, name: str, answer: Answer | None) -> FieldResult:
    """Give a field's result; without an answer, one without a value."""
    if answer is None:
        return FieldResult(name=name, value=None)
    sources, confidence = read_from(layout, answer.candidate.spans)
    return FieldResult(
        name=name,
        value=answer.candidate.text,
        confidence=round(answer.confidence, 4),
        ocr_confidence=confidence,
        sources=sources,
    )


def read_from(layout: Layout, spans: Sequence[Span]) -> tuple[tuple[SourceBox, ...], float | None]:
    """Give one box per word that the spans touch, in order, and the words' mean confidence."""
    found = [
        (layout.pages[layout.segments[span.segment].page].index, word, box)
        for span in spans
        for word, box in _touched(layout, span)
    ]
    boxes = tuple(SourceBox(page=page, box=box) for page, _, box in found)
    return boxes, round(fmean(word.confidence for _, word, _ in found), 4) if found else None


def _touched(layout: Layout, span: Span) -> Iterator[tuple[Word, Box]]:
    segment = layout.segments[span.segment]
    for word, begins in zip(segment.words, segment.starts, strict=True):
        start, end = max(span.start, begins), min(span.end, begins + len(word.text))
        if start < end:
            yield word, _part(word, (start - begins) / len(word.text), (end - begins) / len(word.text))


def _part(word: Word, start: float, end: float) -> Box:
    """Give the part of a word's box between two shares of its width: letters are taken as equally wide."""
    box = word.box
    return Box(box.x0 + box.width * start, box.y0, box.x0 + box.width * end, box.y1)
