"""Printed forms: where the labels of their cells stand.

Labels of forms are sentences ("Name (as shown on your income tax return)"), often behind the number of a box,
so what counts is whether the words of a label begin a line, not how much of a neighbourhood they make up.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from rapidfuzz.distance import Levenshtein
from rapidfuzz.process import cdist

from docyard.engine.extraction.labels import SIMILAR_WORD, STOP_WORDS, Target, Tokens, tokens
from docyard.engine.extraction.layout import Layout, Segment

# Number of a box, as in "12 Section 409A deferrals" and "6a Foreign tax identifying number".
BOX_NUMBER = re.compile(
    r"^\W*(?:box |line )?(?P<number>[1-9]\d?[a-z]?)\.?(?=\s+[^\W\d_]{2}|\s+40[19]|\s*$)", re.IGNORECASE
)
ALONE = re.compile(r"^[1-9]\d?[a-z]?\.?$")
NEXT_BOX = re.compile(r"\s(?=[1-9]\d?[a-z]?\s+[A-Z][a-z])")
# A label must have this share of an alias's words, in order, from its beginning on.
LEAST_LIKE, PLAIN_LIKE = 0.75, 0.9
# What a word that an alias does not have costs.
SKIPPED = 0.04
# What a word counts that is only similar.
MISREAD = 0.9
# A document with this many labels found, and this many in numbered boxes, counts as a form.
FORM_LABELS = 4
FORM_NUMBERS = 2
LONG_LABEL = 3
# Lines of one cell begin within this share of the page's width, and follow within this many line heights.
SAME_EDGE = 0.03
FARTHEST_LINE = 1.1


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a segment that may be a label: forms put several side by side.

    Attributes:
        words: without stop words and the number of the box.
        number: of the box, if one stands before it.
        x0, x1: from the number on, in shares of the page's width.
    """

    segment: Segment
    words: Tokens
    number: str | None
    x0: float
    x1: float


@dataclass(frozen=True, slots=True)
class Label:
    """A label of a target where it stands; ``last`` is its last line, ``like`` how sure it is, 0 to 1."""

    piece: Piece
    last: Piece
    like: float
    words: Tokens

    @property
    def is_plain(self) -> bool:
        """Whether it can hardly be anything else."""
        return self.like >= PLAIN_LIKE and (self.piece.number is not None or len(self.words) >= LONG_LABEL)


@dataclass(frozen=True, slots=True)
class Form:
    """A layout with its pieces by segment; ``labels`` are the ids of those that label something.

    ``found`` holds the places of each target's labels, likest first.
    """

    layout: Layout
    pieces: Mapping[int, Sequence[Piece]]
    labels: frozenset[int]
    found: Sequence[Sequence[Label]]

    def labels_of(self, segment: Segment) -> list[Piece]:
        """Give the labels in a segment."""
        return [p for p in self.pieces.get(segment.index, ()) if id(p) in self.labels]


def read_form(layout: Layout, targets: Sequence[Target]) -> Form | None:
    """Find the labels of targets in a form; None if the document is none."""
    pieces: dict[int, list[Piece]] = {}
    for piece in _pieces(layout):
        pieces.setdefault(piece.segment.index, []).append(piece)
    found = _find_labels(layout, pieces, targets)
    plain = {id(f.piece): f.piece.number for places in found for f in places if f.is_plain}
    if len(plain) < FORM_LABELS or sum(number is not None for number in plain.values()) < FORM_NUMBERS:
        return None
    every = [piece for some in pieces.values() for piece in some]
    return Form(layout, pieces, _labelling(every, found), found)


def same_word(one: str, other: str) -> bool:
    """Tell whether two words are one, the other perhaps misread."""
    if one == other:
        return True
    return min(len(one), len(other)) > 3 and Levenshtein.normalized_similarity(one, other) >= SIMILAR_WORD


def rows_below(layout: Layout, segment: Segment, *, most: int) -> list[list[Segment]]:
    """Give the next rows below a segment on its page."""
    found: dict[int, list[Segment]] = {}
    for other in layout.segments[segment.index + 1 :]:
        if other.page != segment.page or other.row > segment.row + most:
            break
        if other.row > segment.row:
            found.setdefault(other.row, []).append(other)
    return list(found.values())


def _pieces(layout: Layout) -> Iterator[Piece]:
    for segment in layout.segments:
        cuts = [0, *(m.end() for m in NEXT_BOX.finditer(segment.text)), len(segment.text)]
        share = segment.box.width / max(1, len(segment.text))
        for start, end in pairwise(cuts):
            text = segment.text[start:end]
            number = BOX_NUMBER.match(text)
            before = _number_before(layout, segment) if start == 0 and number is None else None
            words = _content(text[number.end() :] if number else text)
            if words or number:
                printed = number["number"] if number else before.text.strip(". ") if before else None
                left = before.box.x0 if before else segment.box.x0 + share * start
                yield Piece(segment, words, printed, left, segment.box.x0 + share * end)


