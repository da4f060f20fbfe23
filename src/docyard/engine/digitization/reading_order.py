"""Words into printed lines, and lines into the order a person reads them."""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from docyard.domain.pages import Box, Word, enclosing_box
from docyard.engine.digitization.columns import blocks_in_reading_order

_ROWS_TO_TRY = 4
_MIN_SHARED_HEIGHT = 0.5
_MAX_OVERLAP_RATIO = 0.3


@dataclass(frozen=True, slots=True)
class Run:
    """Neighbouring words of one line as a text layer or a detector gives them.

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

    @property
    def level_box(self) -> Box:
        """Box around the run as it would stand on a page without skew."""
        box = enclosing_box(self.boxes)
        if not self.skew:
            return box
        drop = self.skew * (box.x0 + box.x1) / 2
        # The upright box around a sloping line is higher than the line by its own rise.
        excess = min(abs(self.skew) * box.width, 0.7 * box.height) / 2
        return Box(box.x0, box.y0 - drop + excess, box.x1, box.y1 - drop - excess)


_Placed = tuple[Run, Box]


def words_in_reading_order(runs: Iterable[Run]) -> tuple[Word, ...]:
    """Return the words of all runs, line by line.

    A line holds everything that is printed on one height, gaps or not, unless the page is set in
    columns of prose: then each column's lines follow one another.
    """
    all_placed = [(run, run.level_box) for run in runs if run.boxes]
    # Margin notes set sideways would join the rows that they run along.
    placed = [item for item in all_placed if not _stands(item)]
    blocks = blocks_in_reading_order([(box, len(run.texts)) for run, box in placed])
    rows = [row for block in blocks for row in _rows([placed[index] for index in block])]
    rows += [[item] for item in all_placed if _stands(item)]
    return tuple(
        Word(text=text, box=box, confidence=confidence, line=number)
        for number, row in enumerate(rows)
        for run in _along_the_line(row)
        for text, box, confidence in zip(run.texts, run.boxes, run.confidences, strict=True)
    )


def _stands(item: _Placed) -> bool:
    run, box = item
    return box.height > 2 * box.width and sum(map(len, run.texts)) > 2


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
    beside = _gap(nearest, box) > -_MAX_OVERLAP_RATIO * min(nearest.width, box.width)
    return beside and shared > _MIN_SHARED_HEIGHT * min(nearest.height, box.height)


def _gap(a: Box, b: Box) -> float:
    """Return the white space between two boxes along x; negative when they overlap."""
    return max(a.x0, b.x0) - min(a.x1, b.x1)


def _along_the_line(row: Sequence[_Placed]) -> list[Run]:
    from_right = reads_from_right("".join(text for run, _ in row for text in run.texts))
    ordered = sorted(row, key=lambda item: item[1].x0, reverse=from_right)
    return [run for run, _ in ordered]


def reads_from_right(text: str) -> bool:
    """Tell whether most letters are of a script that is written from right to left."""
    if text.isascii():
        return False
    letters = [char for char in text if char.isalpha()]
    return 2 * sum(unicodedata.bidirectional(char) in {"R", "AL"} for char in letters) > len(letters)
