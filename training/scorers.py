"""Scorers of one class, each trained without one fold of issuers: to measure extraction as a whole."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from docyard.domain.apps import DocumentClass
from docyard.engine.extraction.labels import read_lexicon
from docyard.engine.extraction.models import Model
from docyard.engine.extraction.scorer import Scorer
from training.examples import examples_by_concept
from training.fit import Example
from training.labelled import Labelled
from training.measure import OUTER_FOLDS, HeldOut, calibrate, hold_out, outer_folds

# Fewer labelled documents than this teach nothing that holds elsewhere.
LEAST_DOCUMENTS = 8


@dataclass(frozen=True, slots=True)
class Trained:
    """A class's concepts, trained without one fold of issuers after the other.

    Attributes:
        folds: one per document.
        scorers: by fold, each of models that have seen none of its issuers; confidence is calibrated on the
            other folds' held-out answers.
        examples: by concept, of all documents.
        held_out: by concept.
    """

    folds: list[int]
    scorers: list[Scorer]
    examples: Mapping[str, list[Example]]
    held_out: Mapping[str, HeldOut]

    def scorer_of(self) -> list[Scorer]:
        """Give each document the scorer that has not seen its issuer."""
        return [self.scorers[fold] for fold in self.folds]


def train_held_out(documents: Sequence[Labelled], document_class: DocumentClass, *, seed: int) -> Trained:
    """Train every concept that enough documents label, without one fold of issuers after the other."""
    lexicon = read_lexicon()
    folds = outer_folds([d.issuer for d in documents], seed=seed)
    fold_of = {d.name: fold for d, fold in zip(documents, folds, strict=True)}
    models: list[dict[str, Model]] = [{} for _ in range(OUTER_FOLDS)]
    examples: dict[str, list[Example]] = {}
    held_out: dict[str, HeldOut] = {}
    for concept, found in examples_by_concept(documents, document_class, lexicon=lexicon).items():
        if len(found) < LEAST_DOCUMENTS:
            continue
        own = [fold_of[document.name] for document, _ in found]
        examples[concept] = [example for _, example in found]
        held_out[concept] = hold_out(examples[concept], own, seed=seed)
        for fold, model in enumerate(held_out[concept].models):
            if model is not None:
                picks, absent = (
                    [p for p, f in zip(every, own, strict=True) if f != fold]
                    for every in (held_out[concept].picks, held_out[concept].absent)
                )
                models[fold][concept] = replace(model, calibration=calibrate(picks, absent))
    scorers = [Scorer(models=m, lexicon=lexicon) for m in models]
    return Trained(folds=folds, scorers=scorers, examples=examples, held_out=held_out)
