"""Fields agree: no two are read from the same place, and sums add up."""

import math
from collections.abc import Mapping, Sequence
from itertools import product
from types import MappingProxyType

from docyard.domain.apps import ValueType
from docyard.engine.extraction.candidates import Candidate
from docyard.engine.extraction.candidates.amounts import parse_amount
from docyard.engine.extraction.decode import Choice
from docyard.engine.extraction.labels import Target

# Concepts of which the first is the sum of the second and third.
SUMS = (("total", "subtotal", "tax"), ("cash", "total", "change"))
# The two sides of a deal: nobody sends an invoice to himself.
SIDES = ("supplier", "customer")
MOST_NAMES = 8
# What an agreeing sum is worth against the candidates' own logits, and how many of each are tried.
AGREEMENT = 2.0
MOST_TRIED = 4
ROUNDING = 0.045
# One printed amount may be the answer to several questions about money.
SHARING: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        name: frozenset({"total", "amount due", "subtotal", "cash"})
        for name in ("total", "amount due", "subtotal", "cash")
    }
)


def agreeing(
    targets: Sequence[Target], rankings: Sequence[list[Choice]], confidences: Sequence[float]
) -> list[list[Choice]]:
    """Reorder rankings so that sums add up and winners do not overlap.

    Args:
        targets: what is looked for.
        rankings: choices per target, best first.
        confidences: of each target's winner; of two that stand on one place the surer keeps it.
    """
    result = [list(ranking) for ranking in rankings]
    position = {name: k for k, t in enumerate(targets) for name in t.concepts if len(t.concepts) == 1}
    for names in SUMS:
        if all(name in position and result[position[name]] for name in names):
            _prefer_sum(result, [position[name] for name in names])
    sides = [position[name] for name in SIDES if name in position and result[position[name]]]
    if len(sides) == len(SIDES):
        _set_apart(result, sides)
    _part(targets, result, confidences)
    return result


def _set_apart(rankings: list[list[Choice]], which: Sequence[int]) -> None:
    """Move to the front the likeliest names of two sides of which none holds the other."""
    tried = [rankings[k][:MOST_NAMES] for k in which]
    apart = [pair for pair in product(*tried) if not _alike(*(c.candidate for c in pair))]
    if apart:
        best = max(apart, key=lambda pair: sum(c.score for c in pair))
        _put_first(rankings, which, best)


def _alike(one: Candidate, other: Candidate) -> bool:
    letters, others = ("".join(c for c in each.text.casefold() if c.isalnum()) for each in (one, other))
    return letters in others or others in letters


def _prefer_sum(rankings: list[list[Choice]], which: Sequence[int]) -> None:
    """Move to the front the likeliest choices of three fields, counting an agreeing sum in their favour."""
    tried = [rankings[k][:MOST_TRIED] for k in which]
    best = max(product(*tried), key=lambda three: sum(c.score for c in three) + _agreement(three))
    if _agreement(best):
        _put_first(rankings, which, best)


def _put_first(rankings: list[list[Choice]], which: Sequence[int], choices: Sequence[Choice]) -> None:
    for k, choice in zip(which, choices, strict=True):
        rankings[k] = [choice, *(c for c in rankings[k] if c is not choice)]


def _agreement(three: Sequence[Choice]) -> float:
    values = [parse_amount(c.candidate.text) for c in three]
    if any(v is None for v in values):
        return 0.0
    whole, first, second = (v or 0.0 for v in values)
    distinct = len({c.candidate.spans for c in three}) == 3 and second != 0.0
    return AGREEMENT if distinct and math.isclose(whole, first + second, abs_tol=ROUNDING) else 0.0


def _part(targets: Sequence[Target], rankings: list[list[Choice]], confidences: Sequence[float]) -> None:
    taken: list[tuple[Target, Candidate]] = []
    order = sorted((k for k, ranking in enumerate(rankings) if ranking), key=lambda k: -confidences[k])
    for k in order:
        target = targets[k]
        if target.value_type is ValueType.CURRENCY:
            continue
        rivals = [candidate for other, candidate in taken if not _may_share(target, other)]
        rankings[k] = [c for c in rankings[k] if not any(overlap(c.candidate, r) for r in rivals)]
        if rankings[k]:
            taken.append((target, rankings[k][0].candidate))


def _may_share(one: Target, other: Target) -> bool:
    return any(other.concepts & SHARING.get(name, frozenset()) for name in one.concepts)


def overlap(one: Candidate, other: Candidate) -> bool:
    """Tell whether two candidates share a stretch of the page."""
    return any(
        a.segment == b.segment and a.start < b.end and b.start < a.end for a in one.spans for b in other.spans
    )
