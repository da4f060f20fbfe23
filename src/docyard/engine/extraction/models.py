"""A trained model of one concept, such as the total of a receipt: words first, then trees over everything."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from docyard.engine.extraction.calibration import Calibration
from docyard.engine.extraction.describe import Described
from docyard.engine.extraction.evidence import Evidence, Matrix
from docyard.engine.extraction.rules import rule_logits
from docyard.engine.extraction.sparse import Buckets, Linear, linear_scores
from docyard.engine.extraction.trees import Trees, tree_scores

Score = NDArray[np.float32]
# Logit of a segment that does not exist, and of one that no model judges.
NO_SEGMENT = -6.0
INSIDE_COLUMNS = 6


@dataclass(frozen=True, slots=True)
class Model:
    """What was learned about one concept.

    Attributes:
        words: logistic regression over a candidate's hashed words.
        inside: logistic regression, "segment is part of the value"; None for types within one line.
        trees: over the dense features, ``words`` and ``inside``.
        prior: weight of the rules' logit added to the trees': what little data cannot teach.
        calibration: turns the winning score into the share of such answers that are right.
    """

    words: Linear
    inside: Linear | None
    trees: Trees
    prior: float
    calibration: Calibration


def model_scores(model: Model, view: Described, *, around: Buckets, segments: Buckets) -> Score:
    """Give each candidate's logit of being the concept's value.

    Args:
        model: of the concept.
        view: the concept's candidates and features.
        around: ``candidate_buckets`` of the view's evidence.
        segments: ``segment_buckets`` of its layout.
    """
    inside = linear_scores(model.inside, segments) if model.inside else None
    rules = rule_logits(view)
    rows = stacked(
        view.matrix, rules, linear_scores(model.words, around), inside_columns(view.evidence, inside)
    )
    return tree_scores(model.trees, rows) + np.float32(model.prior) * rules


def stacked(matrix: Matrix, rules: Score, words: Score, inside: Matrix) -> Matrix:
    """Join dense features, rules and linear scores in the order the trees were trained on."""
    return np.hstack([matrix, rules[:, None], words[:, None], inside])


def inside_columns(evidence: Evidence, scores: Score | None) -> Matrix:
    """Summarise segment scores per candidate: mean, least, first, last, the one before, the one after."""
    result = np.full((len(evidence.candidates), INSIDE_COLUMNS), NO_SEGMENT, np.float32)
    if scores is None:
        return result
    padded = [*scores.tolist(), NO_SEGMENT]
    for i, candidate in enumerate(evidence.candidates):
        own = [padded[span.segment] for span in candidate.spans]
        before, after = candidate.spans[0].segment - 1, candidate.spans[-1].segment + 1
        result[i] = sum(own) / len(own), min(own), own[0], own[-1], padded[before], padded[after]
    return result
