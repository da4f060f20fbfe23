"""How likely a page begins a document: a logistic model over features of it and the page before."""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from docyard.engine.splitting.features import FEATURES
from docyard.engine.splitting.profiles import Profile

SHIPPED = Path(__file__).with_name("starts.json")


@dataclass(frozen=True, slots=True)
class Starts:
    """What was learned about first pages.

    Attributes:
        weights: by feature; one for each.
    """

    bias: float
    weights: Mapping[str, float]

    @classmethod
    def load(cls, path: Path = SHIPPED) -> "Starts":
        """Read a model, the shipped one if none is named.

        Raises:
            ValueError: The file was made for other features.
        """
        stored = json.loads(path.read_text("utf-8"))
        if list(stored["weights"]) != list(FEATURES):
            raise ValueError(
                f"{path.name} has other features; train it again with training/train_splitting.py."
            )
        return cls(stored["bias"], stored["weights"])

    def probability(self, before: Profile, page: Profile, first: Profile) -> float:
        """Return how likely ``page`` begins a document, 0 to 1.

        ``first`` is the first page of the document that ``before`` belongs to.
        """
        logit = self.bias + sum(
            self.weights[name] * feature(before, page, first) for name, feature in FEATURES.items()
        )
        return 1 / (1 + math.exp(-logit))
