"""Scorers of one class, each trained without one fold of issuers: to measure extraction as a whole."""

from collections.abc import Sequence
from dataclasses import replace

from docyard.domain.apps import DocumentClass
from docyard.engine.extraction.labels import read_lexicon
from docyard.engine.extraction.models import Model
from docyard.engine.extraction.scorer import Scorer
from training.examples import examples_by_concept
from training.labelled import Labelled
from training.measure import OUTER_FOLDS, calibrate, hold_out, outer_folds


def held_out_scorers(
    documents: Sequence[Labelled], document_class: DocumentClass, *, seed: int
) -> tuple[list[int], list[Scorer]]:
    """Give each document's fold, and per fold the scorer that has seen none of its issuers.

    Confidence is calibrated on the other folds' held-out answers.
    """
    lexicon = read_lexicon()
    folds = outer_folds([d.issuer for d in documents], seed=seed)
    fold_of = {d.name: fold for d, fold in zip(documents, folds, strict=True)}
    models: list[dict[str, Model]] = [{} for _ in range(OUTER_FOLDS)]
    for concept, found in examples_by_concept(documents, document_class, lexicon=lexicon).items():
        own = [fold_of[document.name] for document, _ in found]
        held_out = hold_out([example for _, example in found], own, seed=seed)
        for fold, model in enumerate(held_out.models):
            if model is not None:
                picks, absent = (
                    [p for p, f in zip(every, own, strict=True) if f != fold]
                    for every in (held_out.picks, held_out.absent)
                )
                models[fold][concept] = replace(model, calibration=calibrate(picks, absent))
    return folds, [Scorer(models=m, lexicon=lexicon) for m in models]
