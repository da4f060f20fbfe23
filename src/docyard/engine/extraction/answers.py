"""Answers: for each target the best candidate that agrees with the other answers, or none."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TypeGuard

from docyard.engine.extraction.address_parts import read_parts
from docyard.engine.extraction.agreement import agreeing, overlap
from docyard.engine.extraction.calibration import Calibration
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
LEAST_CONFIDENCE = 0.38
# From this confidence on, rules answer where a model is too unsure to.
SURE_RULES = 0.6
# How sure it is that all is due, beside the total itself.
ALL_DUE = 0.9


@dataclass(frozen=True, slots=True)
class Answer:
    """A field's chosen candidate; ``confidence`` is calibrated, 0 to 1."""

    candidate: Candidate
    confidence: float


@dataclass(frozen=True, slots=True)
class Ranking:
    """A field's possible answers, best first, and how their scores become confidence.

    Attributes:
        way: ``model`` or ``rules``.
    """

    way: str
    choices: list[Choice]
    calibration: Calibration

    def confidence(self, choices: Sequence[Choice]) -> float:
        """Give how likely the first of such choices is right, 0 to 1; 0 where there is none."""
        return self.calibration.confidence(strength(choices)) if choices else 0.0

    def answer(self, choices: Sequence[Choice]) -> Answer | None:
        """Give the first of such choices, if it is likely enough."""
        confidence = self.confidence(choices)
        return Answer(choices[0].candidate, confidence) if confidence >= LEAST_CONFIDENCE else None


@dataclass(frozen=True, slots=True)
class Decision:
    """How a target came to its answer.

    Attributes:
        way: ``model``, ``rules``, ``cell`` of a form, ``sentence``, part of an ``address``, or the ``total``.
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
    free = [r.choices for r in rankings]
    taken = [c.candidate for t, c in zip(targets, cells, strict=True) if c and c.candidate and not t.concept]
    if taken:
        free = [[c for c in r if not any(overlap(c.candidate, o) for o in taken)] for r in free]
    left = agreeing(targets, free, [r.confidence(f) for r, f in zip(rankings, free, strict=True)])
    sentences, parts = read_sentences(layout, targets), read_parts(layout, targets)
    decisions = []
    for k, (wanted, ranking, cell) in enumerate(zip(targets, rankings, cells, strict=True)):
        way, found = ranking.way, ranking.answer(left[k])
        if cell is not None and not wanted.concept:
            way, found = "cell", _of_cell(cell)
        else:
            for by, said in (("sentence", sentences[k]), ("address", parts[k])):
                if _says_more(said, found):
                    way, found = by, Answer(said.candidate, said.confidence)
        decisions.append(Decision(way, found, ranking.choices, left[k]))
    return tuple(_all_due(targets, decisions))


def _says_more(said: Said | None, found: Answer | None) -> TypeGuard[Said]:
    """Tell whether a sentence or an address counts: unless a label beside another value says more."""
    return said is not None and (found is None or found.confidence <= said.confidence)


def _all_due(targets: Sequence[Target], decisions: Sequence[Decision]) -> Iterator[Decision]:
    """Take the total for what is due where a document says of no other amount that it is."""
    totals = [d.answer for t, d in zip(targets, decisions, strict=True) if t.concepts == {"total"}]
    for wanted, decision in zip(targets, decisions, strict=True):
        if wanted.concepts == {"amount due"} and decision.answer is None and totals and totals[0]:
            due = Answer(totals[0].candidate, ALL_DUE * totals[0].confidence)
            yield replace(decision, way="total", answer=due)
        else:
            yield decision


def _of_cell(cell: Cell) -> Answer | None:
    return None if cell.candidate is None else Answer(cell.candidate, CONFIDENCE)


def rank_views(views: Sequence[Described], scorer: Scorer) -> list[Ranking]:
    """Rank each view's candidates by its concept's model, or by rules where there is none or it is unsure."""
    around: dict[int, Buckets] = {}
    segments: Buckets | None = None
    rankings = []
    for view in views:
        model = scorer.models.get(view.target.concept or "")
        if model is None or not view.evidence.candidates:
            rankings.append(_by_rules(view))
            continue
        key = id(view.evidence)
        around.setdefault(key, candidate_buckets(view.evidence))
        segments = segments or segment_buckets(view.evidence.layout)
        scores = model_scores(model, view, around=around[key], segments=segments)
        choices = ranked(view.evidence.candidates, scores, rule_logits(view))
        rankings.append(_unless_unsure(Ranking("model", choices, model.calibration), view))
    return rankings


def _by_rules(view: Described) -> Ranking:
    kept = acceptable(view)
    scores = rule_logits(view)[kept]
    choices = ranked([view.evidence.candidates[i] for i in kept], scores, scores)
    return Ranking("rules", choices, RULE_CALIBRATION)


def _unless_unsure(by_model: Ranking, view: Described) -> Ranking:
    """Take what rules say where a model would rather not answer: in a layout that it has not learned."""
    if by_model.confidence(by_model.choices) >= LEAST_CONFIDENCE:
        return by_model
    by_rules = _by_rules(view)
    return by_rules if by_rules.confidence(by_rules.choices) >= SURE_RULES else by_model
