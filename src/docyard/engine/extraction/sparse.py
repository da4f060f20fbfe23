"""Words as hashed features: which words a candidate has and which stand where around it."""

import re
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from docyard.engine.extraction import words
from docyard.engine.extraction.evidence import Evidence
from docyard.engine.extraction.labels import tokens
from docyard.engine.extraction.layout import Layout, Segment

BUCKETS = 1 << 18
# Words taken from each place, nearest to the candidate first kept.
WORDS_AT = {
    "left": 4,
    "up": 5,
    "down": 5,
    "prev": 5,
    "next": 5,
    "right": 3,
    "far": 8,
    "upup": 5,
    "above_label": 4,
    "below_label": 4,
}
DIGIT = re.compile(r"\d")
# Letters become A and digits 9 in a text's shape, which is told by its first characters.
SHAPED = 60
SHAPES = {
    code: "9" if chr(code).isdigit() else "A"
    for code in range(0x250)
    if chr(code).isdigit() or chr(code).isalpha()
}
SEGMENT_MARKS = (
    ("org", words.ORGANIZATION), ("adr", words.ADDRESS), ("pc", words.POSTCODE), ("bad", words.OTHER_MATTER),
    ("reg", words.REGISTRATION), ("contact", words.CONTACT), ("legal", words.LEGAL_FORM),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Buckets:
    """Rows of hashed features, each bucket once per row.

    Attributes:
        indices: buckets of all rows, one row after the other.
        borders: where each row begins, and the end of the last; ``rows + 1`` long.
    """

    indices: NDArray[np.int32]
    borders: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Linear:
    """Weights of a linear model over hashed features."""

    weights: NDArray[np.float32]
    intercept: float


def linear_scores(model: Linear, rows: Buckets) -> NDArray[np.float32]:
    """Give the model's logit for each row."""
    sums = np.concatenate([[0.0], np.cumsum(model.weights[rows.indices], dtype=np.float64)])
    return np.asarray(sums[rows.borders[1:]] - sums[rows.borders[:-1]] + model.intercept, np.float32)


def candidate_buckets(evidence: Evidence) -> Buckets:
    """Hash the words in and around each candidate, its shape and coarse place."""
    around = evidence.around
    places = {place: _hashed_texts(evidence, place, most) for place, most in WORDS_AT.items()}
    x0, x1, y0 = (evidence.column(name) for name in ("x0", "x1", "y0"))
    row, row_end = evidence.column("row"), evidence.column("row_end")
    rows: list[set[int]] = []
    bucket = _BucketOf()
    for i, candidate in enumerate(evidence.candidates):
        found = set[int]()
        for place, hashed in places.items():
            found |= hashed[int(around.index[place][i])]
        found.update(map(bucket.__getitem__, _own(candidate.text)))
        found.update(
            map(
                bucket.__getitem__,
                (
                    f"var={candidate.variant}", f"nl={len(candidate.spans)}", f"row={min(int(row[i]), 15)}",
                    f"rend={min(int(row_end[i]), 25)}", f"y={int(10 * y0[i])}", f"x={int(8 * x0[i])}",
                    f"x1={int(8 * x1[i])}",
                ),
            )
        )  # fmt: skip
        rows.append(found)
    return _buckets(rows)


def segment_buckets(layout: Layout) -> Buckets:
    """Hash the words of each segment, of the ones before and after it, and of the one to its left."""
    segments = layout.segments
    plain = [_described(s) for s in segments]
    described = {
        name: [frozenset(_bucket(name + feature) for feature in features) for features in plain]
        for name in ("own", "prev", "next")
    }
    rows: list[set[int]] = []
    for segment in segments:
        i = segment.index
        found = set(described["own"][i])
        found |= described["prev"][i - 1] if i > 0 else {_bucket("prev=none")}
        found |= described["next"][i + 1] if i + 1 < len(segments) else {_bucket("next=none")}
        found.add(_bucket(f"row={min(segment.row, 12)}"))
        found.add(_bucket("tall" if segment.box.height > 1.3 * layout.line_height else "usual"))
        if layout.left[i]:
            left = segments[layout.left[i][-1]].text
            found.update(_bucket("L=" + w) for w in _words(left)[-4:])
        rows.append(found)
    return _buckets(rows)


def _hashed_texts(evidence: Evidence, place: str, most: int) -> dict[int, frozenset[int]]:
    hashed = {}
    backward = place in ("left", "far", "up", "upup", "prev", "above_label", "below_label")
    for position in set(evidence.around.index[place].tolist()):
        found = DIGIT.sub("0", " ".join(evidence.around.tokens[position])).split()
        found = found[-most:] if backward else found[:most]
        features = [f"{place}={w}" for w in found]
        if place in ("left", "up"):
            features += [f"{place}L={' '.join(found[-2:])}", f"{place}F={' '.join(found)}"]
        hashed[position] = frozenset(map(_bucket, features))
    return hashed


def _own(text: str) -> list[str]:
    found = _words(text)
    features = ["o=" + w for w in found[:25]]
    if found:
        features += ["f=" + found[0], "e=" + found[-1], "f2=" + " ".join(found[:2])]
    return [*features, "sh=" + _shape(text), "sh1=" + _shape(text[:5])]


def _described(segment: Segment) -> list[str]:
    features = ["=" + w for w in _words(segment.text)[:10]]
    features += [f"sh={_shape(segment.text)[:8]}", f"l={min(6, len(segment.text) // 6)}"]
    return features + [mark for mark, pattern in SEGMENT_MARKS if pattern.search(segment.text)]


def _words(text: str) -> tuple[str, ...]:
    return tokens(DIGIT.sub("0", text))


def _shape(text: str) -> str:
    classes = text[:SHAPED].translate(SHAPES)
    return "".join(mark for mark, _ in groupby(classes))[:16]


class _BucketOf(dict[str, int]):
    """Buckets already computed: candidates of a page share most of their words."""

    def __missing__(self, feature: str) -> int:
        self[feature] = _bucket(feature)
        return self[feature]


def _bucket(feature: str) -> int:
    return zlib.crc32(feature.encode()) % BUCKETS


def _buckets(rows: Sequence[set[int]]) -> Buckets:
    borders = np.cumsum([0, *(len(row) for row in rows)])
    indices = np.array([bucket for row in rows for bucket in sorted(row)], np.int32)
    return Buckets(indices=indices, borders=borders)
