"""Which class a document is of, judged by the words that its classes name."""

import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from docyard.domain.apps import DocumentClass
from docyard.domain.pages import Page

OTHER = "other"
"""Name of the class of documents that fit none of an app's classes."""

_PAGES_READ = 4
_NAME_WEIGHT, _KEYWORD_WEIGHT, _DESCRIPTION_WEIGHT, _ALIAS_WEIGHT = 2.0, 1.5, 0.3, 0.7
_TITLE_BONUS = 2.0
_TITLE_SHARE = 0.15
_OTHER_SCORE = 1.0
_NOT_LETTERS = re.compile(r"[\W_]+")
_MIN_DESCRIPTION_WORD = 5


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


def choose_class(pages: Sequence[Page], classes: Sequence[DocumentClass]) -> Choice:
    """Return the class whose name, keywords and labels the pages speak of most."""
    if not classes:
        return Choice(name=None, document_class=None, confidence=None)
    if len(classes) == 1:
        return Choice(name=classes[0].name, document_class=classes[0], confidence=None)
    scores = _scores(pages, classes)
    named = {document_class.name: document_class for document_class in classes}
    best = max(scores, key=lambda name: scores[name])
    weights = {name: math.exp(min(score, 50.0)) for name, score in scores.items()}
    return Choice(name=best, document_class=named.get(best), confidence=weights[best] / sum(weights.values()))


def _scores(pages: Sequence[Page], classes: Sequence[DocumentClass]) -> dict[str, float]:
    text, title = _spoken(pages)
    terms = {document_class.name: _terms(document_class) for document_class in classes}
    sharing = Counter(term for of_class in terms.values() for term in of_class)
    scores = {OTHER: _OTHER_SCORE}
    for name, of_class in terms.items():
        found = sum(
            weight * _rarity(sharing[term], len(classes)) * (_TITLE_BONUS if f" {term} " in title else 1.0)
            for term, weight in of_class.items()
            if f" {term} " in text
        )
        scores[name] = scores.get(name, 0.0) + found
    return scores


def _rarity(classes_with_term: int, classes: int) -> float:
    """Return 1 for a term of one class, towards 0 for a term that all classes share."""
    return math.log(1 + classes / classes_with_term) / math.log(1 + classes)


def _spoken(pages: Sequence[Page]) -> tuple[str, str]:
    """Return the normalised text of the first pages, and its beginning, each between spaces."""
    words = [word.text for page in pages[:_PAGES_READ] for word in page.words]
    title = words[: max(12, int(len(words) * _TITLE_SHARE))]
    return f" {_normal(' '.join(words))} ", f" {_normal(' '.join(title))} "


def _terms(document_class: DocumentClass) -> Mapping[str, float]:
    weights: dict[str, float] = {}
    for term, weight in _weighted_terms(document_class):
        normal = _normal(term)
        if normal:
            weights[normal] = max(weight, weights.get(normal, 0.0))
    return weights


def _weighted_terms(document_class: DocumentClass) -> Iterator[tuple[str, float]]:
    yield document_class.name, _NAME_WEIGHT
    yield from ((keyword, _KEYWORD_WEIGHT) for keyword in document_class.keywords)
    for word in document_class.description.split():
        if len(word) >= _MIN_DESCRIPTION_WORD:
            yield word, _DESCRIPTION_WEIGHT
    for field in document_class.fields:
        aliases = (field.name, *field.aliases)
        yield from ((alias, _ALIAS_WEIGHT / math.sqrt(len(aliases))) for alias in aliases)


def _normal(text: str) -> str:
    return _NOT_LETTERS.sub(" ", text.casefold()).strip()
