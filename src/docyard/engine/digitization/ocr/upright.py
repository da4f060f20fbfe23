"""Which way up a page stands, told by how well its lines read."""

import unicodedata
from collections.abc import Callable, Sequence

import cv2
import numpy as np

from docyard.engine.digitization.ocr.characters import Character, mean_probability
from docyard.engine.digitization.ocr.lines import Quad
from docyard.engine.digitization.pixels import Pixels

_SAMPLE = 8
_SURELY_READ = 0.92
_CLEARLY_BETTER = 0.05


Read = Callable[[Pixels], tuple[Character, ...]]


def clockwise_turn(lines: Sequence[Pixels], quads: Sequence[Quad], read: Read) -> int:
    """Return the degrees (0, 90, 180, 270) by which a page must be turned to stand upright.

    The longest lines are recognised as they stand; only where they read badly, or run from top
    to bottom, also the other way round.

    Args:
        lines: cut out of the page.
        quads: where each stands.
        read: recognises a line.
    """
    sample = sorted(range(len(quads)), key=lambda index: -_length(quads[index]))[:_SAMPLE]
    across = [lines[index] for index in sample if is_across(quads[index])]
    if len(across) * 2 >= len(sample):
        return _better_way(across, read, turns=(0, 180))
    along = [lines[index] for index in sample if not is_across(quads[index])]
    # Sideways lines are cut out turned counter-clockwise, which is 270 degrees clockwise.
    return _better_way(along, read, turns=(270, 90), keep=_is_set_downwards)


def _better_way(
    lines: Sequence[Pixels],
    read: Read,
    *,
    turns: tuple[int, int],
    keep: Callable[[Sequence[Character]], bool] = lambda _: False,
) -> int:
    as_cut = [character for line in lines for character in read(line)]
    if not lines or keep(as_cut):
        return 0
    if mean_probability(as_cut) >= _SURELY_READ:
        return turns[0]
    reversed_ = [character for line in lines for character in read(np.rot90(line, 2))]
    gain = mean_probability(reversed_) - mean_probability(as_cut)
    return turns[1] if gain > _CLEARLY_BETTER else turns[0]


def _is_set_downwards(characters: Sequence[Character]) -> bool:
    """Tell whether lines from top to bottom are how the script is set, not a sign of turning."""
    letters = [character.text for character in characters if character.text.isalpha()]
    eastern = sum(
        unicodedata.name(letter[0], "").startswith(("CJK", "HIRAGANA", "KATAKANA")) for letter in letters
    )
    return eastern * 2 > len(letters)


def is_across(quad: Quad) -> bool:
    """Tell whether a run of text lies rather than stands."""
    width, height = _size(quad)
    return height < 1.5 * width


def cut_out(image: Pixels, quad: Quad) -> Pixels:
    """Return a run of text as a lying image; standing ones are turned counter-clockwise."""
    width, height = (max(1, round(side)) for side in _size(quad))
    target = np.array([[0, 0], [width, 0], [width, height], [0, height]], dtype=np.float32)
    crop = cv2.warpPerspective(
        image,
        cv2.getPerspectiveTransform(quad, target),
        (width, height),
        borderMode=cv2.BORDER_REPLICATE,
        flags=cv2.INTER_CUBIC,
    )
    return np.asarray(crop if is_across(quad) else np.rot90(crop), dtype=np.uint8)


def _length(quad: Quad) -> float:
    return max(_size(quad))


def _size(quad: Quad) -> tuple[float, float]:
    top_left, top_right, bottom_right, bottom_left = quad
    width = max(np.linalg.norm(top_right - top_left), np.linalg.norm(bottom_right - bottom_left))
    height = max(np.linalg.norm(bottom_left - top_left), np.linalg.norm(bottom_right - top_right))
    return float(width), float(height)
