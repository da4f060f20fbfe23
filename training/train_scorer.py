"""Train the scorer that ships with the package: ``python -m training.train_scorer --labels FILE``."""

import argparse
import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from docyard.domain.apps import AppDefinition, DocumentClass
from docyard.engine.appfiles import prebuilt_apps
from docyard.engine.extraction.labels import read_lexicon
from docyard.engine.extraction.models import Model
from docyard.engine.extraction.scorer import SHIPPED, Scorer
from training.choice import better_trained, f1, measure, pooled
from training.fit import fit_model
from training.labelled import Labelled, read_labelled
from training.measure import calibrate
from training.scorers import train_held_out

SEED = 0
# Which of few issuers stand together in a fold moves figures: they are measured in several splits.
MANY_DOCUMENTS, SPLITS_OF_FEW = 100, 3


def main() -> None:
    """Train every concept of the prebuilt apps for which there are labels."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--labels", type=Path, action="append", required=True, help="JSON lines; may be repeated"
    )
    parser.add_argument("--out", type=Path, default=SHIPPED)
    parser.add_argument("--about", default="", help="where the labels come from; kept in the file")
    options = parser.parse_args()
    os.environ["OMP_NUM_THREADS"] = "1"
    documents = [d for path in options.labels for d in read_labelled(path)]
    models = train(documents, prebuilt_apps())
    Scorer(models=models, lexicon=read_lexicon(), about=options.about).save(options.out)
    print(f"{options.out}: {len(models)} concepts, {options.out.stat().st_size / 1e6:.2f} MB")


def train(documents: Sequence[Labelled], apps: Sequence[AppDefinition]) -> dict[str, Model]:
    """Fit each concept that models read at least as well as rules do, on issuers that they have not seen."""
    models: dict[str, Model] = {}
    for document_class in (c for app in apps for c in app.classes):
        own = [d for d in documents if d.app_class == document_class.name]
        if own:
            models |= _train_class(own, document_class)
    return models


def _train_class(documents: Sequence[Labelled], document_class: DocumentClass) -> dict[str, Model]:
    count = 1 if len(documents) >= MANY_DOCUMENTS else SPLITS_OF_FEW
    splits = [train_held_out(documents, document_class, seed=SEED + k) for k in range(count)]
    measured = [measure(documents, document_class, split) for split in splits]
    by_rules = pooled([each.by_rules for each in measured])
    trained = pooled([each.trained for each in measured])
    chosen = pooled([each.chosen for each in measured])
    ships = better_trained(by_rules, trained)
    models: dict[str, Model] = {}
    for concept, examples in splits[0].examples.items():
        print(
            f"{concept:28s} {len(examples):4d} documents  rules {f1(by_rules[concept]):.3f}  "
            f"trained {f1(trained[concept]):.3f}  chosen {f1(chosen[concept]):.3f}  "
            f"ships {'trained' if concept in ships else 'rules'}",
            flush=True,
        )
        model = fit_model(examples, seed=SEED) if concept in ships else None
        if model is not None:
            held_out = [split.held_out[concept] for split in splits]
            picks = [pick for each in held_out for pick in each.picks]
            absent = [pick for each in held_out for pick in each.absent]
            models[concept] = replace(model, calibration=calibrate(picks, absent))
    return models


if __name__ == "__main__":
    main()
