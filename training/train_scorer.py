"""Train the scorer that ships with the package: ``python -m training.train_scorer --labels FILE``."""

import argparse
import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from docyard.domain.apps import AppDefinition
from docyard.engine.appfiles import prebuilt_apps
from docyard.engine.extraction.calibration import expected_error
from docyard.engine.extraction.labels import read_lexicon
from docyard.engine.extraction.models import Model
from docyard.engine.extraction.scorer import SHIPPED, Scorer
from training.examples import examples_by_concept
from training.fit import Example, fit_model
from training.labelled import Labelled, read_labelled
from training.measure import accuracy, calibrate, hold_out, outer_folds, rule_picks

SEED = 0
# Fewer labelled documents than this teach nothing that holds elsewhere.
LEAST_DOCUMENTS = 8


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
    """Fit each concept that beats the rules on issuers it has not seen."""
    lexicon = read_lexicon()
    models: dict[str, Model] = {}
    for document_class in (c for app in apps for c in app.classes):
        own = [d for d in documents if d.app_class == document_class.name]
        for concept, found in examples_by_concept(own, document_class, lexicon=lexicon).items():
            model = _train_concept(concept, [example for _, example in found])
            if model is not None:
                models[concept] = model
    return models


def _train_concept(concept: str, examples: Sequence[Example]) -> Model | None:
    if len(examples) < LEAST_DOCUMENTS:
        return None
    folds = outer_folds([e.issuer for e in examples], seed=SEED)
    held_out, by_rules = hold_out(examples, folds, seed=SEED), rule_picks(examples)
    picks = held_out.picks
    calibration = calibrate(picks, held_out.absent)
    confidences = [calibration.confidence(p.strength) for p in picks]
    error = expected_error(confidences, [p.is_right for p in picks])
    print(
        f"{concept:28s} {len(examples):4d} documents  rules {accuracy(by_rules):.3f}  "
        f"trained {accuracy(picks):.3f}  ECE {error:.3f}",
        flush=True,
    )
    if accuracy(picks) < accuracy(by_rules):
        return None
    model = fit_model(examples, seed=SEED)
    return None if model is None else replace(model, calibration=calibration)


if __name__ == "__main__":
    main()
