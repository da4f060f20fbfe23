"""From scores to honest confidence: the share of answers of such a score that are right."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

LEAST = 1e-4


@dataclass(frozen=True, slots=True)
class Calibration:
    """Platt scaling over the winner's logit and its lead over the next different answer.

    Fitted on predictions for documents of issuers the model had not seen. Platt, "Probabilistic outputs for
    support vector machines", 1999.
    """

    winner: float
    lead: float
    intercept: float

    def confidence(self, *, winner: float, lead: float) -> float:
        """Give the probability, 0 to 1, that the winning answer is right."""
        logit = self.winner * winner + self.lead * lead + self.intercept
        return float(1 / (1 + np.exp(-np.clip(logit, -30, 30))))


def log_odds(probability: float) -> float:
    """Turn a probability into its logit, kept finite."""
    kept = min(max(probability, LEAST), 1 - LEAST)
    return float(np.log(kept / (1 - kept)))


def expected_error(confidences: Sequence[float], right: Sequence[bool], *, bins: int = 10) -> float:
    """Measure calibration: mean gap between confidence and share of right answers over equal-width bins."""
    p, y = np.asarray(confidences, float), np.asarray(right, float)
    where = np.minimum((p * bins).astype(int), bins - 1)
    gaps: NDArray[np.float64] = np.array([abs(p[where == b].sum() - y[where == b].sum()) for b in range(bins)])
    return float(gaps.sum() / max(1, len(p)))
