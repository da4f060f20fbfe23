"""What stands around each candidate, as text: to its left, above, below, before and after it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from docyard.engine.extraction.candidates import Candidate
from docyard.engine.extraction.candidates.currencies import CODES
from docyard.engine.extraction.labels import Tokens, tokens
from docyard.engine.extraction.layout import Layout

# The places looked at. Those listed in FORWARD are read from their start, the others from their end.
PLACES = (
    "left", "far", "up", "upup", "down", "downdown", "right", "own", "prev", "next", "above_label",
    "below_label",
)  # fmt: skip
FORWARD = frozenset({"down", "downdown", "right", "own", "next"})
MOST_CHARACTERS = 80
MOST_TOKENS = 8
# What may stand between a label and its value: a colon, a currency, a first bracket.
BETWEEN = re.compile(r"(?:[^\w\s]|\s|(?:" + CODES + r"|RM|Rs)\b)+")
# A line further above than this many line heights says nothing about a candidate.
FARTHEST_ABOVE = 4.0


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Texts around candidates, each distinct text once.

    Attributes:
        texts: distinct texts, the first is empty.
        tokens: words of each text nearest to the candidate, at most ``MOST_TOKENS``.
        index: per place, one position in ``texts`` for each candidate.
    """

    texts: tuple[str, ...]
    tokens: tuple[Tokens, ...]
    index: dict[str, NDArray[np.intp]]


def surroundings(layout: Layout, candidates: Sequence[Candidate]) -> Surroundings:
    """Collect the texts around each candidate."""
    known: dict[tuple[str, bool], int] = {("", False): 0, ("", True): 0}
    texts, words = [""], [Tokens()]
    index: dict[str, NDArray[np.intp]] = {place: np.zeros(len(candidates), np.intp) for place in PLACES}
    for i, candidate in enumerate(candidates):
        for place, text in zip(PLACES, _around(layout, candidate), strict=True):
            forward = place in FORWARD
            if (text, forward) not in known:
                known[text, forward] = len(texts)
                found = tokens(text[:MOST_CHARACTERS] if forward else text[-MOST_CHARACTERS:])
                texts.append(text)
                words.append(found[:MOST_TOKENS] if forward else found[-MOST_TOKENS:])
            index[place][i] = known[text, forward]
    return Surroundings(texts=tuple(texts), tokens=tuple(words), index=index)


def _around(layout: Layout, candidate: Candidate) -> tuple[str, ...]:
    first, last = candidate.spans[0], candidate.spans[-1]
    segments = layout.segments
    segment = segments[first.segment]
    before, after = segment.text[: first.start], segments[last.segment].text[last.end :]
    left = layout.left[first.segment]
    said = [segments[i].text for i in left if not BETWEEN.fullmatch(segments[i].text)]
    near = said[-1] if said else ""
    up = layout.up[first.segment]
    if up >= 0 and segment.box.y0 - segments[up].box.y1 > FARTHEST_ABOVE * layout.line_height:
        up = -1
    upup = layout.up[up] if up >= 0 else -1
    if up >= 0 and _labels_what_is_beside(layout, up):
        up = -1
    down, right = layout.down[last.segment], layout.right[last.segment]
    downdown = layout.down[down] if down >= 0 else -1
    return (
        before if len(before.strip()) > 1 else near,
        " ".join([*(segments[i].text for i in left), before]).strip(),
        segments[up].text if up >= 0 else "",
        segments[upup].text if upup >= 0 else "",
        segments[down].text if down >= 0 else "",
        segments[downdown].text if downdown >= 0 else "",
        after if len(after.strip()) > 1 else (segments[right].text if right >= 0 else ""),
        candidate.text,
        segments[first.segment - 1].text if first.segment > 0 else "",
        segments[last.segment + 1].text if last.segment + 1 < len(segments) else "",
        _left_of(layout, up),
        _left_of(layout, down),
    )


def _labels_what_is_beside(layout: Layout, index: int) -> bool:
    """Tell whether a line ends in a colon and its value stands to its right, not below."""
    right = layout.right[index]
    if right < 0:
        return False
    own, beside = layout.segments[index].text, layout.segments[right].text
    return beside == ":" or (own.endswith(":") and ":" not in beside)


def _left_of(layout: Layout, index: int) -> str:
    """Give the text left of a neighbour: what labels the row above or below."""
    return " ".join(layout.segments[i].text for i in layout.left[index]) if index >= 0 else ""
