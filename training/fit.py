"""Fit one concept's model: words first, out of fold, then trees over everything."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import lightgbm
import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from docyard.domain.apps import ValueType
from docyard.engine.extraction.calibration import Calibration
from docyard.engine.extraction.describe import Described
from docyard.engine.extraction.evidence import Matrix
from docyard.engine.extraction.features import FEATURES, is_label_anchored
from docyard.engine.extraction.models import INSIDE_COLUMNS, Model, inside_columns, stacked
from docyard.engine.extraction.rules import rule_logits
from docyard.engine.extraction.sparse import BUCKETS, Buckets, Linear, linear_scores
from docyard.engine.extraction.trees import Trees
from training.folds import folds_by_issuer

INNER_FOLDS = 5
MOST_WRONG_PER_DOCUMENT = 90
ROUNDS = 150
# Below this many documents the rules' logit counts more.
FEW_DOCUMENTS = 60
PRIOR_OF_FEW, PRIOR_OF_MANY = 0.5, 0.3
# The columns of ``stacked``, and those of which more must never count against a candidate.
STACKED = (*FEATURES, "rules", "words", *(f"inside_{i}" for i in range(INSIDE_COLUMNS)))
WORDS_COLUMN = STACKED.index("words")
RISING = frozenset(
    {"rules", "words", "label_left", "label_best", "left_margin", "best_behind", "left_behind"}
)
UNCALIBRATED = Calibration(winner=1.0, lead=0.0, form=0.0, intercept=0.0)


@dataclass(frozen=True, slots=True)
class Example:
    """One field of one document, described.

    Attributes:
        value: as labelled.
        right: one per candidate, True where it is the labelled value.
        segment_buckets: of the document's segments; None for types within one line.
    """

    issuer: str
    value: str
    view: Described
    right: NDArray[np.bool_]
    buckets: Buckets
    segment_buckets: Buckets | None


def fit_model(examples: Sequence[Example], *, seed: int) -> Model | None:
    """Fit a concept's model on one thread; None when no example has a right candidate."""
    if not any(e.right.any() for e in examples):
        return None
    kept = [_kept_rows(e, random.Random(seed + k)) for k, e in enumerate(examples)]
    folds = folds_by_issuer([e.issuer for e in examples], count=INNER_FOLDS, seed=seed)
    words = [_rows(e.buckets, rows) for e, rows in zip(examples, kept, strict=True)]
    right = [e.right[rows] for e, rows in zip(examples, kept, strict=True)]
    held_out_words = _out_of_fold(words, right, folds, strength=3.0)
    inside, held_out_inside = _fit_inside(examples, folds)
    nothing = np.zeros(max(len(e.right) for e in examples), np.float32)
    matrix = np.vstack(
        [
            stacked(
                e.view.matrix,
                rule_logits(e.view),
                nothing[: len(e.right)],
                inside_columns(e.view.evidence, scores),
            )[rows]
            for e, rows, scores in zip(examples, kept, held_out_inside, strict=True)
        ]
    )
    matrix[:, WORDS_COLUMN] = np.concatenate(held_out_words)
    rising = _rising(examples[0].view.target.value_type)
    return Model(
        words=fit_linear(words, right, strength=3.0),
        inside=inside,
        trees=_fit_trees(matrix, right, rising=rising, seed=seed),
        prior=_prior(examples),
        calibration=UNCALIBRATED,
    )


def _prior(examples: Sequence[Example]) -> float:
    if len(examples) < FEW_DOCUMENTS:
        return PRIOR_OF_FEW
    # Measured on receipts: names are told by their words; rules only mislead a model that has enough.
    return 0.0 if examples[0].view.target.value_type is ValueType.ORGANIZATION else PRIOR_OF_MANY


