"""From scores to honest confidence: the share of answers of such a score that are right."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from docyard.engine.extraction.decode import Strength


@dataclass(frozen=True, slots=True)
class Calibration:
    """Platt scaling over the winner's score, its lead over the next different answer, and its form.

    Fitted on predictions for documents of issuers the model had not seen. Platt, "Probabilistic outputs for
    support vector machines", 1999.
    """

    winner: float
    lead: float
    form: float
    intercept: float

    def confidence(self, of: Strength) -> float:
        """Give the probability, 0 to 1, that the winning answer is right."""
        logit = self.winner * of.winner + self.lead * of.lead + self.form * of.form + self.intercept
        return float(1 / (1 + np.exp(-np.clip(logit, -30, 30))))


def expected_error(confidences: Sequence[float], right: Sequence[bool], *, bins: int = 10) -> float:
    """Measure calibration: mean gap between confidence and share of right answers over equal-width bins."""
    p, y = np.asarray(confidences, float), np.asarray(right, float)
    where = np.minimum((p * bins).astype(int), bins - 1)
    gaps: NDArray[np.float64] = np.array(
        [abs(p[where == b].sum() - y[where == b].sum()) for b in range(bins)]
    )
    return float(gaps.sum() / max(1, len(p)))
