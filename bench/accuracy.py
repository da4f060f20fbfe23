"""Measure extraction on a folder of documents with ``gold.json``: ``python -m bench.accuracy --data DIR``.

Documents are digitized once (kept by content hash), then read three times: by rules alone, by scorers trained
on the folder's other issuers, and as ``training.train_scorer`` would have it ship: each concept by the one of
both that reads it better, chosen on the other issuers, too. An answer is *strict* right when it is printed as
labelled, up to case and white space, and *loose* right when it says the same. Fields that a file does not
label are left out.
"""

import argparse
import json
import os
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from docyard.domain.apps import DocumentClass, FieldKind, ValueType
from docyard.domain.results import FieldResult
from docyard.engine.appfiles import prebuilt_apps
from docyard.engine.extraction import Scorer
from docyard.engine.extraction.calibration import expected_error
from training.choice import chosen_scorers, outcomes, read_all
from training.convert import labelled_folder
from training.labelled import Labelled
from training.matching import means_the_same
from training.scorers import train_held_out

Answers = list[tuple[Labelled, dict[str, FieldResult]]]


def main() -> None:
    """Print a table per way of reading, and write predictions where asked."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, help="folder with gold.json; without it nothing is measured")
    parser.add_argument("--class", dest="app_class", default="Receipt", help="class of a prebuilt app")
    parser.add_argument("--issuer", default="company", help="gold field that names who made the document")
    parser.add_argument("--field", action="append", default=[], help="gold name=our name; others keep theirs")
    parser.add_argument("--cache", type=Path, default=Path(".cache/pages"), help="digitized pages by content")
    parser.add_argument("--predictions", type=Path, help="folder for predictions as JSON, by gold names")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    if options.data is None:
        print("No labelled documents ship with docyard; name a folder of yours with --data.")
        return
    os.environ["OMP_NUM_THREADS"] = "1"
    names = dict(pair.split("=", 1) for pair in options.field)
    documents = list(
        labelled_folder(
            options.data, app_class=options.app_class, issuer=options.issuer, names=names, cache=options.cache
        )
    )
    document_class = _prebuilt_class(options.app_class)
    for way, answers in _ways(documents, document_class, seed=options.seed):
        print(f"\n{way}: {len(documents)} documents")
        _print_table(answers, document_class)
        if options.predictions:
            options.predictions.mkdir(parents=True, exist_ok=True)
            path = options.predictions / f"{way.split()[0]}.json"
            path.write_text(json.dumps(_predictions(answers, names), ensure_ascii=False, indent=1), "utf-8")


def _prebuilt_class(name: str) -> DocumentClass:
    return next(c for app in prebuilt_apps() for c in app.classes if c.name == name)


def _ways(
    documents: Sequence[Labelled], document_class: DocumentClass, *, seed: int
) -> Iterator[tuple[str, Answers]]:
    rules = [Scorer.untrained()] * len(documents)
    started = time.process_time()
    by_rules = read_all(documents, document_class, rules)
    print(f"{(time.process_time() - started) / max(1, len(documents)):.3f} CPU seconds per document")
    yield "rules alone", _named(documents, by_rules)
    held_out = train_held_out(documents, document_class, seed=seed)
    trained = read_all(documents, document_class, held_out.scorer_of())
    yield "trained on other issuers", _named(documents, trained)
    judged = [outcomes(documents, document_class, a, held_out.folds) for a in (by_rules, trained)]
    chosen = chosen_scorers(held_out.scorers, *judged)
    shipped = read_all(documents, document_class, [chosen[fold] for fold in held_out.folds])
    yield "shipped choice, made on other issuers", _named(documents, shipped)


def _named(documents: Sequence[Labelled], answers: Sequence[dict[str, FieldResult]]) -> Answers:
    return list(zip(documents, answers, strict=True))


def _print_table(answers: Answers, document_class: DocumentClass) -> None:
    print(f"{'field':24s} {'labelled':>8s} {'answered':>8s} {'strict F1':>9s} {'loose F1':>9s} {'ECE':>6s}")
    totals = [0, 0, 0, 0]
    everything: list[tuple[float, bool]] = []
    for field in document_class.fields:
        if field.kind is not FieldKind.TEXT:
            continue
        counts, judged = _count(answers, field.name, field.value_type)
        if counts[0]:
            _print_row(field.name, counts, judged)
            totals = [a + b for a, b in zip(totals, counts, strict=True)]
            everything += judged
    _print_row("all", totals, everything)


def _count(answers: Answers, name: str, value_type: ValueType) -> tuple[list[int], list[tuple[float, bool]]]:
    """Count labelled, answered, strict and loose right values; list confidence and truth of each answer."""
    counts = [0, 0, 0, 0]
    judged = []
    for document, results in answers:
        label, result = document.values.get(name), results[name]
        if not label:
            continue
        strict = result.value is not None and " ".join(result.value.upper().split()) == " ".join(
            label.upper().split()
        )
        loose = strict or (result.value is not None and means_the_same(result.value, label, value_type))
        counts = [a + b for a, b in zip(counts, (1, result.value is not None, strict, loose), strict=True)]
        if result.confidence is not None:
            judged.append((result.confidence, loose))
    return counts, judged


def _print_row(name: str, counts: Sequence[int], judged: Sequence[tuple[float, bool]]) -> None:
    labelled, answered, strict, loose = counts
    both = max(1, labelled + answered)
    error = expected_error([c for c, _ in judged], [r for _, r in judged])
    scores = f"{2 * strict / both:9.3f} {2 * loose / both:9.3f} {error:6.3f}"
    print(f"{name:24s} {labelled:8d} {answered:8d} {scores}")


def _predictions(answers: Answers, names: Mapping[str, str]) -> dict[str, dict[str, str | None]]:
    gold_names = {ours: theirs for theirs, ours in names.items()}
    return {d.name: {gold_names.get(n, n): r.value for n, r in results.items()} for d, results in answers}


if __name__ == "__main__":
    main()
