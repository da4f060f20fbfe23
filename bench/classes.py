"""Measure splitting and classification on a folder of documents: ``python -m bench.classes --data DIR``.

The folder has ``classes.json`` and ``packets`` (see ``training/classified.py``). Half of the documents may be
learned from, the others and the mixed files are measured on; no document of a mixed file is learned from.
"""

import argparse
import random
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

from bench.support.class_definitions import CLASSES
from docyard.domain.apps import DocumentClass
from docyard.domain.pages import Page
from docyard.engine.classification import OTHER, Classifier, choose_examples, example_of
from docyard.engine.classification.lexical import spoken
from docyard.engine.classification.wording import normal
from docyard.engine.extraction.calibration import expected_error
from docyard.engine.splitting.by_document import split_by_document
from training.classified import Classified, Mixed, halves, read_classified, read_mixed

_LONG_FILES, _LONG_PAGES, _LONGEST_DOCUMENT = 8, 75, 12
_EXAMPLES = 8
_LEVELS = (0.0, 0.5, 0.7, 0.9, 1.1)

# The classes under names that say nothing, and without keywords.
_UNNAMED = {
    each.name: replace(each, name=f"Kind {number}", keywords=()) for number, each in enumerate(CLASSES)
}
_NAMES = {each.name: name for name, each in _UNNAMED.items()}

Parts = list[tuple[int, int]]
Splitter = Callable[[Sequence[Page]], Parts]
Chooser = Callable[[Sequence[Page]], tuple[str, float]]


