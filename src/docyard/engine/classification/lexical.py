"""How much the words of pages speak for a class, by what its app file says of it."""

import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from docyard.domain.apps import DocumentClass
from docyard.domain.pages import Page
from docyard.engine.classification.kinds import Kind, read_kinds

PAGES_READ = 4
_NAME, _KEYWORD, _KIND_NAME = 2.0, 1.5, 2.0
_DESCRIPTION, _ALIAS, _SIGN, _MARK = 0.25, 0.5, 0.5, 1.5
_SIGNS_FULL = 7.0
_TITLE_LINES = 12
_TITLE_BONUS = 2.0
_FURTHER = 0.3
_NOT_LETTERS = re.compile(r"[\W_]+")
_MIN_DESCRIPTION_WORD = 5


@dataclass(frozen=True, slots=True)
class Spoken:
    """The normalised text of a document's first pages and of its first lines, each between spaces."""

    text: str
    title: str


def spoken(pages: Sequence[Page]) -> Spoken:
    """Return what the first pages say."""
    words = [word.text for page in pages[:PAGES_READ] for word in page.words]
    lines = [
        " ".join(word.text for word in line)
        for page in pages[:1]
        for _, line in groupby(page.words, key=lambda word: word.line)
    ]
    return Spoken(f" {normal(' '.join(words))} ", f" {normal(' '.join(lines[:_TITLE_LINES]))} ")


def normal(text: str) -> str:
    """Return the words of a text in small letters with a space between them, and nothing else."""
    return _NOT_LETTERS.sub(" ", text.casefold()).strip()


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The words that speak for classes.

    Attributes:
        strong: by class, weights of its names and keywords.
        weak: by class, weights of words that often stand on its documents.
    """

    strong: Mapping[str, Mapping[str, float]]
    weak: Mapping[str, Mapping[str, float]]


def read_vocabulary(classes: Sequence[DocumentClass]) -> Vocabulary:
    """Return the words of an app's classes, those that several of them share with less weight."""
    strong = {each.name: _strong_terms(each) for each in classes}
    weak = {each.name: _weak_terms(each) for each in classes}
    sharing = Counter(term for terms in (*strong.values(), *weak.values()) for term in terms)

    def weighed(terms: Mapping[str, float]) -> Mapping[str, float]:
        return {
            term: weight * _rarity(min(sharing[term], len(classes)), len(classes))
            for term, weight in terms.items()
        }

    return Vocabulary(
        {name: weighed(terms) for name, terms in strong.items()},
        {name: weighed(terms) for name, terms in weak.items()},
    )


def lexical_scores(said: Spoken, vocabulary: Vocabulary) -> Mapping[str, float]:
    """Return how much the words speak for each class by name, 0 and more."""
    return {
        name: _foremost(said, strong) + _saturated(sum(_found(said, vocabulary.weak[name])))
        for name, strong in vocabulary.strong.items()
    }


def is_titled(said: Spoken, vocabulary: Vocabulary, name: str) -> bool:
    """Tell whether the first lines call a class by its name, or by one of its keywords."""
    return any(f" {term} " in said.title for term in vocabulary.strong[name])


def _foremost(said: Spoken, terms: Mapping[str, float]) -> float:
    """Return the weight of the foremost name; others add little, since many names hold one another."""
    found = _found(said, terms, in_title=_TITLE_BONUS)
    return max(found, default=0.0) * (1 - _FURTHER) + sum(found) * _FURTHER


def _found(said: Spoken, terms: Mapping[str, float], *, in_title: float = 1.0) -> list[float]:
    return [
        weight * (in_title if f" {term} " in said.title else 1.0)
        for term, weight in terms.items()
        if f" {term} " in said.text
    ]


def _rarity(classes_with_term: int, classes: int) -> float:
    """Return 1 for a term of one class, towards 0 for a term that all classes share."""
    return math.log(1 + classes / classes_with_term) / math.log(1 + classes)


def _saturated(score: float) -> float:
    """Keep long lists of weak words from outweighing a title."""
    return _SIGNS_FULL * (1 - math.exp(-score / _SIGNS_FULL))


def _strong_terms(document_class: DocumentClass) -> Mapping[str, float]:
    return _heaviest(
        [
            (document_class.name, _NAME),
            *((keyword, _KEYWORD) for keyword in document_class.keywords),
            *((name, _KIND_NAME) for kind in _kinds_of(document_class) for name in kind.names),
        ]
    )


def _weak_terms(document_class: DocumentClass) -> Mapping[str, float]:
    return _heaviest(list(_weak(document_class)))


def _weak(document_class: DocumentClass) -> Iterator[tuple[str, float]]:
    for word in document_class.description.split():
        if len(word) >= _MIN_DESCRIPTION_WORD:
            yield word, _DESCRIPTION
    for field in document_class.fields:
        aliases = (field.name, *field.aliases)
        yield from ((alias, _ALIAS / math.sqrt(len(aliases))) for alias in aliases)
    for kind in _kinds_of(document_class):
        yield from ((sign, _SIGN) for sign in kind.signs)
        yield from ((mark, _MARK) for mark in kind.marks)


def _heaviest(terms: Sequence[tuple[str, float]]) -> Mapping[str, float]:
    weights: dict[str, float] = {}
    for term, weight in terms:
        plain = normal(term)
        if plain:
            weights[plain] = max(weight, weights.get(plain, 0.0))
    return weights


def _kinds_of(document_class: DocumentClass) -> list[Kind]:
    """Return the kinds that a class is called like, by name first, else by its keywords."""
    for texts in ([document_class.name], document_class.keywords):
        plain = [normal(text) for text in texts]
        called = [kind for name, kind in read_kinds().items() if _is_called(plain, (name, *kind.names))]
        if called:
            return called
    return []


def _is_called(texts: Sequence[str], names: Sequence[str]) -> bool:
    own = {normal(name) for name in names}
    squeezed = {name.replace(" ", "") for name in own}
    return any(text in own or text.replace(" ", "") in squeezed for text in texts)
