"""How wide text is set: fixed shares of its size, near those of a common sans-serif type."""

import unicodedata
from functools import lru_cache

ASCENT = 0.76
"""Height of letters above the baseline, in sizes."""
DESCENT = 0.24
"""Depth of letters below it."""
LEADING = 1.3
"""From baseline to baseline."""
FIXED = 0.6
"""Width of every character of preformatted text."""
SPACE = 0.28

_NARROW = frozenset("ijlI.,:;'|!`·")
_SLIM = frozenset('ftr()[]{}/\\"-°')
_BROAD = frozenset("mwMW@%—…")


def width(text: str, size_pt: float) -> float:
    """Return the width of a word in points."""
    return sum(map(_share, text)) * size_pt


@lru_cache(maxsize=4096)
def _share(character: str) -> float:
    if character in _NARROW:
        return 0.28
    if character in _SLIM:
        return 0.37
    if character in _BROAD:
        return 0.88
    if unicodedata.combining(character) or unicodedata.category(character) in {"Cf", "Mn"}:
        return 0.0
    if unicodedata.east_asian_width(character) in {"W", "F"}:
        return 1.0
    return 0.67 if character.isupper() else 0.56