def main() -> None:
    """Print how well files are split and classes told."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, help="folder with packets and classes.json")
    parser.add_argument("--cache", type=Path, default=Path(".cache/pages"), help="digitized pages by content")
    parser.add_argument("--at-most", type=int, default=40, help="documents of a class")
    options = parser.parse_args()
    if options.data is None:
        print("No documents ship with docyard; name a folder of yours with --data.")
        return
    folder = Path(options.data)
    documents = read_classified(folder, cache=options.cache, at_most=options.at_most)
    learn, rest = halves(folder, documents)
    learned = Classifier.of(_taught(learn))
    packets = read_mixed(folder, cache=options.cache)
    _print_splits("mixed files", packets, learned)
    _print_splits(f"files of {_LONG_PAGES} pages put together at random", _long_files(rest), learned)
    _print_classes(f"{len(rest)} documents, {len(learn)} others to learn from", rest, learned)
    parts = [
        Classified(mixed.name, name, mixed.pages[first : last + 1])
        for mixed in packets
        for name, first, last in mixed.documents
    ]
    _print_classes("documents of the mixed files", parts, learned)


def _taught(learn: Sequence[Classified]) -> tuple[DocumentClass, ...]:
    texts = {each.name: map(example_of, _of_class(learn, each.name)[:_EXAMPLES]) for each in CLASSES}
    return tuple(replace(each, examples=choose_examples(texts[each.name])) for each in CLASSES)


def _of_class(documents: Sequence[Classified], name: str) -> list[tuple[Page, ...]]:
    return [document.pages for document in documents if document.class_name == name]


def _long_files(documents: Sequence[Classified]) -> list[Mixed]:
    chance = random.Random(0)
    files = []
    for number in range(_LONG_FILES):
        pages: list[Page] = []
        parts = []
        for document in chance.sample(documents, len(documents)):
            length = min(len(document.pages), _LONGEST_DOCUMENT)
            if length and len(pages) + length <= _LONG_PAGES:
                parts.append((document.class_name, len(pages), len(pages) + length - 1))
                pages += document.pages[:length]
        indexed = tuple(replace(page, index=index) for index, page in enumerate(pages))
        files.append(Mixed(f"long {number}", indexed, tuple(parts)))
    return files


def _print_splits(title: str, files: Sequence[Mixed], learned: Classifier) -> None:
    print(f"\n{title}: {len(files)} files, {sum(len(file.pages) for file in files)} pages")
    print(f"{'way':34s} {'documents':>9s} {'found':>6s} {'exact F1':>8s} {'starts F1':>9s} {'s/page':>7s}")
    zero = Classifier.of(CLASSES)
    ways: dict[str, Splitter] = {
        "one document": lambda pages: [(0, len(pages) - 1)],
        "every page": lambda pages: [(index, index) for index in range(len(pages))],
        "by document, no classes": lambda pages: _ranges(split_by_document(pages, Classifier.of(()))),
        "by document, zero-shot classes": lambda pages: _ranges(split_by_document(pages, zero)),
        "by document, classes with examples": lambda pages: _ranges(split_by_document(pages, learned)),
    }
    for name, way in ways.items():
        started = time.process_time()
        found = {file.name: way(file.pages) for file in files}
        seconds = (time.process_time() - started) / sum(len(file.pages) for file in files)
        gold = {file.name: [part[1:] for part in file.documents] for file in files}
        exact = _f1((_keyed(gold), _keyed(found)))
        firsts = _f1((_keyed(gold, firsts=True), _keyed(found, firsts=True)))
        print(
            f"{name:34s} {len(_keyed(gold)):9d} {len(_keyed(found)):6d} "
            f"{exact:8.3f} {firsts:9.3f} {seconds:7.4f}"
        )
        if name.startswith("by document"):
            for file in files:
                _print_wrong_starts(file.name, gold[file.name], found[file.name])


def _print_wrong_starts(name: str, gold: Parts, found: Parts) -> None:
    """Print where documents begin that were not found, and where none does, by pages from 1."""
    missed = sorted({first + 1 for first, _ in gold} - {first + 1 for first, _ in found})
    extra = sorted({first + 1 for first, _ in found} - {first + 1 for first, _ in gold})
    if missed or extra:
        print(f"    {name}: missed {missed}, too many {extra}")


def _ranges(documents: Iterable[Sequence[Page]]) -> Parts:
    ranges = []
    first = 0
    for pages in documents:
        ranges.append((first, first + len(pages) - 1))
        first += len(pages)
    return ranges


def _keyed(parts: dict[str, Parts], *, firsts: bool = False) -> set[tuple[str, int, int]]:
    """Return all ranges; with ``firsts`` the first pages alone, without those that are sure."""
    if firsts:
        return {(name, first, first) for name, ranges in parts.items() for first, _ in ranges if first}
    return {(name, first, last) for name, ranges in parts.items() for first, last in ranges}


def _f1(sets: tuple[set[tuple[str, int, int]], set[tuple[str, int, int]]]) -> float:
    gold, found = sets
    return 2 * len(gold & found) / max(1, len(gold) + len(found))


def _print_classes(title: str, documents: Sequence[Classified], learned: Classifier) -> None:
    print(f"\n{title}")
    print(f"{'way':34s} {'right':>6s} {'of':>5s} {'accuracy':>8s} {'mean of classes':>15s} {'ECE':>6s}")
    zero, described = Classifier.of(CLASSES), Classifier.of(tuple(_UNNAMED.values()))
    ways: dict[str, Chooser] = {
        "names and keywords alone": _by_names,
        "descriptions alone": lambda pages: _chosen(pages, described),
        "zero-shot": lambda pages: _chosen(pages, zero),
        "with examples": lambda pages: _chosen(pages, learned),
    }
    known = {each.name for each in CLASSES}
    for name, way in ways.items():
        judged = []
        told: Counter[tuple[str, str]] = Counter()
        for document in documents:
            gold = document.class_name if document.class_name in known else OTHER
            chosen, confidence = way(document.pages)
            judged.append((confidence, chosen == gold))
            told[gold, chosen] += 1
        right = sum(each for _, each in judged)
        error = expected_error([each for each, _ in judged], [each for _, each in judged])
        print(
            f"{name:34s} {right:6d} {len(judged):5d} {right / len(judged):8.3f} "
            f"{_mean_of_classes(told):15.3f} {error:6.3f}"
        )
        for (gold, chosen), count in sorted(told.items()):
            if gold != chosen:
                print(f"    {count} of {gold} taken for {chosen}")
        _print_calibration(judged)


def _mean_of_classes(told: Counter[tuple[str, str]]) -> float:
    of: Counter[str] = Counter()
    for (gold, _), count in told.items():
        of[gold] += count
    return sum(told[name, name] / count for name, count in of.items()) / len(of)


def _print_calibration(judged: Sequence[tuple[float, bool]]) -> None:
    """Print how many are right among those of about the same confidence."""
    parts = []
    for low, high in pairwise(_LEVELS):
        right = [each for confidence, each in judged if low <= confidence < high]
        if right:
            parts.append(f"{low:.1f}+ {sum(right)}/{len(right)}")
    print(f"    right by confidence: {', '.join(parts)}")


def _by_names(pages: Sequence[Page]) -> tuple[str, float]:
    """The baseline: the class whose name and keywords stand there most often."""
    text = spoken(pages).text
    counts = {
        each.name: sum(text.count(f" {normal(term)} ") for term in (each.name, *each.keywords))
        for each in CLASSES
    }
    best = max(counts, key=lambda name: counts[name])
    return (best, 1.0) if counts[best] else (OTHER, 1.0)


def _chosen(pages: Sequence[Page], classifier: Classifier) -> tuple[str, float]:
    choice = classifier.choose(pages)
    name = choice.name or OTHER
    return _NAMES.get(name, name), choice.confidence or 0.0


if __name__ == "__main__":
    main()
