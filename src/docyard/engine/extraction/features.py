"""A field's own view of the candidates: how each is labelled, for this field and for others."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from docyard.domain.apps import ValueType
from docyard.engine.extraction.evidence import COLUMNS, Evidence, Matrix
from docyard.engine.extraction.labels import (
    HINT_WEIGHT,
    KEPT_OF_HINTS,
    Lexicon,
    Target,
    similarities,
)
from docyard.engine.extraction.sections import SECTION_COLUMNS, section_columns

LOOKED_AT = ("left", "far", "up", "upup", "down", "right", "own")
LABEL_COLUMNS = (
    *(f"label_{place}" for place in LOOKED_AT),
    "other_left", "other_up", "other_own", "left_margin", "up_margin", "label_best",
    "label_like", "left_behind", "far_behind", "up_behind", "best_behind", "better_labelled",
)  # fmt: skip
# Likeness to the labels of these concepts, whatever field is looked for.
NAMED_CONCEPTS = (
    "total", "amount due", "subtotal", "tax", "rounding", "discount", "cash", "change", "quantity",
    "unit price",
    "invoice number", "purchase order", "customer number", "tax id", "customer tax id",
    "registration number", "phone", "date", "due date", "delivery date", "order date", "bank", "supplier",
    "customer", "ship to", "cashier", "name", "address",
)  # fmt: skip
# Labels that say no more than that a name follows.
NAMING = frozenset({"name"})
NAMED_TYPES = frozenset({ValueType.ORGANIZATION, ValueType.PERSON})
CONCEPT_PLACES = ("left", "up", "above_label", "below_label", "down")
CONCEPT_COLUMNS = tuple(
    f"{place}_{name.replace(' ', '_')}" for place in CONCEPT_PLACES for name in NAMED_CONCEPTS
)
FEATURES = (*COLUMNS, *LABEL_COLUMNS, *CONCEPT_COLUMNS, *SECTION_COLUMNS)
Features = dict[str, NDArray[np.float32]]


def label_scores(evidence: Evidence, targets: Sequence[Target], lexicon: Lexicon) -> NDArray[np.float32]:
    """Score every surrounding text as a label of every target, then of every lexicon concept.

    Returns:
        ``len(targets) + len(lexicon.labels)`` rows, one column per text of ``evidence.around``.
    """
    contexts = evidence.around.tokens
    scores = similarities([*(t.labels for t in targets), *lexicon.labels.values()], contexts)
    if any(t.hints for t in targets):
        hints = similarities([t.hints for t in targets], contexts, kept=KEPT_OF_HINTS)
        scores[: len(targets)] = np.maximum(scores[: len(targets)], HINT_WEIGHT * hints)
    return scores


def features(
    evidence: Evidence,
    scores: NDArray[np.float32],
    *,
    targets: Sequence[Target],
    which: int,
    lexicon: Lexicon,
) -> Matrix:
    """Give one row per candidate with the columns of ``FEATURES`` for one of the targets.

    Args:
        evidence: of the target's type.
        scores: what ``label_scores`` gave for these targets.
        targets: all that are looked for.
        which: position of the target meant.
        lexicon: the label tables.
    """
    target = targets[which]
    rivals = [k for k, other in enumerate(targets) if k != which and not other.concepts & target.concepts]
    neutral = NAMING if target.value_type in NAMED_TYPES else frozenset()
    rivals += [
        len(targets) + k
        for k, name in enumerate(lexicon.labels)
        if name not in target.concepts and name not in neutral
    ]
    own, other = (
        scores[which],
        scores[rivals].max(axis=0) if rivals else np.zeros(scores.shape[1], np.float32),
    )
    index = evidence.around.index
    columns: Features = {f"label_{place}": own[index[place]] for place in LOOKED_AT}
    columns |= {f"other_{place}": other[index[place]] for place in ("left", "up", "own")}
    columns["left_margin"] = columns["label_left"] - columns["other_left"]
    columns["up_margin"] = columns["label_up"] - columns["other_up"]
    columns["label_like"] = scores[len(targets) :].max(axis=0)[index["own"]]
    best = np.maximum.reduce([columns["label_left"], columns["label_up"], columns["label_far"]])
    columns["label_best"] = best
    for place in ("left", "far", "up", "best"):
        values = columns[f"label_{place}"]
        columns[f"{place}_behind"] = values - values.max(initial=0.0)
    columns["better_labelled"] = np.minimum(
        (best.size - np.searchsorted(np.sort(best), best, side="right")), 50
    )
    extra = np.stack([columns[name].astype(np.float32) for name in LABEL_COLUMNS], axis=1)
    order = list(lexicon.labels)
    named = [len(targets) + order.index(name) for name in NAMED_CONCEPTS]
    return np.hstack(
        [
            evidence.matrix,
            extra,
            _concept_columns(evidence, scores[named]),
            section_columns(evidence, lexicon),
        ]
    )


def _concept_columns(evidence: Evidence, scores: NDArray[np.float32]) -> Matrix:
    """Give ``CONCEPT_COLUMNS``; left is the whole row: a currency may stand between label and value."""
    index = evidence.around.index
    blocks = [scores[:, index[place]] for place in CONCEPT_PLACES]
    blocks[0] = np.maximum(blocks[0], scores[:, index["far"]])
    return np.concatenate(blocks).T


def is_label_anchored(value_type: ValueType) -> bool:
    """Tell whether values of a type are mostly told apart by the label beside them."""
    return value_type not in (ValueType.ORGANIZATION, ValueType.ADDRESS, ValueType.PERSON)
