"""Which class a document is of, and how sure that is."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from docyard.domain.apps import DocumentClass
from docyard.domain.pages import Page
from docyard.engine.classification.examples import Examples, example_scores, read_examples
from docyard.engine.classification.lexical import (
    Vocabulary,
    is_titled,
    lexical_scores,
    read_vocabulary,
    spoken,
)

OTHER = "other"
"""Name of the class of documents that fit none of an app's classes."""

# Fitted by bench/classes.py: scores to logits, and where a document fits nothing.
_OTHER_SCORE = 2.0
_SHARPNESS = 1.1
_EXAMPLES_WEIGHT = 20.0
_OTHER_LIKENESS = 0.12


@dataclass(frozen=True, slots=True)
class Choice:
    """The class of one document.

    Attributes:
        name: ``other`` when no class fits, None when the app has none.
        document_class: None when ``name`` is not one of the app's classes.
        confidence: 0 to 1; None when there was nothing to choose.
    """

    name: str | None
    document_class: DocumentClass | None
    confidence: float | None


@dataclass(frozen=True, slots=True)
class Classifier:
    """What is known of an app's classes; made once for all documents of a file."""

    classes: Mapping[str, DocumentClass]
    vocabulary: Vocabulary
    examples: Examples

    @classmethod
    def of(cls, classes: Sequence[DocumentClass]) -> "Classifier":
        """Return what app files, common kinds of document and examples say of the classes."""
        named = {document_class.name: document_class for document_class in classes}
        return cls(named, read_vocabulary(classes), read_examples(classes))

    def choose(self, pages: Sequence[Page]) -> Choice:
        """Return the class that a document's pages speak of most."""
        if not self.classes:
            return Choice(name=None, document_class=None, confidence=None)
        if len(self.classes) == 1:
            ((name, only),) = self.classes.items()
            return Choice(name=name, document_class=only, confidence=None)
        shares = self.shares(pages)
        best = max(shares, key=lambda name: shares[name])
        return Choice(name=best, document_class=self.classes.get(best), confidence=shares[best])

    def titled_share(self, page: Page, shares: Mapping[str, float]) -> float:
        """Return how likely a page is of the class that its first lines name, 0 if they name none."""
        said = spoken([page])
        names = [name for name in self.classes if is_titled(said, self.vocabulary, name)]
        return max((shares[name] for name in names), default=0.0)

    def shares(self, pages: Sequence[Page]) -> Mapping[str, float]:
        """Return how likely the pages are of each class, ``other`` among them; the sum is 1."""
        said = spoken(pages)
        scores = {OTHER: _OTHER_SCORE}
        for name, score in lexical_scores(said, self.vocabulary).items():
            scores[name] = scores.get(name, 0.0) + score
        for name, likeness in example_scores(said.text, self.examples).items():
            scores[name] += _EXAMPLES_WEIGHT * (likeness - _OTHER_LIKENESS)
        most = max(scores.values())
        weights = {name: math.exp(_SHARPNESS * (score - most)) for name, score in scores.items()}
        return {name: weight / sum(weights.values()) for name, weight in weights.items()}
