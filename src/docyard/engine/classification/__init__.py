"""Which class a document is of: by what app files say of classes, by common kinds of document, by examples.

May import: ``domain``, ``errors`` and its own parts. To make a common kind known: one section
in ``kinds.toml``. Tests: ``tests/engine/test_classification.py``; figures: ``python -m bench.classes``.
"""

from docyard.engine.classification.choice import OTHER, Choice, Classifier
from docyard.engine.classification.examples import (
    MAX_EXAMPLE_LENGTH,
    MAX_EXAMPLES,
    choose_examples,
    example_of,
)

__all__ = [
    "MAX_EXAMPLES",
    "MAX_EXAMPLE_LENGTH",
    "OTHER",
    "Choice",
    "Classifier",
    "choose_examples",
    "example_of",
]
