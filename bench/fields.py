"""Measure the fields of whole sets of labelled documents: ``python -m bench.fields --data DIR``.

The folder holds sets such as ``invoices`` and ``us-tax`` (``bench/support/labelled_sets.py``), each a folder
with ``gold.json``. Documents are digitized once, kept by content, and read by the prebuilt apps as they
ship, without training on the set; where documents bring JSON Schemas, by apps made of these. ``--by-name``
reads all by apps that know nothing but the names of the labelled values.
"""

import argparse
import json
import os
import time
from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path

from bench.support.labelled_sets import (
    SETS,
    TICKED,
    LabelledSet,
    Reader,
    reader_of_names,
    reader_of_schema,
)
from bench.support.scoring import Score, Values, score
from docyard.domain.apps import ValueType
from docyard.domain.pages import Page
from docyard.engine.cleaning import clean
from docyard.engine.digitization import OcrEngine
from docyard.engine.extraction import Scorer, extract
from training.convert import cached_pages


def main() -> None:
    """Print a table per set, and write predictions where asked."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, help="folder of sets; without it nothing is measured")
    parser.add_argument("--set", action="append", default=[], help="sets to measure; all if none is named")
    parser.add_argument("--by-name", action="store_true", help="know only the names of what is labelled")
    parser.add_argument("--rules", action="store_true", help="use the rules alone, not the shipped scorer")
    parser.add_argument("--cache", type=Path, default=Path(".cache/pages"), help="digitized pages by content")
    parser.add_argument("--predictions", type=Path, help="folder for predictions as JSON, by gold names")
    parser.add_argument("--errors", action="store_true", help="print what was not right")
    options = parser.parse_args()
    if options.data is None:
        print("No labelled documents ship with docyard; name a folder of yours with --data.")
        return
    os.environ["OMP_NUM_THREADS"] = "1"
    scorer = Scorer.untrained() if options.rules else Scorer.load()
    read = partial(cached_pages, cache=options.cache, ocr=OcrEngine())
    for labelled in SETS:
        folder = options.data / labelled.name
        if (options.set and labelled.name not in options.set) or not folder.is_dir():
            continue
        gold = json.loads((folder / "gold.json").read_text("utf-8"))
        given: dict[str, Values] = {}
        seconds = 0.0
        for name, labels in gold.items():
            pages = read(_document(folder, name))
            reader = _reader(
                labelled, labels, folder / "schemas" / f"{Path(name).stem}.json", options.by_name
            )
            started = time.process_time()
            given[name] = _answers(pages, reader, labels, scorer)
            seconds += time.process_time() - started
        print(f"\n{labelled.name}: {len(gold)} documents, {seconds / max(1, len(gold)):.3f} CPU s each")
        _print_table(score(gold, given, ignore_extra=labelled.is_incomplete or options.by_name))
        if options.errors:
            _print_errors(gold, given)
        if options.predictions:
            options.predictions.mkdir(parents=True, exist_ok=True)
            path = options.predictions / f"{labelled.name}.json"
            path.write_text(json.dumps(given, ensure_ascii=False, indent=1), "utf-8")


def _document(folder: Path, name: str) -> Path:
    return next((p for p in (folder / name, folder / "images" / name) if p.exists()), folder / name)


def _reader(labelled: LabelledSet, labels: Values, schema: Path, by_name: bool) -> Reader:
    """Choose who reads a document: the reader that knows most of its labels, if it knows half of them."""
    if not by_name and not labelled.readers:
        return reader_of_schema(json.loads(schema.read_text("utf-8")))
    known = {id(r): len(labels.keys() & r.fields.keys()) for r in labelled.readers}
    best = max(labelled.readers, key=lambda r: known[id(r)], default=None)
    if by_name or best is None or 2 * known[id(best)] < len(labels):
        return reader_of_names(labels)
    return best


def _answers(pages: tuple[Page, ...], reader: Reader, labels: Values, scorer: Scorer) -> dict[str, object]:
    results = clean(extract(pages, reader.document_class, scorer=scorer), reader.document_class)
    values = {r.name: r.value for r in results}
    ticked = {f.name for f in reader.document_class.fields if f.value_type is ValueType.BOOLEAN}
    is_form = any(label in TICKED.values() for label in labels.values())
    answers: dict[str, object] = {}
    for name, ours in reader.fields.items():
        found = [
            TICKED.get(value, value) if is_form and our in ticked else value
            for our in ours
            if (value := values.get(our))
        ]
        if found:
            answers[name] = found if isinstance(labels.get(name), list) else " ".join(found)
    return answers


def _print_table(scores: Mapping[str, Score]) -> None:
    print(f"{'field':34s} {'labelled':>8s} {'given':>6s} {'strict F1':>9s} {'loose F1':>9s}")
    total = sum(scores.values(), Score())
    for name, each in (*sorted(scores.items(), key=lambda item: -item[1].labelled), ("all", total)):
        rates = f"{each.f1(each.strict):9.3f} {each.f1(each.loose):9.3f}"
        print(f"{name[:34]:34s} {each.labelled:8d} {each.given:6d} {rates}")


def _print_errors(gold: Mapping[str, Values], given: Mapping[str, Values]) -> None:
    for document, name, wanted, found in _differing(gold, given):
        print(f"  {document[:24]:24s} {name[:28]:28s} {wanted!s:.60} <- {found!s:.60}")


def _differing(
    gold: Mapping[str, Values], given: Mapping[str, Values]
) -> Iterator[tuple[str, str, object, object]]:
    for document, labels in gold.items():
        answers = given[document]
        for name in sorted({*labels, *answers}):
            one = {document: {name: labels.get(name)}}
            counted = score(one, {document: {name: answers.get(name)}}, ignore_extra=False)
            if any(each.loose < max(each.given, each.labelled) for each in counted.values()):
                yield document, name, labels.get(name), answers.get(name)


if __name__ == "__main__":
    main()
