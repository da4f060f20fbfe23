"""Answers: for each target the best candidate that agrees with the other answers, or none."""

from collections.abc import Sequence
from dataclasses import dataclass

from docyard.engine.extraction.agreement import agreeing, overlap
from docyard.engine.extraction.candidates import Candidate
from docyard.engine.extraction.cells import CONFIDENCE, Cell, read_cells
from docyard.engine.extraction.decode import Choice, ranked, strength
from docyard.engine.extraction.describe import Described, describe
from docyard.engine.extraction.labels import Target
from docyard.engine.extraction.layout import Layout
from docyard.engine.extraction.models import model_scores
from docyard.engine.extraction.rules import RULE_CALIBRATION, acceptable, rule_logits
from docyard.engine.extraction.scorer import Scorer
from docyard.engine.extraction.sentences import Said, read_sentences
from docyard.engine.extraction.sparse import Buckets, candidate_buckets, segment_buckets

# An answer less likely than this is more likely a made-up value than a hard one.
LEAST_CONFIDENCE = 0.35


@dataclass(frozen=True, slots=True)
class Answer:
    """A field's chosen candidate; ``confidence`` is calibrated, 0 to 1."""

    candidate: Candidate
    confidence: float


@dataclass(frozen=True, slots=True)
class Decision:
    """How a target came to its answer.

    Attributes:
        way: ``model``, ``rules``, ``cell`` of a form, or ``sentence``.
        answer: None where nothing is likely enough.
        ranking: all choices, best first, before other fields had theirs.
        left: those that no other field took, best first once sums add up.
    """

    way: str
    answer: Answer | None
    ranking: Sequence[Choice]
    left: Sequence[Choice]


def answer(layout: Layout, targets: Sequence[Target], scorer: Scorer) -> tuple[Answer | None, ...]:
    """Answer every target; None where nothing on the pages is likely enough."""
    return tuple(decision.answer for decision in decide(layout, targets, scorer))


def decide(layout: Layout, targets: Sequence[Target], scorer: Scorer) -> tuple[Decision, ...]:
    """Answer every target, and keep what was weighed for it."""
    views = describe(layout, targets, scorer.lexicon)
    rankings = rank_views(views, scorer)
    cells = read_cells(layout, targets)
    free = rankings
    taken = [c.candidate for t, c in zip(targets, cells, strict=True) if c and c.candidate and not t.concept]
    if taken:
        free = [[c for c in r if not any(overlap(c.candidate, o) for o in taken)] for r in rankings]
    confidences = [_confidence(t, r, scorer) if r else 0.0 for t, r in zip(targets, free, strict=True)]
    left = agreeing(targets, free, confidences)
    sentences = read_sentences(layout, targets)
    decisions = []
    for k, (wanted, cell, said) in enumerate(zip(targets, cells, sentences, strict=True)):
        way, found = _decide(wanted, left[k], cell, said, scorer=scorer)
        decisions.append(Decision(way, found, rankings[k], left[k]))
    return tuple(decisions)


def _decide(
    target: Target, left: Sequence[Choice], cell: Cell | None, said: Said | None, *, scorer: Scorer
) -> tuple[str, Answer | None]:
    """Return the way and the answer. A sentence counts unless a label beside another value says more."""
    if cell is not None and not target.concept:
        return "cell", _of_cell(cell)
    answer = _answer(target, left, scorer)
    if said is not None and (answer is None or answer.confidence <= said.confidence):
        return "sentence", Answer(said.candidate, said.confidence)
    return ("model" if target.concept in scorer.models else "rules"), answer


def _of_cell(cell: Cell) -> Answer | None:
    return None if cell.candidate is None else Answer(cell.candidate, CONFIDENCE)


def rank_views(views: Sequence[Described], scorer: Scorer) -> list[list[Choice]]:
    """Rank each view's candidates by its concept's model, or by rules where there is none."""
    around: dict[int, Buckets] = {}
    segments: Buckets | None = None
    rankings = []
    for view in views:
        model = scorer.models.get(view.target.concept or "")
        if not view.evidence.candidates:
            rankings.append(list[Choice]())
        elif model is None:
            kept = acceptable(view)
            scores = rule_logits(view)[kept]
            rankings.append(ranked([view.evidence.candidates[i] for i in kept], scores, scores))
        else:
            key = id(view.evidence)
            around.setdefault(key, candidate_buckets(view.evidence))
            segments = segments or segment_buckets(view.evidence.layout)
            scores = model_scores(model, view, around=around[key], segments=segments)
            rankings.append(ranked(view.evidence.candidates, scores, rule_logits(view)))
    return rankings


def _answer(target: Target, ranking: Sequence[Choice], scorer: Scorer) -> Answer | None:
    if not ranking:
        return None
    confidence = _confidence(target, ranking, scorer)
    return Answer(ranking[0].candidate, confidence) if confidence >= LEAST_CONFIDENCE else None


def _confidence(target: Target, ranking: Sequence[Choice], scorer: Scorer) -> float:
    model = scorer.models.get(target.concept or "")
    return (model.calibration if model else RULE_CALIBRATION).confidence(strength(ranking))
