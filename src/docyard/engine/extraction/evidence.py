"""What is known about candidates before any field is named: place, form, surroundings, arithmetic."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import Levenshtein

from docyard.domain.apps import ValueType
from docyard.engine.extraction import words
from docyard.engine.extraction.arithmetic import ARITHMETIC, arithmetic
from docyard.engine.extraction.candidates import Candidate, find_candidates
from docyard.engine.extraction.labels import tokens
from docyard.engine.extraction.layout import Layout
from docyard.engine.extraction.surroundings import Surroundings, surroundings

# Lines from a name to the postcode of its address, and the widest gap between two of them in line heights.
BLOCK_LINES, BLOCK_GAP = 5, 2.6
SHORTEST_DOMAIN = 4
Columns = dict[str, NDArray[np.float32]]
Matrix = NDArray[np.float32]

COUNTED: Mapping[str, re.Pattern[str]] = {
    "org": words.ORGANIZATION, "legal": words.LEGAL_FORM, "adr": words.ADDRESS, "pc": words.POSTCODE,
    "bad": words.OTHER_MATTER, "reg": words.REGISTRATION, "contact": words.CONTACT,
}  # fmt: skip
PLACE = (
    "gap_left", "gap_up", "gap_down", "x0", "x1", "x_middle", "y0", "y1", "page", "last_page", "row_share",
    "row",
    "row_end", "height", "height_most", "width", "off_centre", "rank_share", "rank", "rank_end", "candidates",
    "cover", "variant", "lines", "ends_segment", "starts_segment", "confidence", "row_amounts", "block",
)  # fmt: skip
FORM = (
    "length", "words", "digits", "upper", "alpha", "marks", "currency", "cents", "colon", "bracket",
    "end_mark",
    "starts_digit", "starts_address", "distinct_words", "letters", "copies", "domain",
)  # fmt: skip
COUNTED_AT = ("own", "prev", "next", "right", "up", "down", "downdown")
NEAR = tuple(f"{place}_{name}" for place in COUNTED_AT for name in COUNTED)
COLUMNS = (*PLACE, *FORM, *NEAR, *ARITHMETIC)


@dataclass(frozen=True, slots=True)
class Evidence:
    """Candidates of one type in one layout.

    Attributes:
        matrix: one row per candidate, columns as ``COLUMNS``.
    """

    layout: Layout
    value_type: ValueType
    candidates: tuple[Candidate, ...]
    around: Surroundings
    matrix: Matrix

    def column(self, name: str) -> NDArray[np.float32]:
        """Give one named column of ``matrix``."""
        column: NDArray[np.float32] = self.matrix[:, COLUMNS.index(name)]
        return column


def gather(layout: Layout, value_type: ValueType) -> Evidence:
    """Find a type's candidates and describe each by the columns of ``COLUMNS``."""
    candidates = find_candidates(layout, value_type)
    around = surroundings(layout, candidates)
    columns = _place(layout, candidates) | _form(candidates) | _near(around)
    columns["domain"] = _domains(layout, candidates, value_type)
    columns |= arithmetic(candidates, with_sums=value_type in (ValueType.AMOUNT, ValueType.NUMBER))
    matrix = (
        np.stack([columns[name] for name in COLUMNS], axis=1) if candidates else np.zeros((0, len(COLUMNS)))
    )
    return Evidence(layout, value_type, candidates, around, matrix.astype(np.float32))