def _number_before(layout: Layout, segment: Segment) -> Segment | None:
    before = layout.left[segment.index]
    near = layout.segments[before[-1]] if before else None
    # What goes on in small letters is a sentence with a number written into it.
    return near if near and ALONE.match(near.text) and segment.text[:1].isupper() else None


def _content(text: str) -> Tokens:
    return tuple(w for w in tokens(text) if w not in STOP_WORDS)


def _find_labels(
    layout: Layout, pieces: Mapping[int, Sequence[Piece]], targets: Sequence[Target]
) -> list[list[Label]]:
    every = [piece for some in pieces.values() for piece in some]
    wanted = [[label for text in t.labels if (label := _content(" ".join(text)))] for t in targets]
    begins = _beginnings({label[0] for labels in wanted for label in labels}, every)
    found: list[list[Label]] = []
    for labels in wanted:
        best: dict[int, Label] = {}
        for label in labels:
            for piece in begins.get(label[0], ()):
                place = _place(layout, pieces, piece, label)
                old = best.get(id(piece))
                if place and (not old or (place.like, len(label)) > (old.like, len(old.words))):
                    best[id(piece)] = place
        found.append(sorted(best.values(), key=lambda f: (-f.like, f.piece.segment.index, f.piece.x0)))
    return found


def _beginnings(firsts: set[str], pieces: Sequence[Piece]) -> dict[str, list[Piece]]:
    """Give for each first word of a label the pieces of which it may be the first or second word."""
    by_word: dict[str, list[Piece]] = {}
    for piece in pieces:
        for word in dict.fromkeys(piece.words[:2]):
            by_word.setdefault(word, []).append(piece)
    rows, columns = sorted(firsts), sorted(by_word)
    if not rows or not columns:
        return {}
    similar = cdist(rows, columns, scorer=Levenshtein.normalized_similarity, score_cutoff=SIMILAR_WORD)
    found: dict[str, list[Piece]] = {}
    for row, column in zip(*np.nonzero(similar), strict=True):
        if same_word(rows[int(row)], columns[int(column)]):
            found.setdefault(rows[int(row)], []).extend(by_word[columns[int(column)]])
    return found


def _place(
    layout: Layout, pieces: Mapping[int, Sequence[Piece]], piece: Piece, label: Tokens
) -> Label | None:
    """Compare a label with what a piece and the lines below say; None if they say something else."""
    last, words = piece, piece.words
    while len(words) < len(label) and (following := _next_line(layout, pieces, last)) is not None:
        last, words = following, (*words, *following.words)
    like = _likeness(label, words)
    return Label(piece, last, like, label) if like >= LEAST_LIKE else None


def _next_line(layout: Layout, pieces: Mapping[int, Sequence[Piece]], piece: Piece) -> Piece | None:
    """Give the piece right below that may continue a piece as a label."""
    for segments in rows_below(layout, piece.segment, most=2):
        for other in (p for s in segments for p in pieces.get(s.index, ())):
            apart = other.segment.box.y0 - piece.segment.box.y1
            aligned = abs(other.x0 - piece.x0) < SAME_EDGE and other.number is None
            if aligned and apart < FARTHEST_LINE * piece.segment.box.height:
                return other
    return None


def _likeness(label: Tokens, words: Tokens) -> float:
    """Give the share of a label's words that the words begin with, in order."""
    if len(label) == 1 and len(words) > 1:
        return 0.0
    position, hits, skipped = 0, 0.0, 0
    for word in label:
        for k in range(position, min(position + 2, len(words))):
            if same_word(word, words[k]):
                hits += 1 if word == words[k] else MISREAD
                position, skipped = k + 1, skipped + k - position
                break
    return hits / len(label) - SKIPPED * skipped


def likest(places: Sequence[Label]) -> list[Label]:
    """Give the places that are as like a target's label as its best one."""
    return [f for f in places if f.like > places[0].like - SKIPPED / 2]


def _labelling(pieces: Sequence[Piece], found: Sequence[Sequence[Label]]) -> frozenset[int]:
    """Give the ids of pieces that are labels: those of targets, and those of further numbered boxes."""
    labels = {id(p) for places in found for f in likest(places) for p in (f.piece, f.last)}
    numbers = {p.number for p in pieces if id(p) in labels and p.number}
    highest = max((_count(number) for number in numbers), default=0)
    # "7 Wilson Street" is no box where box 7 is known, and neither is what is far beyond the last.
    return frozenset(labels).union(
        id(p)
        for p in pieces
        if p.number and p.words and p.number not in numbers and _count(p.number) <= highest + 1
    )


def _count(number: str) -> int:
    return int(re.sub(r"\D", "", number))
