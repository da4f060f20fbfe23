"""Rank a field's possible answers from scored candidates."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from docyard.engine.extraction.candidates import Candidate

# A lead wider than this, or over nothing, says no more.
WIDEST_LEAD = 5.0


@dataclass(frozen=True, slots=True)
class Choice:
    """A possible answer of a field.

    Attributes:
        candidate: the best-scored of those with the same text.
        position: of ``candidate`` among all.
        score: compares the document's candidates, on the scale of a logit.
        form: the rules' logit, which compares documents: whether it looks like such a value at all.
    """

    candidate: Candidate
    position: int
    score: float
    form: float


@dataclass(frozen=True, slots=True)
class Strength:
    """What tells how far to trust a winner: its score, its lead over the next different answer, its form."""

    winner: float
    lead: float
    form: float


def ranked(
    candidates: Sequence[Candidate], scores: NDArray[np.float32], forms: NDArray[np.float32]
) -> list[Choice]:
    """Order the different texts among candidates by the best score of each, best first."""
    best: dict[str, Choice] = {}
    for i in np.argsort(-scores, kind="stable"):
        candidate = candidates[i]
        best.setdefault(candidate.text, Choice(candidate, int(i), float(scores[i]), float(forms[i])))
    return list(best.values())


def strength(choices: Sequence[Choice]) -> Strength:
    """Measure the first of at least one choice against the second."""
    lead = choices[0].score - choices[1].score if len(choices) > 1 else WIDEST_LEAD
    return Strength(choices[0].score, min(max(lead, 0.0), WIDEST_LEAD), choices[0].form)
