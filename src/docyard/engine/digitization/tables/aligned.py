"""Tables without lines between their columns: words that stand below each other, row after row."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from statistics import median

from docyard.domain.pages import Box, Table
from docyard.engine.digitization.tables.grid import Area, PlacedWord, table_of
from docyard.engine.digitization.tables.gutters import gutters
from docyard.engine.digitization.tables.plausible import is_plausible
from docyard.engine.digitization.tables.rulings import Rulings

_GAP_RATIOS = (0.8, 1.5)
"""A wider gap between words of a line may be the border of two columns: twice what is usual on the page,
but not less and not more than these shares of a word's height."""
_FARTHEST_LINE_RATIO = 2.6
_MOST_SINGLE_LINES = 3
_TIGHT_RATIO = 0.55
_WORDS_OF_CAPTION = 5
_TIGHT_PITCH_RATIO = 0.8
"""A line nearer to the one above than this share of the usual distance belongs to its row."""
_RULE_COVERS_RATIO = 0.5


@dataclass(frozen=True, slots=True)
class Line:
    """A printed line: its words from left to right, and its pieces between wide gaps."""

    words: tuple[PlacedWord, ...]
    pieces: tuple[tuple[PlacedWord, ...], ...]
    y0: float
    y1: float

    @property
    def y(self) -> float:
        """Middle."""
        return (self.y0 + self.y1) / 2


def tables(
    words: Sequence[PlacedWord], rulings: Rulings, *, height: float, apart_from: Sequence[Box]
) -> Iterator[Table]:
    """Yield the tables among words that stand in no grid of lines.

    Args:
        words: in reading order.
        rulings: of the page; those that lie tell rows apart.
        height: usual height of a word in pixels.
        apart_from: boxes of other tables; none reaches across one.
    """
    for block in _blocks(_lines(words, height=height), height=height, apart_from=apart_from):
        table = _table(block, rulings, height=height)
        if table is not None:
            yield table


def _lines(words: Sequence[PlacedWord], *, height: float) -> list[Line]:
    printed = [
        sorted(group, key=lambda word: word.box.x0) for _, group in groupby(words, key=lambda word: word.line)
    ]
    limit = _widest_gap(printed, height=height)
    return [_line(line, limit=limit) for line in printed]