def _place(layout: Layout, candidates: Sequence[Candidate]) -> Columns:
    n = len(candidates)
    first = np.array([c.spans[0].segment for c in candidates], np.intp)
    last = np.array([c.spans[-1].segment for c in candidates], np.intp)
    segments = layout.segments
    boxes = np.array([(s.box.x0, s.box.y0, s.box.x1, s.box.y1) for s in segments]).reshape(-1, 4)
    rows, pages = np.array([s.row for s in segments]), np.array([s.page for s in segments])
    lengths = np.array([max(1, len(s.text)) for s in segments])
    starts, ends = (
        np.array([c.spans[0].start for c in candidates]),
        np.array([c.spans[-1].end for c in candidates]),
    )
    line, last_row = layout.line_height, max(1, layout.rows - 1)
    widths = boxes[:, 2] - boxes[:, 0]
    x0 = boxes[first, 0] + widths[first] * starts / lengths[first] if n else np.zeros(0)
    x1 = boxes[last, 0] + widths[last] * ends / lengths[last] if n else np.zeros(0)
    several = first != last
    x0 = np.where(several, boxes[first, 0], x0)
    x1 = np.where(several, boxes[last, 2], x1)
    heights = boxes[:, 3] - boxes[:, 1]
    up, down = np.array(layout.up, np.intp)[first], np.array(layout.down, np.intp)[last]
    near_left = np.array([left[-1] if left else -1 for left in layout.left], np.intp)[first]
    order = np.lexsort((x0, boxes[first, 1], pages[first]))
    rank = np.empty(n)
    rank[order] = np.arange(n)
    within = np.array(
        [bool(segments[c.spans[0].segment].text[: c.spans[0].start].strip()) for c in candidates], bool
    )
    gap_left = np.where(within, 0.0, np.where(near_left >= 0, x0 - boxes[near_left, 2], 1.0))
    columns = {
        "gap_left": gap_left,
        "gap_up": np.where(up >= 0, np.minimum((boxes[first, 1] - boxes[up, 3]) / line, 9), 9),
        "gap_down": np.where(down >= 0, np.minimum((boxes[down, 1] - boxes[last, 3]) / line, 9), 9),
        "x0": x0, "x1": x1, "x_middle": (x0 + x1) / 2,
        "y0": boxes[first, 1] / layout.page_height, "y1": boxes[last, 3] / layout.page_height,
        "page": pages[first], "last_page": pages[first] == len(layout.pages) - 1,
        "row_share": rows[first] / last_row, "row": np.minimum(rows[first], 40),
        "row_end": np.minimum(last_row - rows[last], 40),
        "height": heights[first] / line, "height_most": heights[first] / max(heights.max(initial=0.0), 1e-6),
        "width": x1 - x0, "off_centre": np.abs((x0 + x1) / 2 - 0.5),
        "rank_share": rank / max(1, n), "rank": np.minimum(rank, 30),
        "rank_end": np.minimum(n - 1 - rank, 30),
        "candidates": np.full(n, min(n, 500)),
        "cover": np.where(several, 1.0, (ends - starts) / lengths[first]),
        "variant": [c.variant for c in candidates], "lines": [len(c.spans) for c in candidates],
        "ends_segment": [not segments[i].text[int(end) :].strip() for i, end in zip(last, ends, strict=True)],
        "starts_segment": ~within,
        "confidence": np.array([np.mean([w.confidence for w in s.words]) for s in segments])[first],
        "row_amounts": _row_amounts(layout)[first], "block": _blocks(layout)[last],
    }  # fmt: skip
    return {name: np.asarray(values, np.float32) for name, values in columns.items()}


def _row_amounts(layout: Layout) -> NDArray[np.float32]:
    """Count the segments in each one's row that end in an amount with cents: rows of goods have several."""
    ends = np.array([words.CENTS.search(s.text) is not None for s in layout.segments], np.float32)
    rows = np.array([s.row for s in layout.segments], np.intp)
    return np.bincount(rows, weights=ends, minlength=layout.rows)[rows].astype(np.float32)


def _blocks(layout: Layout) -> NDArray[np.float32]:
    """Tell how near below each segment the postcode of its block stands: 1 for the next line, 0 for none."""
    result = np.zeros(len(layout.segments), np.float32)
    for segment in layout.segments:
        above, below = segment, layout.down[segment.index]
        for apart in range(BLOCK_LINES):
            if below < 0:
                break
            line = layout.segments[below]
            if line.box.y0 - above.box.y1 > BLOCK_GAP * max(layout.line_height, above.box.height):
                break
            if words.POSTAL_LINE.search(line.text):
                result[segment.index] = 1 - apart / BLOCK_LINES
                break
            above, below = line, layout.down[below]
    return result


