"""Measure concepts on issuers they were not trained on, and calibrate on those answers."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from docyard.engine.extraction.calibration import Calibration
from docyard.engine.extraction.decode import Choice, ranked, strength
from docyard.engine.extraction.models import Model, model_scores
from docyard.engine.extraction.rules import rule_logits
from docyard.engine.extraction.sparse import Buckets
from training.fit import Example, fit_model
from training.folds import folds_by_issuer

OUTER_FOLDS = 5
NO_SEGMENTS = Buckets(indices=np.zeros(0, np.int32), borders=np.zeros(1, np.int64))


@dataclass(frozen=True, slots=True)
class Pick:
    """The best answer of one example by a model that had not seen its issuer.

    Attributes:
        text: None when there was no candidate.
        is_right: whether the candidate is one of the example's right ones.
    """

    text: str | None
    winner: float
    lead: float
    is_right: bool


def held_out_picks(examples: Sequence[Example], *, seed: int) -> list[Pick]:
    """Fit on all folds but one and answer that one, for each fold of issuers."""
    folds = folds_by_issuer([e.issuer for e in examples], count=OUTER_FOLDS, seed=seed)
    picks: dict[int, Pick] = {}
    for fold in range(OUTER_FOLDS):
        model = fit_model([e for e, f in zip(examples, folds, strict=True) if f != fold], seed=seed)
        for k in (k for k, f in enumerate(folds) if f == fold):
            picks[k] = _pick(examples[k], _ranking(model, examples[k]) if model else [])
    return [picks[k] for k in range(len(examples))]


def rule_picks(examples: Sequence[Example]) -> list[Pick]:
    """Answer each example by rules alone."""
    return [_pick(e, ranked(e.view.evidence.candidates, rule_logits(e.view), most_copies=1)) for e in examples]


def _ranking(model: Model, example: Example) -> list[Choice]:
    if not example.view.evidence.candidates:
        return []
    segments = example.segment_buckets or NO_SEGMENTS
    scores = model_scores(model, example.view, around=example.buckets, segments=segments)
    return ranked(example.view.evidence.candidates, scores)


def _pick(example: Example, ranking: Sequence[Choice]) -> Pick:
    if not ranking:
        return Pick(text=None, winner=0.0, lead=0.0, is_right=False)
    winner, lead = strength(ranking)
    return Pick(
        text=ranking[0].candidate.text,
        winner=winner,
        lead=lead,
        is_right=bool(example.right[ranking[0].position]),
    )


def calibrate(picks: Sequence[Pick]) -> Calibration:
    """Fit Platt scaling to answered picks; falls back to the mean when all are right or all are wrong."""
    from sklearn.linear_model import LogisticRegression

    answered = [p for p in picks if p.text is not None]
    right = np.array([p.is_right for p in answered])
    if not 0 < right.sum() < len(right):
        share = (right.sum() + 1) / (len(right) + 2)
        return Calibration(winner=0.0, lead=0.0, intercept=float(np.log(share / (1 - share))))
    fitted = LogisticRegression(C=1.0).fit(np.array([[p.winner, p.lead] for p in answered]), right)
    # A better score must never lower the confidence.
    winner, lead = (max(0.0, float(w)) for w in fitted.coef_[0])
    return Calibration(winner=winner, lead=lead, intercept=float(fitted.intercept_[0]))


def accuracy(picks: Sequence[Pick]) -> float:
    """Give the share of right picks, 0 to 1."""
    return sum(p.is_right for p in picks) / max(1, len(picks))
