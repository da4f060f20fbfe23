"""Train what tells first pages from others: ``python -m training.train_splitting --data DIR``.

Pairs of neighbouring pages come from documents of several pages, and from documents put one behind the
other at random. What not all files have, such as pages of different sizes, is taken away from some pairs.
"""

import argparse
import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from sklearn.linear_model import LogisticRegression

from bench.support.class_definitions import CLASSES
from docyard.engine.classification import Classifier
from docyard.engine.splitting.features import FEATURES
from docyard.engine.splitting.profiles import Profile, profile
from docyard.engine.splitting.starts import SHIPPED
from training.classified import Classified, halves, read_classified

_LONGEST_DOCUMENT = 12
"""Pages of one document that are looked at: long ones would outweigh the others."""
_JOINS_PER_DOCUMENT = 12
_SIZE_KEPT = 0.3
_NUMBER_KEPT = 0.6
_CLASSES_KEPT = 0.8
_ALIKE_JOINED = 0.4

# What pages say outright is rare in the documents at hand; it has these weights at least.
_OUTRIGHT = {
    "says first page": 5.0,
    "says next page": -5.0,
    "says later page": -1.0,
    "page numbers break": 1.0,
    "last page came before": 1.5,
    "more pages announced": -0.5,
    "lone number follows": -1.5,
    "continued": -1.5,
    "begins with a signature": -2.0,
}


class Step(NamedTuple):
    """From one page to the next; ``first`` begins the document of the one before."""

    before: Profile
    page: Profile
    first: Profile
    begins: bool


def main() -> None:
    """Train on half of a folder and write the weights."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder with classes.json and packets")
    parser.add_argument("--cache", type=Path, default=Path(".cache/pages"), help="digitized pages by content")
    parser.add_argument("--at-most", type=int, default=40, help="documents of a class")
    parser.add_argument("--out", type=Path, default=SHIPPED)
    options = parser.parse_args()
    documents = read_classified(options.data, cache=options.cache, at_most=options.at_most)
    learn, _ = halves(options.data, documents)
    rows, begins, weights = _examples(learn, random.Random(0))
    model = LogisticRegression(C=0.5, max_iter=2000)
    model.fit(rows, begins, sample_weight=weights)
    stored = _stored(model)
    options.out.write_text(json.dumps(stored, indent=1) + "\n", "utf-8")
    right = model.predict(rows) == begins
    print(f"{len(learn)} documents, {len(rows)} pairs; right on what it learned from: {right.mean():.3f}")
    for name, weight in stored["weights"].items():
        print(f"{weight:+.2f}  {name}")


def _examples(
    documents: Sequence[Classified], chance: random.Random
) -> tuple[list[list[float]], list[bool], list[float]]:
    classifier = Classifier.of(CLASSES)
    looked = [
        (
            each.class_name,
            [profile(page, classifier) for page in each.pages[:_LONGEST_DOCUMENT] if page.words],
        )
        for each in documents
    ]
    looked = [(name, pages) for name, pages in looked if pages]
    steps = [Step(one, two, pages[0], False) for _, pages in looked for one, two in pairwise(pages)]
    steps += list(_joins(looked, chance))
    steps = [_varied(step, chance) for step in steps for _ in range(3)]
    begins = [step.begins for step in steps]
    share = sum(begins) / len(begins)
    weights = [0.5 / share if each else 0.5 / (1 - share) for each in begins]
    return [_row(step) for step in steps], begins, weights


def _joins(looked: Sequence[tuple[str, Sequence[Profile]]], chance: random.Random) -> Iterator[Step]:
    """Put documents one behind the other; those of one class are the hardest to tell apart."""
    for at, (name, pages) in enumerate(looked):
        others = [other for number, other in enumerate(looked) if number != at]
        alike = [other for other in others if other[0] == name]
        for _ in range(_JOINS_PER_DOCUMENT):
            _, after = chance.choice(alike if alike and chance.random() < _ALIKE_JOINED else others)
            yield Step(pages[-1], after[0], pages[0], True)


def _varied(step: Step, chance: random.Random) -> Step:
    """Take away from some pairs what not all files have: other sizes and sources, page numbers, classes."""
    one, two, first = step.before, step.page, step.first
    if chance.random() > _SIZE_KEPT:
        two = replace(two, width_px=one.width_px, height_px=one.height_px, is_ocr=one.is_ocr)
    if chance.random() > _NUMBER_KEPT:
        one, two = replace(one, number=None), replace(two, number=None)
    if chance.random() > _CLASSES_KEPT:
        one, two, first = (replace(each, shares={}, named=None, titled=0.0) for each in (one, two, first))
    return Step(one, two, first, step.begins)


def _row(step: Step) -> list[float]:
    return [feature(step.before, step.page, step.first) for feature in FEATURES.values()]


def _stored(model: LogisticRegression) -> dict[str, Any]:
    learned = dict(zip(FEATURES, (round(float(weight), 3) for weight in np.ravel(model.coef_)), strict=True))
    outright = {name: max(learned[name], least) for name, least in _OUTRIGHT.items() if least > 0}
    outright |= {name: min(learned[name], most) for name, most in _OUTRIGHT.items() if most < 0}
    return {"bias": round(float(model.intercept_[0]), 3), "weights": learned | outright}


if __name__ == "__main__":
    main()