def _domains(layout: Layout, candidates: Sequence[Candidate], value_type: ValueType) -> NDArray[np.float32]:
    """Tell how alike names are to the e-mail and web addresses of the document, 0 to 1."""
    result = np.zeros(len(candidates), np.float32)
    found = {m[1].lower() for s in layout.segments for m in words.DOMAIN.finditer(s.text)}
    domains = {re.sub(r"[^a-z0-9]", "", d) for d in found} - {""}
    if value_type is not ValueType.ORGANIZATION or not domains:
        return result
    for i, candidate in enumerate(candidates):
        name = "".join(tokens(words.LEGAL_FORM.sub(" ", candidate.text)))
        if len(name) >= SHORTEST_DOMAIN:
            result[i] = max(Levenshtein.normalized_similarity(name, domain) for domain in domains)
    return result


def _form(candidates: Sequence[Candidate]) -> Columns:
    texts = [c.text for c in candidates]
    plain = ["".join(tokens(t)) for t in texts]
    copies = Counter(plain)
    classes = [t.translate(CHARACTER_CLASSES) for t in texts]
    letters = [c.count("a") + c.count("A") for c in classes]
    n = [len(t) for t in texts]
    columns = {
        "length": n,
        "words": [t.count(" ") + 1 for t in texts],
        "digits": [c.count("0") / k for c, k in zip(classes, n, strict=True)],
        "upper": [c.count("A") / max(1, k) for c, k in zip(classes, letters, strict=True)],
        "alpha": [a / k for a, k in zip(letters, n, strict=True)],
        "marks": [c.count("#") / k for c, k in zip(classes, n, strict=True)],
        "currency": [words.CURRENCY.search(t) is not None for t in texts],
        "cents": [words.CENTS.search(t) is not None for t in texts],
        "colon": [":" in t for t in texts],
        "bracket": ["(" in t for t in texts],
        "end_mark": [t[-1] in ",." for t in texts],
        "starts_digit": [t[0].isdigit() for t in texts],
        "starts_address": [words.STARTS_LIKE_ADDRESS.match(t) is not None for t in texts],
        "distinct_words": [len(set(t.lower().split())) for t in texts],
        "letters": [len(p) for p in plain],
        "copies": [copies[p] for p in plain],
    }
    return {name: np.asarray(values, np.float32) for name, values in columns.items()}


def _class(character: str) -> str:
    """Class a character: digits 0, capitals A, other letters a, marks #; spaces stay."""
    if character.isdigit():
        return "0"
    if character.isalpha():
        return "A" if character.isupper() else "a"
    return " " if character.isspace() else "#"


class _CharacterClasses(dict[int, str]):
    """Table for ``str.translate`` that knows Latin letters by heart and looks the others up."""

    def __missing__(self, code: int) -> str:
        return _class(chr(code))


CHARACTER_CLASSES = _CharacterClasses({code: _class(chr(code)) for code in range(0x250)})


def _near(around: Surroundings) -> Columns:
    counts = _word_counts(around.texts)
    return {
        f"{place}_{name}": counts[around.index[place], k]
        for place in COUNTED_AT
        for k, name in enumerate(COUNTED)
    }


def _word_counts(texts: Sequence[str]) -> Matrix:
    """Count the words of each text that each pattern of ``COUNTED`` finds: texts by patterns."""
    split = [text.split() or [""] for text in texts]
    vocabulary = {word: i for i, word in enumerate(dict.fromkeys(w for found in split for w in found))}
    hits = np.array([[p.search(w) is not None for p in COUNTED.values()] for w in vocabulary], np.float32)
    flat = np.array([vocabulary[w] for found in split for w in found])
    starts = np.cumsum([0, *(len(found) for found in split)])[:-1]
    counts: Matrix = np.add.reduceat(hits[flat], starts, axis=0)
    return counts
