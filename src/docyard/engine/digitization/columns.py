"""Columns of prose, told from tables and forms by what stands beside the gutter."""

from collections.abc import Iterator, Sequence
from statistics import median

from docyard.domain.pages import Box

Item = tuple[Box, int]
"""A run's box and how many words it has."""

_MIN_RUNS = 8
_MIN_WORDS = 4
_MIN_FILL = 0.6
_MAX_CROSSING_RATIO = 0.25
_TRIED_PLACES = 25


def blocks_in_reading_order(items: Sequence[Item]) -> list[list[int]]:
    """Return indices of the items, block by block as read: columns one after the other.

    What crosses a gutter, such as a title, is read between what stands above and below it.
    A page without columns of prose is one block.
    """
    return _blocks(items, list(range(len(items))))


def _blocks(items: Sequence[Item], indices: list[int]) -> list[list[int]]:
    gutter = _gutter([items[index] for index in indices])
    if gutter is None:
        return [indices]
    blocks: list[list[int]] = []
    for band, crosser in _bands(items, indices, gutter):
        for part in (
            [index for index in band if items[index][0].x1 <= gutter],
            [index for index in band if items[index][0].x1 > gutter],
        ):
            blocks.extend(_blocks(items, part) if part else [])
        blocks.extend([crosser] if crosser else [])
    return blocks


def _bands(items: Sequence[Item], indices: list[int], gutter: float) -> Iterator[tuple[list[int], list[int]]]:
    """Yield what stands in columns down to the next items across the gutter, and those items."""
    band: list[int] = []
    crossers: list[int] = []
    for index in sorted(indices, key=lambda index: _middle(items[index][0])):
        if _crosses(items[index][0], gutter):
            crossers.append(index)
        elif crossers:
            yield band, crossers
            band, crossers = [index], []
        else:
            band.append(index)
    yield band, crossers


def _gutter(items: Sequence[Item]) -> float | None:
    """Return the x of a gutter between two columns of prose, if there is one."""
    if len(items) < 2 * _MIN_RUNS:
        return None
    left, right = min(box.x0 for box, _ in items), max(box.x1 for box, _ in items)
    places = [left + (right - left) * step / _TRIED_PLACES for step in range(5, _TRIED_PLACES - 4)]
    best = min(places, key=lambda x: sum(_crosses(box, x) for box, _ in items))
    crossing = sum(_crosses(box, best) for box, _ in items)
    if crossing > _MAX_CROSSING_RATIO * len(items):
        return None
    sides = ([item for item in items if item[0].x1 <= best], [item for item in items if item[0].x0 >= best])
    return best if all(_is_prose(side) for side in sides) else None


def _is_prose(items: Sequence[Item]) -> bool:
    """Tell whether runs fill their column with words, as cells and labels do not."""
    if len(items) < _MIN_RUNS:
        return False
    width = max(box.x1 for box, _ in items) - min(box.x0 for box, _ in items)
    filled = median(box.width for box, _ in items) / max(1.0, width)
    return filled >= _MIN_FILL and median(words for _, words in items) >= _MIN_WORDS


def _crosses(box: Box, x: float) -> bool:
    return box.x0 < x < box.x1


def _middle(box: Box) -> float:
    return (box.y0 + box.y1) / 2
