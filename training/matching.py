"""When does a candidate say what the label says."""

import re
import unicodedata
from collections.abc import Sequence

from rapidfuzz import fuzz

from docyard.domain.apps import ValueType
from docyard.engine.extraction.candidates import Candidate
from docyard.engine.extraction.candidates.amounts import parse_amount
from docyard.engine.values.dates import readings

# The least likeness, 0 to 100, at which the most similar text counts as the value misread by an OCR.
ALIKE = 85.0
TEXT_TYPES = frozenset({ValueType.TEXT, ValueType.ORGANIZATION, ValueType.PERSON, ValueType.ADDRESS})
AMOUNT_TYPES = frozenset({ValueType.AMOUNT, ValueType.NUMBER})


def right_candidates(candidates: Sequence[Candidate], value: str, value_type: ValueType) -> list[int]:
    """Give the positions of the right candidates: those printed alike, else those that mean the same.

    Text that the OCR misread everywhere falls back to the most similar candidates.
    """
    exact = [i for i, c in enumerate(candidates) if _printed(c.text) == _printed(value)]
    if exact:
        return exact
    same = [i for i, c in enumerate(candidates) if means_the_same(c.text, value, value_type)]
    if same or value_type not in TEXT_TYPES or not candidates:
        return same
    likeness = [fuzz.ratio(letters(c.text), letters(value)) for c in candidates]
    best = max(likeness)
    return [i for i, x in enumerate(likeness) if x == best] if best >= ALIKE else []


def means_the_same(text: str, value: str, value_type: ValueType) -> bool:
    """Compare two values by what they say, not by how they are printed."""
    if value_type in AMOUNT_TYPES:
        a, b = parse_amount(text), parse_amount(value)
        return a is not None and b is not None and abs(a - b) < 0.005
    if value_type is ValueType.DATE and readings(text) & readings(value):
        return True
    return letters(text) == letters(value)


def letters(text: str) -> str:
    """Keep letters and digits, case folded."""
    return "".join(c for c in unicodedata.normalize("NFKC", text).casefold() if c.isalnum())


def _printed(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip().upper()
