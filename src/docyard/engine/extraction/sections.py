"""Sections of a letter that belong to one party: the heading "Buyer" speaks for the lines below it."""

import numpy as np

from docyard.domain.apps import ValueType
from docyard.engine.extraction.evidence import Evidence, Matrix
from docyard.engine.extraction.labels import Lexicon, similarities, tokens

PARTIES = ("supplier", "customer", "ship to")
SECTION_COLUMNS = tuple(f"section_{name.replace(' ', '_')}" for name in PARTIES)
PARTY_TYPES = frozenset(
    {
        ValueType.ORGANIZATION, ValueType.PERSON, ValueType.ADDRESS, ValueType.TAX_ID, ValueType.PHONE,
        ValueType.EMAIL, ValueType.TEXT, ValueType.IDENTIFIER,
    }
)  # fmt: skip
LEAST_HEADING = 0.8
FARTHEST_ROWS = 10
# A heading further to the left or right than this share of the page's width heads another column.
FARTHEST_ASIDE = 0.18


def section_columns(evidence: Evidence, lexicon: Lexicon) -> Matrix:
    """Tell how near above each candidate its column's latest party heading stands: 1 just above, 0 none."""
    result = np.zeros((len(evidence.candidates), len(PARTIES)), np.float32)
    segments = evidence.layout.segments
    if evidence.value_type not in PARTY_TYPES or not evidence.candidates:
        return result
    scores = similarities([lexicon.labels[p] for p in PARTIES], [tokens(s.text)[:4] for s in segments])
    headings = np.flatnonzero(scores.max(axis=0) >= LEAST_HEADING)
    if not headings.size:
        return result
    rows = np.array([segments[i].row for i in headings])
    left = np.array([segments[i].box.x0 for i in headings])
    pages = np.array([segments[i].page for i in headings])
    parties = scores[:, headings].argmax(axis=0)
    for k, candidate in enumerate(evidence.candidates):
        segment = segments[candidate.spans[0].segment]
        apart = segment.row - rows
        heads = (apart > 0) & (apart <= FARTHEST_ROWS) & (pages == segment.page)
        start = (
            segments[evidence.layout.left[segment.index][0]].box.x0
            if evidence.layout.left[segment.index]
            else 1.0
        )
        aside = np.minimum(np.abs(left - segment.box.x0), np.abs(left - start))
        heads &= aside < FARTHEST_ASIDE
        if heads.any():
            latest = np.flatnonzero(heads)[apart[heads].argmin()]
            result[k, parties[latest]] = 1 - (apart[latest] - 1) / FARTHEST_ROWS
    return result