def _kept_rows(example: Example, chance: random.Random) -> NDArray[np.intp]:
    """Keep every right candidate, the wrong ones with the best labels, and a draw of the others."""
    right = np.flatnonzero(example.right)
    wrong = np.flatnonzero(~example.right)
    if len(wrong) > MOST_WRONG_PER_DOCUMENT:
        best_labelled = example.view.matrix[wrong, FEATURES.index("label_best")]
        order = wrong[np.argsort(-best_labelled, kind="stable")]
        hard, rest = order[: MOST_WRONG_PER_DOCUMENT // 3], order[MOST_WRONG_PER_DOCUMENT // 3 :]
        drawn = chance.sample(rest.tolist(), MOST_WRONG_PER_DOCUMENT - len(hard))
        wrong = np.concatenate([hard, np.array(sorted(drawn), np.intp)])
    return np.concatenate([right, wrong]).astype(np.intp)


def _rows(buckets: Buckets, rows: NDArray[np.intp]) -> Buckets:
    parts = [buckets.indices[buckets.borders[i] : buckets.borders[i + 1]] for i in rows]
    return Buckets(
        indices=np.concatenate(parts) if parts else np.zeros(0, np.int32),
        borders=np.cumsum([0, *(len(p) for p in parts)]),
    )


def _out_of_fold(
    rows: Sequence[Buckets], right: Sequence[NDArray[np.bool_]], folds: Sequence[int], *, strength: float
) -> list[NDArray[np.float32]]:
    scores: list[NDArray[np.float32]] = [np.zeros(0, np.float32)] * len(rows)
    for fold in set(folds):
        seen = [k for k, f in enumerate(folds) if f != fold]
        model = fit_linear([rows[k] for k in seen], [right[k] for k in seen], strength=strength)
        for k in (k for k, f in enumerate(folds) if f == fold):
            scores[k] = linear_scores(model, rows[k])
    return scores


def _fit_inside(
    examples: Sequence[Example], folds: Sequence[int]
) -> tuple[Linear | None, list[NDArray[np.float32] | None]]:
    if any(e.segment_buckets is None for e in examples):
        return None, [None] * len(examples)
    rows = [e.segment_buckets for e in examples if e.segment_buckets is not None]
    right = [_inside(e) for e in examples]
    return fit_linear(rows, right, strength=1.0), list(_out_of_fold(rows, right, folds, strength=1.0))


def _inside(example: Example) -> NDArray[np.bool_]:
    inside = np.zeros(len(example.view.evidence.layout.segments), bool)
    for i in np.flatnonzero(example.right):
        inside[[span.segment for span in example.view.evidence.candidates[i].spans]] = True
    return inside


def fit_linear(rows: Sequence[Buckets], right: Sequence[NDArray[np.bool_]], *, strength: float) -> Linear:
    """Fit a logistic regression over hashed features; only buckets that occur are given to the solver."""
    weights = np.zeros(BUCKETS, np.float32)
    y = np.concatenate([*right, np.zeros(0, bool)])
    if not 0 < y.sum() < len(y):
        return Linear(weights=weights, intercept=-5.0)
    indices = np.concatenate([r.indices for r in rows])
    borders = np.concatenate([[0], np.cumsum(np.concatenate([np.diff(r.borders) for r in rows]))])
    used, compact = np.unique(indices, return_inverse=True)
    matrix = csr_matrix((np.ones(len(indices), np.float32), compact, borders), shape=(len(y), len(used)))
    fitted = LogisticRegression(C=strength, solver="liblinear", max_iter=200, random_state=0).fit(matrix, y)
    weights[used] = fitted.coef_[0]
    return Linear(weights=weights, intercept=float(fitted.intercept_[0]))


def _fit_trees(
    matrix: Matrix, right: Sequence[NDArray[np.bool_]], *, rising: Sequence[bool], seed: int
) -> Trees:
    """Fit trees that rank each document's right candidates first.

    From few documents, trees that tell right from wrong one by one are added: the two err differently.
    """
    asked = [r for r in right if len(r)]
    few = len(asked) < FEW_DOCUMENTS
    parameters = {
        "learning_rate": 0.06, "num_leaves": 15, "max_depth": 7, "min_data_in_leaf": 5 if few else 10,
        "bagging_fraction": 0.9, "bagging_freq": 1, "feature_fraction": 0.4, "lambda_l2": 1.0,
        "min_sum_hessian_in_leaf": 1e-3, "verbose": -1, "num_threads": 1, "seed": seed, "deterministic": True,
        "force_row_wise": True, "monotone_constraints": [int(up) for up in rising],
    }  # fmt: skip
    trees = []
    for objective in ("lambdarank", "binary") if few else ("lambdarank",):
        labels = np.concatenate(asked).astype(np.int8)
        data = lightgbm.Dataset(matrix, labels, group=[len(r) for r in asked])
        fitted = lightgbm.train(parameters | {"objective": objective}, data, num_boost_round=ROUNDS)
        trees += fitted.dump_model()["tree_info"]
    return plain_trees(trees)


def _rising(value_type: ValueType) -> list[bool]:
    """Tell which columns of ``STACKED`` may only count in favour: labels, where labels tell values apart."""
    return [is_label_anchored(value_type) and name in RISING for name in STACKED]


def plain_trees(dumped: Sequence[dict[str, Any]]) -> Trees:
    """Turn trees of LightGBM's dump into padded arrays; their scores add up."""
    tables = [_table(tree["tree_structure"]) for tree in dumped]
    size = max(len(t) for t, _ in tables)
    shape = (len(tables), size)
    feature, left, right = (np.zeros(shape, np.int16) for _ in range(3))
    threshold, value = (np.zeros(shape, np.float32) for _ in range(2))
    for t, (nodes, _) in enumerate(tables):
        for n, (column, limit, low, high, adds) in enumerate(nodes):
            feature[t, n], threshold[t, n] = column, limit
            left[t, n], right[t, n], value[t, n] = low, high, adds
    depth = max(d for _, d in tables)
    return Trees(feature=feature, threshold=threshold, left=left, right=right, value=value, depth=depth)


Node = tuple[int, float, int, int, float]


def _table(structure: dict[str, Any]) -> tuple[list[Node], int]:
    """List a tree's nodes and its depth."""
    nodes: list[Node] = []

    def add(node: dict[str, Any]) -> tuple[int, int]:
        at = len(nodes)
        nodes.append((0, np.inf, at, at, float(node.get("leaf_value", 0.0))))
        if "split_index" not in node:
            return at, 0
        low, low_depth = add(node["left_child"])
        high, high_depth = add(node["right_child"])
        nodes[at] = (node["split_feature"], node["threshold"], low, high, 0.0)
        return at, 1 + max(low_depth, high_depth)

    _, depth = add(structure)
    return nodes, depth
