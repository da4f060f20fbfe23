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


def answer(layout: Layout, targets: Sequence[Target], scorer: Scorer) -> tuple[Answer | None, ...]:
    """Answer every target; None where nothing on the pages is likely enough."""
    views = describe(layout, targets, scorer.lexicon)
    rankings = rank_views(views, scorer)
    cells = read_cells(layout, targets)
    taken = [c.candidate for t, c in zip(targets, cells, strict=True) if c and c.candidate and not t.concept]
    if taken:
        rankings = [[c for c in r if not any(overlap(c.candidate, o) for o in taken)] for r in rankings]
    confidences = [_confidence(t, r, scorer) if r else 0.0 for t, r in zip(targets, rankings, strict=True)]
    chosen = agreeing(targets, rankings, confidences)
    sentences = read_sentences(layout, targets)
    return tuple(
        _surer(_answer(target, ranking, scorer), sentence)
        if cell is None or target.concept
        else _of_cell(cell)
        for target, ranking, cell, sentence in zip(targets, chosen, cells, sentences, strict=True)
    )


def _of_cell(cell: Cell) -> Answer | None:
    return None if cell.candidate is None else Answer(cell.candidate, CONFIDENCE)


def _surer(answer: Answer | None, said: Said | None) -> Answer | None:
    """Take what a sentence says, unless a label beside another value says more."""
    if said is None or (answer is not None and answer.confidence > said.confidence):
        return answer
    return Answer(said.candidate, said.confidence)


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
