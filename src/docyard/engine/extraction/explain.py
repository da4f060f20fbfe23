"""Why a field has its value: the candidates that were weighed, the chosen one first."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from docyard.domain.apps import DocumentClass, FieldKind
from docyard.domain.pages import Page
from docyard.domain.results import SourceBox
from docyard.engine.extraction.answers import Decision, decide
from docyard.engine.extraction.candidates import Candidate
from docyard.engine.extraction.labels import target
from docyard.engine.extraction.layout import Layout, lay_out
from docyard.engine.extraction.marks import MARK_TYPES
from docyard.engine.extraction.results import read_from
from docyard.engine.extraction.scorer import Scorer

MOST_CANDIDATES = 5


@dataclass(frozen=True, slots=True)
class Weighed:
    """A candidate of a field.

    Attributes:
        text: as printed.
        score: on the scale of a logit; None for what a form's cell or a sentence says, which decide alone.
        sources: where it stands.
        is_taken: whether another field was surer of that place.
    """

    text: str
    score: float | None
    sources: tuple[SourceBox, ...]
    is_taken: bool


@dataclass(frozen=True, slots=True)
class Weighing:
    """How a field was decided.

    Attributes:
        way: ``model``, ``rules``, ``cell`` or ``sentence``.
        candidates: the chosen one, if there is one, then the others by score; at most MOST_CANDIDATES.
    """

    field: str
    way: str
    candidates: tuple[Weighed, ...]


def weigh(pages: Sequence[Page], document_class: DocumentClass, *, scorer: Scorer) -> tuple[Weighing, ...]:
    """Return what was weighed for each field that is read from one place, in class order."""
    layout = lay_out(pages)
    fields = [f for f in document_class.fields if f.kind is FieldKind.TEXT and f.value_type not in MARK_TYPES]
    decisions = decide(layout, [target(f, scorer.lexicon) for f in fields], scorer)
    return tuple(
        Weighing(field.name, decision.way, tuple(_candidates(layout, decision))[:MOST_CANDIDATES])
        for field, decision in zip(fields, decisions, strict=True)
    )


def _candidates(layout: Layout, decision: Decision) -> Iterator[Weighed]:
    chosen = decision.answer.candidate if decision.answer else None
    if chosen is not None:
        scores = [choice.score for choice in decision.left if choice.candidate is chosen]
        yield _weighed(layout, chosen, scores[0] if scores else None, is_taken=False)
    for choice in decision.ranking:
        if choice.candidate is not chosen:
            is_taken = not any(choice is left for left in decision.left)
            yield _weighed(layout, choice.candidate, choice.score, is_taken=is_taken)


def _weighed(layout: Layout, candidate: Candidate, score: float | None, *, is_taken: bool) -> Weighed:
    sources, _ = read_from(layout, candidate.spans)
    return Weighed(candidate.text, None if score is None else round(score, 3), sources, is_taken)
