"""Gradient-boosted trees evaluated with plain numpy: the training library need not be loaded to extract."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

ROWS_AT_ONCE = 512


@dataclass(frozen=True, slots=True)
class Trees:
    """Trees padded to one size, ``trees`` by ``nodes``; a leaf points to itself.

    Attributes:
        feature: column a node looks at.
        threshold: values up to it go left.
        left: node to go to; the node itself for a leaf.
        right: likewise.
        value: what a leaf adds; 0 for inner nodes.
        depth: steps after which every row has reached a leaf.
    """

    feature: NDArray[np.int16]
    threshold: NDArray[np.float32]
    left: NDArray[np.int16]
    right: NDArray[np.int16]
    value: NDArray[np.float32]
    depth: int


def tree_scores(trees: Trees, matrix: NDArray[np.float32]) -> NDArray[np.float32]:
    """Give the sum over all trees for each row."""
    blocks = [_block(trees, matrix[i : i + ROWS_AT_ONCE]) for i in range(0, len(matrix), ROWS_AT_ONCE)]
    return np.concatenate(blocks) if blocks else np.zeros(0, np.float32)


def _block(trees: Trees, matrix: NDArray[np.float32]) -> NDArray[np.float32]:
    count, nodes = trees.feature.shape
    base = (np.arange(count, dtype=np.int64) * nodes)[None, :]
    feature, threshold = trees.feature.ravel(), trees.threshold.ravel()
    left, right = trees.left.ravel().astype(np.int64), trees.right.ravel().astype(np.int64)
    row = (np.arange(len(matrix), dtype=np.int64) * matrix.shape[1])[:, None]
    flat = np.ascontiguousarray(matrix).ravel()
    at = np.broadcast_to(base, (len(matrix), count))
    for _ in range(trees.depth):
        goes_left = flat[row + feature[at]] <= threshold[at]
        at = base + np.where(goes_left, left[at], right[at])
    scores: NDArray[np.float32] = trees.value.ravel()[at].sum(axis=1, dtype=np.float32)
    return scores
