"""White stripes that run down between columns."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Stretch = tuple[float, float]
"""From which x to which."""

_LEAST_WIDTH_RATIO = 0.35
_FEW_LINES = 6
_LEAST_WIDTH_RATIO_OF_FEW = 0.7
_CROSSED_RATIO = 0.2
_LEAST_FILLED_RATIO = 0.08


def gutters(lines: Sequence[Sequence[Stretch]], *, height: float) -> list[float]:
    """Return the x of each border between two columns.

    Lines that cross a border which most others leave free, such as headings over several columns,
    are set aside, and the rest is looked at again: so columns that are mostly empty are found, too.

    Args:
        lines: where words stand in each line.
        height: usual height of a word in pixels.
    """
    if len(lines) < 2:
        return []
    left = min(start for line in lines for start, _ in line)
    covers = [_cover(line, left=left) for line in lines]
    few = len(lines) < _FEW_LINES
    least = (_LEAST_WIDTH_RATIO_OF_FEW if few else _LEAST_WIDTH_RATIO) * height
    length = max(map(len, covers))
    matrix = np.array([np.pad(cover, (0, length - len(cover))) for cover in covers])
    rough = _free(np.less_equal(matrix.sum(axis=0), int(_CROSSED_RATIO * len(lines))), least=least)
    middles = [(start + end) // 2 for start, end in rough]
    if not middles:
        return []
    plain = ~matrix[:, middles].any(axis=1)
    if plain.sum() < 2:
        return []
    fine = _free(np.logical_not(matrix[plain].any(axis=0)), least=least)
    return [left + at for at in _between_filled(matrix[plain], [(a + b) / 2 for a, b in fine])]


def _cover(line: Sequence[Stretch], *, left: float) -> NDArray[np.bool_]:
    cover = np.zeros(int(max(end for _, end in line) - left) + 2, dtype=bool)
    for start, end in line:
        cover[max(0, int(start - left)) : int(end - left) + 1] = True
    return cover


def _free(is_free: NDArray[np.bool_], *, least: float) -> list[tuple[int, int]]:
    """Return free stretches of at least so many pixels, without those at both ends."""
    edges = np.flatnonzero(np.diff(np.concatenate(([0], is_free.astype(np.int8), [0]))))
    stretches = zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True)
    return [
        (start, end) for start, end in stretches if end - start >= least and start > 0 and end < len(is_free)
    ]


def _between_filled(matrix: NDArray[np.bool_], borders: list[float]) -> list[float]:
    """Leave out borders beside a column in which hardly any line has a word."""
    least = max(1, round(_LEAST_FILLED_RATIO * len(matrix)))
    kept: list[float] = []
    start = 0
    for border in borders:
        filled = int(matrix[:, start : int(border)].any(axis=1).sum())
        if filled >= least:
            kept.append(border)
            start = int(border)
    while kept and int(matrix[:, int(kept[-1]) :].any(axis=1).sum()) < least:
        kept.pop()
    return kept
