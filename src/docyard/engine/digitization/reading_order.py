"""Words into printed lines, and lines into the order a person reads them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from docyard.domain.pages import Box, Word, enclosing_box

_ROWS_TO_TRY = 4
_MIN_SHARED_HEIGHT = 0.5


@dataclass(frozen=True, slots=True)
class Run:
    """Neighbouring words of one line, left to right, as a text layer or a detector gives them.

    Attributes:
        texts: one per word.
        boxes: one per word, in page pixels.
        confidences: one per word, 0 to 1.
        skew: slope of the page's lines; rows are told apart as if it were none.
    """

    texts: tuple[str, ...]
    boxes: tuple[Box, ...]
    confidences: tuple[float, ...]
    skew: float = 0.0


_Placed = tuple[Run, Box]


def words_in_reading_order(runs: Iterable[Run]) -> tuple[Word, ...]:
    """Return the words of all runs, line by line from top to bottom, left to right in each line."""
    words: list[Word] = []
    for number, row in enumerate(_rows(_with_box(runs))):
        for run, _ in sorted(row, key=lambda item: item[1].x0):
            words.extend(
                Word(text=text, box=box, confidence=confidence, line=number)
                for text, box, confidence in zip(run.texts, run.boxes, run.confidences, strict=True)
            )
    return tuple(words)


def _with_box(runs: Iterable[Run]) -> list[_Placed]:
    return [(run, _level_box(run)) for run in runs if run.boxes]


def _level_box(run: Run) -> Box:
    """Return the box around a run as it would stand on a page without skew."""
    box = enclosing_box(run.boxes)
    if not run.skew:
        return box
    drop = run.skew * (box.x0 + box.x1) / 2
    # The upright box around a sloping line is higher than the line by its own rise.
    excess = min(abs(run.skew) * box.width, 0.7 * box.height) / 2
    return Box(box.x0, box.y0 - drop + excess, box.x1, box.y1 - drop - excess)


def _rows(placed: Sequence[_Placed]) -> list[list[_Placed]]:
    """Return runs grouped by printed row, top to bottom."""
    rows: list[list[_Placed]] = []
    for item in sorted(placed, key=lambda item: item[1].y0 + item[1].y1):
        row = next((row for row in reversed(rows[-_ROWS_TO_TRY:]) if _continues(row, item[1])), None)
        if row is None:
            rows.append([item])
        else:
            row.append(item)
    return sorted(rows, key=lambda row: sum(box.y0 + box.y1 for _, box in row) / len(row))


def _continues(row: Sequence[_Placed], box: Box) -> bool:
    """Tell whether a run stands beside the row's nearest run, on the same height."""
    nearest = min((other for _, other in row), key=lambda other: _gap(other, box))
    shared = min(nearest.y1, box.y1) - max(nearest.y0, box.y0)
    beside = _gap(nearest, box) > -0.3 * min(nearest.width, box.width)
    return beside and shared > _MIN_SHARED_HEIGHT * min(nearest.height, box.height)


def _gap(a: Box, b: Box) -> float:
    """Return the white space between two boxes along x; negative when they overlap."""
    return max(a.x0, b.x0) - min(a.x1, b.x1)
