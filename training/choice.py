"""Which concepts a trained model reads better than rules do, on issuers that it has not seen.

What counts is the answer that a user gets: the whole extraction runs, with its rules for what may be an
answer at all, sums that add up, and hidden answers that are more likely wrong than right.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from docyard.domain.apps import DocumentClass, FieldKind
from docyard.domain.results import FieldResult
from docyard.engine.extraction import Scorer, extract
from training.labelled import Labelled
from training.matching import means_the_same
from training.measure import OUTER_FOLDS
from training.scorers import Trained

Answers = list[dict[str, FieldResult]]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one labelled value: whether an answer was given, and whether it says the same."""

    fold: int
    given: bool
    right: bool


@dataclass(frozen=True, slots=True)
class Measured:
    """Outcomes of each concept on issuers that were not seen, by the way that documents were read.

    Attributes:
        chosen: by what reads each concept better on the other folds.
    """

    by_rules: Mapping[str, Sequence[Outcome]]
    trained: Mapping[str, Sequence[Outcome]]
    chosen: Mapping[str, Sequence[Outcome]]


def measure(documents: Sequence[Labelled], document_class: DocumentClass, trained: Trained) -> Measured:
    """Read all documents by rules, by models that had not seen their issuers, and by the choice of both."""

    def read(scorers: Sequence[Scorer]) -> dict[str, list[Outcome]]:
        answers = read_all(documents, document_class, scorers)
        return outcomes(documents, document_class, answers, trained.folds)

    by_rules = read([Scorer.untrained()] * len(documents))
    by_models = read(trained.scorer_of())
    choice = chosen_scorers(trained.scorers, by_rules, by_models)
    return Measured(by_rules, by_models, read([choice[fold] for fold in trained.folds]))


def pooled(splits: Sequence[Mapping[str, Sequence[Outcome]]]) -> dict[str, list[Outcome]]:
    """Put the outcomes of several splits together."""
    return {concept: [o for split in splits for o in split[concept]] for concept in splits[0]}


def read_all(
    documents: Sequence[Labelled], document_class: DocumentClass, scorers: Sequence[Scorer]
) -> Answers:
    """Read each document with its scorer: results by field name."""
    return [
        {r.name: r for r in extract(d.pages, document_class, scorer=scorer)}
        for d, scorer in zip(documents, scorers, strict=True)
    ]


def outcomes(
    documents: Sequence[Labelled], document_class: DocumentClass, answers: Answers, folds: Sequence[int]
) -> dict[str, list[Outcome]]:
    """Judge the answers of each concept wherever a value is labelled."""
    found: dict[str, list[Outcome]] = {}
    for field in document_class.fields:
        if field.kind is not FieldKind.TEXT or not field.model:
            continue
        for document, results, fold in zip(documents, answers, folds, strict=True):
            label, value = document.values.get(field.name), results[field.name].value
            if label:
                right = value is not None and means_the_same(value, label, field.value_type)
                found.setdefault(field.model, []).append(Outcome(fold, value is not None, right))
    return found


def f1(judged: Sequence[Outcome]) -> float:
    """Give the harmonic mean of precision and recall, 0 to 1."""
    given = sum(o.given for o in judged)
    return 2 * sum(o.right for o in judged) / max(1, given + len(judged))


def better_trained(
    by_rules: Mapping[str, Sequence[Outcome]],
    trained: Mapping[str, Sequence[Outcome]],
    *,
    without: int | None = None,
) -> frozenset[str]:
    """Give the concepts of which a trained model answers at least as well as rules do.

    Args:
        by_rules: outcomes of reading by rules alone.
        trained: outcomes of models that had not seen the issuers.
        without: a fold whose documents have no say, so that a choice can be measured on them.
    """

    def heard(judged: Sequence[Outcome]) -> list[Outcome]:
        return [o for o in judged if o.fold != without]

    return frozenset(c for c in trained if f1(heard(trained[c])) >= f1(heard(by_rules[c])))


def chosen_scorers(
    scorers: Sequence[Scorer],
    by_rules: Mapping[str, Sequence[Outcome]],
    trained: Mapping[str, Sequence[Outcome]],
) -> list[Scorer]:
    """Leave to each fold's scorer the models that the other folds' documents choose."""
    chosen = [better_trained(by_rules, trained, without=fold) for fold in range(OUTER_FOLDS)]
    return [
        replace(scorer, models={c: m for c, m in scorer.models.items() if c in chosen[fold]})
        for fold, scorer in enumerate(scorers)
    ]
