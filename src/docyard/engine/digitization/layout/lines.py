"""Text into lines no wider than they may be."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from docyard.engine.digitization.layout import widths
from docyard.engine.digitization.reading_order import reads_from_right

_TAB_STOP_PT = 36.0
_PIECE = re.compile(r"\t|[^\s\x00-\x1f\x7f\u200b\ufeff]+")
_COLUMN = re.compile(r"[^\s\x00-\x1f\x7f\u200b\ufeff]+")
_TAB_COLUMNS = 8
_SLACK_PT = 0.01
"""Sums of widths that ought to be the same differ by less than this."""


@dataclass(frozen=True, slots=True)
class SetWord:
    """A word in its line: distance from the line's left end, and its width, in points."""

    text: str
    x_pt: float
    width_pt: float


SetLine = tuple[SetWord, ...]


def wrapped(text: str, *, width_pt: float, size_pt: float) -> Iterator[SetLine]:
    """Yield the lines of running text; one in a script read from the right ends at the right."""
    for printed in text.splitlines() or [""]:
        from_right = reads_from_right(printed)
        for line in _filled(printed, width_pt=width_pt, size_pt=size_pt):
            yield _mirrored(line, width_pt=width_pt) if from_right else line


def natural_width(text: str, *, size_pt: float) -> float:
    """Return the width of the widest line if none were broken."""
    space = widths.SPACE * size_pt
    return max(
        (
            sum(widths.width(piece, size_pt) + space for piece in printed.split())
            + _TAB_STOP_PT * printed.count("\t")
            for printed in text.splitlines()
        ),
        default=0.0,
    )


def longest_word(text: str, *, size_pt: float) -> float:
    """Return the width of the widest word."""
    return max((widths.width(word, size_pt) for word in text.split()), default=0.0)


def in_columns(text: str, *, size_pt: float, columns: int) -> Iterator[SetLine]:
    """Yield lines of equally wide characters, tabs set out, cut after so many columns."""
    advance = widths.FIXED * size_pt
    for printed in text.splitlines():
        for part in _cut(printed.expandtabs(_TAB_COLUMNS), columns):
            yield tuple(
                SetWord(word.group(), word.start() * advance, len(word.group()) * advance)
                for word in _COLUMN.finditer(part)
            )


def _cut(line: str, columns: int) -> Iterator[str]:
    """Yield a line in parts of at most so many columns, between words where there is a gap."""
    while len(line) > columns:
        gap = line.rfind(" ", columns // 2, columns + 1)
        end = gap if gap > 0 else columns
        yield line[:end]
        line = line[end:].lstrip(" ")
    yield line


def _filled(text: str, *, width_pt: float, size_pt: float) -> Iterator[SetLine]:
    space = widths.SPACE * size_pt
    line: list[SetWord] = []
    x = 0.0
    for piece in _PIECE.findall(text):
        if piece == "\t":
            x = (x // _TAB_STOP_PT + 1) * _TAB_STOP_PT
            continue
        for part in _parts(piece, width_pt=width_pt, size_pt=size_pt):
            width = widths.width(part, size_pt)
            if line and x + width > width_pt + _SLACK_PT:
                yield tuple(line)
                line, x = [], 0.0
            line.append(SetWord(part, min(x, max(0.0, width_pt - width)), width))
            x += width + space
    yield tuple(line)


def _parts(word: str, *, width_pt: float, size_pt: float) -> Iterator[str]:
    """Yield a word, in parts where it is wider than a line."""
    if len(word) < 20 or widths.width(word, size_pt) <= width_pt + _SLACK_PT:
        yield word
        return
    start, width = 0, 0.0
    for at, character in enumerate(word):
        advance = widths.width(character, size_pt)
        if at > start and width + advance > width_pt:
            yield word[start:at]
            start, width = at, 0.0
        width += advance
    yield word[start:]


def _mirrored(line: SetLine, *, width_pt: float) -> SetLine:
    return tuple(SetWord(word.text, width_pt - word.x_pt - word.width_pt, word.width_pt) for word in line)
