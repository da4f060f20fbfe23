"""Describe a document once for all its fields: evidence per value type, features per field."""

from collections.abc import Sequence
from dataclasses import dataclass

from docyard.domain.apps import ValueType
from docyard.engine.extraction.evidence import Evidence, Matrix, gather
from docyard.engine.extraction.features import features, label_scores
from docyard.engine.extraction.labels import Lexicon, Target
from docyard.engine.extraction.layout import Layout


@dataclass(frozen=True, slots=True)
class Described:
    """A target's candidates with one row of ``features.FEATURES`` each."""

    target: Target
    evidence: Evidence
    matrix: Matrix


def describe(layout: Layout, targets: Sequence[Target], lexicon: Lexicon) -> tuple[Described, ...]:
    """Find and describe each target's candidates; targets of one type share theirs."""
    gathered: dict[ValueType, Evidence] = {}
    for value_type in dict.fromkeys(t.value_type for t in targets):
        gathered[value_type] = gather(layout, value_type)
    scores = {kind: label_scores(evidence, targets, lexicon) for kind, evidence in gathered.items()}
    return tuple(
        Described(
            target=target,
            evidence=gathered[target.value_type],
            matrix=features(
                gathered[target.value_type],
                scores[target.value_type],
                targets=targets,
                which=k,
                lexicon=lexicon,
            ),
        )
        for k, target in enumerate(targets)
    )
