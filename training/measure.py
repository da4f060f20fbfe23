"""Measure concepts on issuers they were not trained on, and calibrate on those answers."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from sklearn.linear_model import LogisticRegression

from docyard.engine.extraction.calibration import Calibration
from docyard.engine.extraction.decode import Choice, Strength, ranked, strength
from docyard.engine.extraction.models import Model, model_scores
from docyard.engine.extraction.rules import rule_logits
from docyard.engine.extraction.sparse import Buckets
from training.fit import Example, fit_model
from training.folds import folds_by_issuer
from training.matching import means_the_same

OUTER_FOLDS = 5
# What a picture of an absent value counts against one of a present value.
ABSENT_WEIGHT = 0.15
NO_SEGMENTS = Buckets(indices=np.zeros(0, np.int32), borders=np.zeros(1, np.int64))


@dataclass(frozen=True, slots=True)
class Pick:
    """The best answer of one example by a model that had not seen its issuer.

    Attributes:
        text: None when there was no candidate.
        is_right: whether it says what the label says.
    """

    text: str | None
    strength: Strength
    is_right: bool


@dataclass(frozen=True, slots=True)
class HeldOut:
    """What leaving out one fold of issuers after the other gives.

    Attributes:
        models: by fold, trained on all other folds; None where nothing could be learned.
        picks: one per example, by the model of its own fold.
        absent: picks of the same examples with the right value taken away, all of them wrong.
    """

    models: tuple[Model | None, ...]
    picks: tuple[Pick, ...]
    absent: tuple[Pick, ...]


def hold_out(examples: Sequence[Example], folds: Sequence[int], *, seed: int) -> HeldOut:
    """Fit on all folds but one and answer that one, for each fold of issuers."""
    picks: dict[int, Pick] = {}
    absent: dict[int, Pick] = {}
    models = []
    for fold in range(OUTER_FOLDS):
        model = fit_model([e for e, f in zip(examples, folds, strict=True) if f != fold], seed=seed)
        models.append(model)
        for k in (k for k, f in enumerate(folds) if f == fold):
            ranking = _ranking(model, examples[k]) if model else []
            picks[k] = _pick(examples[k], ranking)
            absent[k] = _pick(examples[k], _without_right(examples[k], ranking))
    return HeldOut(
        models=tuple(models),
        picks=tuple(picks[k] for k in range(len(examples))),
        absent=tuple(absent[k] for k in range(len(examples))),
    )


def outer_folds(issuers: Sequence[str], *, seed: int) -> list[int]:
    """Give each document its fold by issuer."""
    return folds_by_issuer(issuers, count=OUTER_FOLDS, seed=seed)


def rule_picks(examples: Sequence[Example]) -> list[Pick]:
    """Answer each example by rules alone."""
    logits = [rule_logits(e.view) for e in examples]
    return [
        _pick(e, ranked(e.view.evidence.candidates, scores, scores))
        for e, scores in zip(examples, logits, strict=True)
    ]


def _ranking(model: Model, example: Example) -> list[Choice]:
    if not example.view.evidence.candidates:
        return []
    segments = example.segment_buckets or NO_SEGMENTS
    scores = model_scores(model, example.view, around=example.buckets, segments=segments)
    return ranked(example.view.evidence.candidates, scores, rule_logits(example.view))


def _without_right(example: Example, ranking: Sequence[Choice]) -> list[Choice]:
    """Leave out every choice that touches a right one, as if the value were not printed."""
    candidates = example.view.evidence.candidates
    right = {span.segment for i in np.flatnonzero(example.right) for span in candidates[i].spans}
    return [c for c in ranking if not right & {span.segment for span in c.candidate.spans}]


def _pick(example: Example, ranking: Sequence[Choice]) -> Pick:
    if not ranking:
        return Pick(text=None, strength=Strength(0.0, 0.0, 0.0), is_right=False)
    return Pick(
        text=ranking[0].candidate.text,
        strength=strength(ranking),
        is_right=_is_right(example, ranking[0]),
    )


def _is_right(example: Example, choice: Choice) -> bool:
    return means_the_same(choice.candidate.text, example.value, example.view.target.value_type)


def calibrate(picks: Sequence[Pick], absent: Sequence[Pick]) -> Calibration:
    """Fit Platt scaling to answered picks; absent values teach, lightly, what a made-up answer looks like."""
    answered = [(p, 1.0) for p in picks if p.text is not None]
    answered += [(p, ABSENT_WEIGHT) for p in absent if p.text is not None]
    right = np.array([p.is_right for p, _ in answered])
    if not 0 < right.sum() < len(right):
        share = (right.sum() + 1) / (len(right) + 2)
        return Calibration(winner=0.0, lead=0.0, form=0.0, intercept=float(np.log(share / (1 - share))))
    scores = np.array([[p.strength.winner, p.strength.lead, p.strength.form] for p, _ in answered])
    weights = np.array([w for _, w in answered])
    fitted = LogisticRegression(C=1.0).fit(scores, right, sample_weight=weights)
    # A better score must never lower the confidence.
    winner, lead, form = (max(0.0, float(w)) for w in fitted.coef_[0])
    return Calibration(winner=winner, lead=lead, form=form, intercept=float(fitted.intercept_[0]))


def accuracy(picks: Sequence[Pick]) -> float:
    """Give the share of right picks, 0 to 1."""
    return sum(p.is_right for p in picks) / max(1, len(picks))