def _widest_gap(lines: Sequence[Sequence[PlacedWord]], *, height: float) -> float:
    """Return the widest gap between words that belong together."""
    gaps = sorted(
        gap
        for line in lines
        for one, other in pairwise(line)
        if 0 < (gap := other.box.x0 - one.box.x1) < _GAP_RATIOS[1] * height
    )
    usual = gaps[len(gaps) // 4] if gaps else 0.0
    return min(max(2 * usual, _GAP_RATIOS[0] * height), _GAP_RATIOS[1] * height)


def _line(words: Sequence[PlacedWord], *, limit: float) -> Line:
    pieces = [[words[0]]]
    for word in words[1:]:
        if word.box.x0 - pieces[-1][-1].box.x1 > limit:
            pieces.append([word])
        else:
            pieces[-1].append(word)
    return Line(
        tuple(words),
        tuple(map(tuple, pieces)),
        median(word.box.y0 for word in words),
        median(word.box.y1 for word in words),
    )


def _blocks(lines: Sequence[Line], *, height: float, apart_from: Sequence[Box]) -> Iterator[list[Line]]:
    """Yield stretches of lines that begin and end with one of several pieces."""
    block: list[Line] = []
    for line in lines:
        if block and not _follows(block[-1], line, height=height, apart_from=apart_from):
            yield from _trimmed(block)
            block = []
        if block or len(line.pieces) > 1:
            block.append(line)
        singles = 0
        while singles < len(block) and len(block[-1 - singles].pieces) == 1:
            singles += 1
        if singles > _MOST_SINGLE_LINES:
            yield from _trimmed(block)
            block = []
    yield from _trimmed(block)


def _follows(above: Line, below: Line, *, height: float, apart_from: Sequence[Box]) -> bool:
    if below.y <= above.y or below.y0 - above.y1 > _FARTHEST_LINE_RATIO * height:
        return False
    return not any(above.y < box.y0 < below.y for box in apart_from)


def _without_captions(block: Sequence[Line], borders: Sequence[float]) -> Sequence[Line]:
    """Leave out running text above and below the rows that happens to have a wide gap."""
    first, last = 0, len(block)
    while first < last and _is_running_text(block[first], borders):
        first += 1
    while last > first and _is_running_text(block[last - 1], borders):
        last -= 1
    return block[first:last]


def _is_running_text(line: Line, borders: Sequence[float]) -> bool:
    crossed = sum(any(piece[0].box.x0 < x < piece[-1].box.x1 for piece in line.pieces) for x in borders)
    longest = max(map(len, line.pieces))
    return longest >= _WORDS_OF_CAPTION and crossed * 2 >= len(borders)


def _trimmed(block: list[Line]) -> Iterator[list[Line]]:
    while block and len(block[-1].pieces) == 1:
        block = block[:-1]
    if sum(len(line.pieces) > 1 for line in block) >= 2:
        yield block


def _table(block: Sequence[Line], rulings: Rulings, *, height: float) -> Table | None:
    borders = gutters(
        [[(word.box.x0, word.box.x1) for word in line.words] for line in block if len(line.pieces) > 1],
        height=height,
    )
    block = _without_captions(block, borders)
    if not borders or len(block) < 2:
        return None
    left = min(line.words[0].box.x0 for line in block)
    right = max(word.box.x1 for line in block for word in line.words)
    xs = [left, *borders, right]
    rows = _rows(block, xs, rulings, height=height)
    ys = [
        block[0].y0,
        *((a[-1].y1 + b[0].y0) / 2 for a, b in pairwise(rows)),
        block[-1].y1,
    ]
    ys = _ascending(ys)
    areas = [area for row, lines in enumerate(rows) for area in _areas(row, lines, xs, height=height)]
    words = [word for line in block for word in line.words]
    table = table_of(ys, xs, areas, words)
    texts = {word.at: word.text for word in words}
    return table if table is not None and is_plausible(table, texts) else None


def _ascending(ys: Sequence[float]) -> list[float]:
    result = [ys[0]]
    for y in ys[1:]:
        result.append(max(y, result[-1] + 0.1))
    return result


def _column(x: float, xs: Sequence[float]) -> int:
    return next((column for column in range(len(xs) - 2) if x < xs[column + 1]), len(xs) - 2)


def _columns(line: Line, xs: Sequence[float]) -> set[int]:
    return {_column(word.x, xs) for word in line.words}


def _rows(block: Sequence[Line], xs: Sequence[float], rulings: Rulings, *, height: float) -> list[list[Line]]:
    """Return the lines row by row: between rules where most lines have one, else wrapped ones joined."""
    width = xs[-1] - xs[0]
    rules = [
        y
        for y, start, end in rulings.lying
        if block[0].y < y < block[-1].y and min(end, xs[-1]) - max(start, xs[0]) > _RULE_COVERS_RATIO * width
    ]
    bands = [list(group) for _, group in groupby(block, key=lambda line: sum(y < line.y for y in rules))]
    if len(bands) >= 3 and len(bands) >= 0.4 * len(block) and max(map(len, bands)) <= 4:
        return bands
    pitch = median(below.y - above.y for above, below in pairwise(block))
    rows: list[list[Line]] = []
    for line in block:
        if rows and (
            _is_wrapped(rows[-1], line, xs, height=height)
            or (line.y - rows[-1][-1].y < _TIGHT_PITCH_RATIO * pitch and not _spans(rows[-1][-1], xs))
        ):
            rows[-1].append(line)
        else:
            rows.append([line])
    return rows


def _spans(line: Line, xs: Sequence[float]) -> bool:
    """Tell whether a text of a line reaches over a border of columns, as headings over several do."""
    return any(_column(piece[0].x, xs) != _column(piece[-1].x, xs) for piece in line.pieces)


def _is_wrapped(row: Sequence[Line], line: Line, xs: Sequence[float], *, height: float) -> bool:
    """Tell whether a line only goes on with texts of the row above it."""
    if line.y0 - row[-1].y1 > _TIGHT_RATIO * height:
        return False
    above = set[int]().union(*(_columns(other, xs) for other in row))
    own = _columns(line, xs)
    if not own <= above or len(own) >= len(above) or 0 in own:
        return False
    return not any(any(char.isdigit() for char in word.text) for word in line.words)


def _areas(row: int, lines: Sequence[Line], xs: Sequence[float], *, height: float) -> list[Area]:
    """Return a row's cells; a piece of text that reaches over a border spans its columns."""
    count = len(xs) - 1
    reach = list(range(count))
    for line in lines:
        for piece in line.pieces:
            first, last = _column(piece[0].x, xs), _column(piece[-1].x, xs)
            for column in range(first, last):
                reach[column] = max(reach[column], last)
    areas = []
    column = 0
    while column < count:
        last = column
        end = reach[column]
        while last < end:
            last += 1
            end = max(end, reach[last])
        areas.append(Area(row, column, row, last))
        column = last + 1
    return areas
