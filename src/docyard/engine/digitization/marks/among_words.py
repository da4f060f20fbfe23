"""Marks among words: what is printed as a mark already, and the words that stand for marks."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from docyard.domain.pages import BARCODE, CHECKED, UNCHECKED, Box, Mark, MarkKind, Word
from docyard.engine.digitization.reading_order import Run, words_in_reading_order

_GLYPHS = {
    **dict.fromkeys("☑☒✓✔✗✘🗹🗷🗸", CHECKED),
    **dict.fromkeys("☐□❏❑❒▢⬜", UNCHECKED),
}


def has_kind(marks: Sequence[Mark], kind: MarkKind) -> bool:
    """Tell whether any of the marks is of that kind."""
    return any(mark.kind is kind for mark in marks)


def with_glyphs(marks: Sequence[Mark], runs: Sequence[Run]) -> list[Mark]:
    """Return the marks and those that are printed as characters of their own."""
    printed = [
        Mark(MarkKind.CHECKBOX, _GLYPHS[text], box)
        for run in runs
        for text, box in zip(run.texts, run.boxes, strict=True)
        if text in _GLYPHS and not any(_is_in(box, mark.box) for mark in marks)
    ]
    return [*marks, *printed]


def marked(words: Sequence[Word]) -> tuple[tuple[Word, ...], tuple[Mark, ...]]:
    """Return words of which those that are printed marks became the words for them, and these marks."""
    marks = tuple(
        Mark(MarkKind.CHECKBOX, _GLYPHS[word.text], word.box) for word in words if word.text in _GLYPHS
    )
    if not marks:
        return tuple(words), ()
    return tuple(replace(word, text=_GLYPHS.get(word.text, word.text)) for word in words), marks


_LINE_OF_SIGNATURE = (0.5, 1.0)
"""Where the line that is signed passes a signature, in shares of its height from the top."""


def words_with_marks(runs: Sequence[Run], marks: Sequence[Mark]) -> tuple[Word, ...]:
    """Return the words in reading order, among them those that stand for marks.

    What was read inside a checkbox goes. A signature, which may be as high as several lines, is a word
    of the line that it stands on.
    """
    if not marks:
        return words_in_reading_order(runs)
    whole = {_run(mark).boxes[0]: mark.box for mark in marks if mark.kind is MarkKind.SIGNATURE}
    words = words_in_reading_order(_with_marks(runs, marks))
    return tuple(replace(word, box=whole.get(word.box, word.box)) for word in words)


def _with_marks(runs: Sequence[Run], marks: Sequence[Mark]) -> list[Run]:
    boxes = [mark.box for mark in marks if mark.kind is MarkKind.CHECKBOX]
    kept = [part for run in runs for part in _outside(run, boxes)]
    return [*kept, *(_run(mark) for mark in marks)]


def _run(mark: Mark) -> Run:
    texts = (BARCODE, *mark.text.split()) if mark.kind is MarkKind.BARCODE else (mark.text,)
    box = mark.box
    if mark.kind is MarkKind.SIGNATURE:
        top, bottom = (box.y0 + share * box.height for share in _LINE_OF_SIGNATURE)
        box = Box(box.x0, top, box.x1, bottom)
    return Run(texts, (box,) * len(texts), (mark.confidence,) * len(texts))


def _outside(run: Run, boxes: Sequence[Box]) -> Iterator[Run]:
    left = [
        at for at, (text, box) in enumerate(zip(run.texts, run.boxes, strict=True))
        if len(text) > 2 or not any(_is_in(box, other) for other in boxes)
    ]  # fmt: skip
    if len(left) == len(run.texts):
        yield run
    elif left:
        yield replace(
            run,
            texts=tuple(run.texts[at] for at in left),
            boxes=tuple(run.boxes[at] for at in left),
            confidences=tuple(run.confidences[at] for at in left),
        )


def _is_in(box: Box, other: Box) -> bool:
    """Tell whether a box's middle stands in another."""
    x, y = (box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2
    return other.x0 <= x <= other.x1 and other.y0 <= y <= other.y1
