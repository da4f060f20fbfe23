"""Splits in which no issuer stands on both sides."""

import random
import re
from collections.abc import Sequence

LEGAL_WORDS = re.compile(r"\b(?:sdn|bhd|s/?b|gmbh|ag|ltd|inc|llc|co)\b|\([^)]*\)", re.IGNORECASE)


def issuer_key(name: str) -> str:
    """Reduce an issuer's name to letters and digits, without legal form and brackets."""
    plain = re.sub(r"[^a-z0-9]", "", LEGAL_WORDS.sub("", name.lower()))
    return plain or re.sub(r"[^a-z0-9]", "", name.lower())


def folds_by_issuer(issuers: Sequence[str], *, count: int, seed: int) -> list[int]:
    """Give each document a fold, 0 to ``count - 1``: an issuer's share one, and folds are of like size."""
    groups: dict[str, list[int]] = {}
    for i, issuer in enumerate(issuers):
        groups.setdefault(issuer, []).append(i)
    order = sorted(groups)
    random.Random(seed).shuffle(order)
    sizes, folds = [0] * count, [0] * len(issuers)
    for issuer in sorted(order, key=lambda name: -len(groups[name])):
        smallest = sizes.index(min(sizes))
        sizes[smallest] += len(groups[issuer])
        for i in groups[issuer]:
            folds[i] = smallest
    return folds
