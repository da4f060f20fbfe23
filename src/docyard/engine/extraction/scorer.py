"""The scorer: what was learned from labelled documents, read from the file that ships with the package."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from docyard.engine.extraction.calibration import Calibration
from docyard.engine.extraction.features import FEATURES
from docyard.engine.extraction.labels import Lexicon, read_lexicon
from docyard.engine.extraction.models import Model
from docyard.engine.extraction.sparse import BUCKETS, Linear
from docyard.engine.extraction.trees import Trees

# Raised with every change of the features or of the file's layout; a file of another version is refused.
VERSION = 2
SHIPPED = Path(__file__).with_name("scorer.npz")
TREE_ARRAYS = ("feature", "threshold", "left", "right", "value")


@dataclass(frozen=True, slots=True)
class Scorer:
    """Models by concept, and the label tables; built once and handed to every ``extract``.

    Attributes:
        models: key as in an app file's ``model:``, e.g. ``receipt.total``.
        about: where the models come from, for people.
    """

    models: Mapping[str, Model]
    lexicon: Lexicon
    about: str = ""

    @classmethod
    def load(cls, path: Path = SHIPPED) -> "Scorer":
        """Read a scorer file, the shipped one if none is named.

        Raises:
            ValueError: the file was made for another version of the features.
        """
        with np.load(path, allow_pickle=False) as stored:
            arrays = {name: stored[name] for name in stored.files}
        header = json.loads(arrays["header"].tobytes())
        if (header["version"], header["features"]) != (VERSION, list(FEATURES)):
            raise ValueError(
                f"{path.name} is a scorer of version {header['version']}; this program reads {VERSION}. "
                "Train it again with training/train_scorer.py."
            )
        models = {key: _read_model(key, header["models"][key], arrays) for key in header["models"]}
        return cls(models=models, lexicon=read_lexicon(), about=header["about"])

    @classmethod
    def untrained(cls) -> "Scorer":
        """Give a scorer that knows rules only."""
        return cls(models={}, lexicon=read_lexicon())

    def save(self, path: Path) -> None:
        """Write the scorer to a file that ``load`` reads."""
        arrays: dict[str, NDArray[Any]] = {}
        described = {key: _write_model(key, model, arrays) for key, model in sorted(self.models.items())}
        header = {"version": VERSION, "features": list(FEATURES), "about": self.about, "models": described}
        arrays["header"] = np.frombuffer(json.dumps(header).encode(), np.uint8)
        with path.open("wb") as file:
            np.savez_compressed(file, allow_pickle=False, **arrays)


def _write_model(key: str, model: Model, arrays: dict[str, NDArray[Any]]) -> dict[str, Any]:
    for name in TREE_ARRAYS:
        arrays[f"{key}/trees/{name}"] = getattr(model.trees, name)
    intercepts = {}
    for name, linear in (("words", model.words), ("inside", model.inside)):
        if linear is not None:
            used = np.flatnonzero(linear.weights)
            arrays[f"{key}/{name}/bucket"] = used.astype(np.int32)
            arrays[f"{key}/{name}/weight"] = linear.weights[used].astype(np.float16)
            intercepts[name] = linear.intercept
    calibration = {f.name: getattr(model.calibration, f.name) for f in fields(Calibration)}
    return {
        "depth": model.trees.depth,
        "prior": model.prior,
        "intercepts": intercepts,
        "calibration": calibration,
    }


def _read_model(key: str, header: Mapping[str, Any], arrays: Mapping[str, NDArray[Any]]) -> Model:
    linear = {}
    for name, intercept in header["intercepts"].items():
        weights = np.zeros(BUCKETS, np.float32)
        weights[arrays[f"{key}/{name}/bucket"]] = arrays[f"{key}/{name}/weight"]
        linear[name] = Linear(weights=weights, intercept=intercept)
    trees = Trees(**{name: arrays[f"{key}/trees/{name}"] for name in TREE_ARRAYS}, depth=header["depth"])
    calibration = Calibration(**header["calibration"])
    return Model(
        words=linear["words"],
        inside=linear.get("inside"),
        trees=trees,
        prior=header["prior"],
        calibration=calibration,
    )
