"""A trained model of one concept, such as the total of a receipt: words first, then trees over everything."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from docyard.engine.extraction.calibration import Calibration
from docyard.engine.extraction.describe import Described
from docyard.engine.extraction.evidence import Evidence, Matrix
from docyard.engine.extraction.rules import rule_scores
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
        inside: logistic regression over a segment's words, "part of the value"; None for types within one line.
        trees: over the dense features, ``words`` and ``inside``.
        calibration: turns the winning score into the share of such answers that are right.
    """

    words: Linear
    inside: Linear | None
    trees: Trees
    calibration: Calibration


def model_scores(model: Model, view: Described, *, around: Buckets, segments: Buckets) -> Score:
    """Give each candidate's logit of being the concept's value.

    Args:
        around: ``candidate_buckets`` of the view's evidence.
        segments: ``segment_buckets`` of its layout.
    """
    inside = linear_scores(model.inside, segments) if model.inside else None
    rules = rule_scores(view.matrix, view.target)
    rows = stacked(view.matrix, rules, linear_scores(model.words, around), inside_columns(view.evidence, inside))
    return tree_scores(model.trees, rows)


def stacked(matrix: Matrix, rules: Score, words: Score, inside: Matrix) -> Matrix:
    """Join dense features, the rules and the scores of the linear models, in the order the trees were trained on."""
    return np.hstack([matrix, rules[:, None], words[:, None], inside])


def inside_columns(evidence: Evidence, scores: Score | None) -> Matrix:
    """Summarise segment scores per candidate: mean, least, first, last, the segment before and the one after."""
    result = np.full((len(evidence.candidates), INSIDE_COLUMNS), NO_SEGMENT, np.float32)
    if scores is None:
        return result
    padded = np.append(scores, np.float32(NO_SEGMENT))
    for i, candidate in enumerate(evidence.candidates):
        own = padded[[span.segment for span in candidate.spans]]
        before, after = candidate.spans[0].segment - 1, candidate.spans[-1].segment + 1
        result[i] = own.mean(), own.min(), own[0], own[-1], padded[before], padded[after]
    return result
