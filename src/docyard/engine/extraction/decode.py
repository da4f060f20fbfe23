"""Choose one answer per field from scored candidates, and see to it that fields agree."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from docyard.engine.extraction.calibration import log_odds
from docyard.engine.extraction.candidates import Candidate

# Copies of an answer support each other, but a long page's tenth copy says nothing new.
MOST_COPIES = 3


@dataclass(frozen=True, slots=True)
class Choice:
    """A possible answer of a field.

    Attributes:
        candidate: the best-scored of those with the same text.
        position: of ``candidate`` among all.
        support: probability, 0 to 1, that at least one of its copies is right.
    """

    candidate: Candidate
    position: int
    support: float


def ranked(
    candidates: Sequence[Candidate], scores: NDArray[np.float32], *, most_copies: int = MOST_COPIES
) -> list[Choice]:
    """Group candidates of the same text and order the answers, best first.

    Args:
        scores: one logit per candidate.
        most_copies: copies of a text that add to its support; 1 where scores are no probabilities of their own.
    """
    probabilities = 1 / (1 + np.exp(-np.clip(scores.astype(np.float64), -30, 30)))
    copies: dict[str, list[int]] = {}
    for i in np.argsort(-probabilities, kind="stable"):
        copies.setdefault(candidates[i].text, []).append(int(i))
    choices = [
        Choice(
            candidate=candidates[same[0]],
            position=same[0],
            support=float(1 - np.prod(1 - np.minimum(0.999, probabilities[same[:most_copies]]))),
        )
        for same in copies.values()
    ]
    return sorted(choices, key=lambda c: -c.support)


def strength(choices: Sequence[Choice]) -> tuple[float, float]:
    """Give the winner's logit and the logit of its lead over the runner-up; ``choices`` is not empty."""
    second = choices[1].support if len(choices) > 1 else 0.0
    return log_odds(choices[0].support), log_odds(choices[0].support - second)
