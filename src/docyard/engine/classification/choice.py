"""Which class a document is of, and how sure that is."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from docyard.domain.apps import DocumentClass
from docyard.domain.pages import Page
from docyard.engine.classification.examples import Examples, example_scores, read_examples
from docyard.engine.classification.lexical import is_titled, lexical_scores, spoken
from docyard.engine.classification.vocabulary import Vocabulary, read_vocabulary

OTHER = "other"
"""Name of the class of documents that fit none of an app's classes."""

# Fitted by bench/classes.py: scores to logits, where a document fits nothing, and how much of that share
# all classes have together then.
_OTHER_SCORE = 2.0
_SHARPNESS = 1.3
_UNKNOWN_SHARE = 0.5
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

    def named_by(self, page: Page, shares: Mapping[str, float]) -> str | None:
        """Return the class that a page's first lines name, the likeliest of several."""
        said = spoken([page])
        names = [name for name in self.classes if is_titled(said, self.vocabulary, name)]
        return max(names, key=lambda name: shares[name], default=None)

    def shares(self, pages: Sequence[Page]) -> Mapping[str, float]:
        """Return how likely the pages are of each class, ``other`` among them; the sum is 1."""
        said = spoken(pages)
        scores = dict(lexical_scores(said, self.vocabulary))
        for name, likeness in example_scores(said.text, self.examples).items():
            scores[name] += _EXAMPLES_WEIGHT * (likeness - _OTHER_LIKENESS)
        return _shares(scores)


def _shares(scores: Mapping[str, float]) -> Mapping[str, float]:
    """Return the shares of classes and of ``other``.

    Classes that nothing speaks for share as much among them, however many there are.
    """
    most = max(*scores.values(), _OTHER_SCORE)
    nothing, other = (math.exp(_SHARPNESS * (score - most)) for score in (0.0, _OTHER_SCORE))
    unknown = _UNKNOWN_SHARE * other / max(1, len(scores))
    weights = {
        name: max(0.0, math.exp(_SHARPNESS * (score - most)) - nothing) + unknown
        for name, score in scores.items()
    }
    weights[OTHER] = weights.get(OTHER, 0.0) + other
    return {name: weight / sum(weights.values()) for name, weight in weights.items()}
