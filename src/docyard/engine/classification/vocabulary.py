"""The words that speak for an app's classes."""

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from docyard.domain.apps import DocumentClass
from docyard.engine.classification.kinds import Kind, kinds_of
from docyard.engine.classification.wording import normal, singular

_NAME, _KEYWORD, _KIND_NAME, _PHRASE = 2.0, 1.5, 2.0, 1.0
_DESCRIPTION, _ALIAS, _SIGN, _MARK, _SHAPE = 0.25, 0.5, 0.5, 1.5, 1.2
_MIN_DESCRIPTION_WORD = 5
_PHRASE_LENGTHS = (2, 3, 4)


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What speaks for classes.

    Attributes:
        strong: by class, weights of its names, keywords and phrases of its description.
        weak: by class, weights of words that often stand on its documents.
        stems: by class, weights of words of its description, without endings of plurals.
        shapes: by class, weights of what its pages look like.
        longer: by strong term, those of other classes that hold it: "form w 9" is no "form".
    """

    strong: Mapping[str, Mapping[str, float]]
    weak: Mapping[str, Mapping[str, float]]
    stems: Mapping[str, Mapping[str, float]]
    shapes: Mapping[str, Mapping[str, float]]
    longer: Mapping[str, Sequence[str]]


def read_vocabulary(classes: Sequence[DocumentClass]) -> Vocabulary:
    """Return the words of an app's classes, those that several of them share with less weight."""
    kinds = {each.name: kinds_of(each) for each in classes}
    strong = {each.name: _heaviest(_strong_terms(each, kinds[each.name])) for each in classes}
    weak = {each.name: _heaviest(_weak_terms(each, kinds[each.name])) for each in classes}
    stems = {each.name: dict.fromkeys(_described(each), _DESCRIPTION) for each in classes}
    sharing = Counter(term for terms in (*strong.values(), *weak.values()) for term in terms)
    sharing_stems = Counter(term for terms in stems.values() for term in terms)
    shapes = {name: {kind.shape: _SHAPE for kind in own if kind.shape} for name, own in kinds.items()}
    return Vocabulary(
        _weighed(strong, sharing),
        _weighed(weak, sharing),
        _weighed(stems, sharing_stems),
        shapes,
        _longer(strong),
    )


def _longer(strong: Mapping[str, Mapping[str, float]]) -> Mapping[str, Sequence[str]]:
    owners: dict[str, set[str]] = {}
    for name, terms in strong.items():
        for term in terms:
            owners.setdefault(term, set()).add(name)
    longer: dict[str, list[str]] = {}
    for term, names in owners.items():
        for part in _parts(term):
            if part in owners and not owners[part] & names:
                longer.setdefault(part, []).append(term)
    return longer


def _parts(term: str) -> set[str]:
    words = term.split()
    return {
        " ".join(words[start:end])
        for start in range(len(words))
        for end in range(start + 1, len(words) + 1)
        if end - start < len(words)
    }


def _weighed(
    terms: Mapping[str, Mapping[str, float]], sharing: Mapping[str, int]
) -> Mapping[str, Mapping[str, float]]:
    return {
        name: {
            term: weight * _rarity(min(sharing[term], len(terms)), len(terms))
            for term, weight in weights.items()
        }
        for name, weights in terms.items()
    }


def _rarity(classes_with_term: int, classes: int) -> float:
    """Return 1 for a term of one class, towards 0 for a term that all classes share."""
    return math.log(1 + classes / classes_with_term) / math.log(1 + classes)


def _strong_terms(document_class: DocumentClass, kinds: Sequence[Kind]) -> Iterator[tuple[str, float]]:
    yield document_class.name, _NAME
    yield from ((keyword, _KEYWORD) for keyword in document_class.keywords)
    yield from ((name, _KIND_NAME) for kind in kinds for name in kind.names)
    yield from ((phrase, _PHRASE) for phrase in _phrases(document_class.description))


def _weak_terms(document_class: DocumentClass, kinds: Sequence[Kind]) -> Iterator[tuple[str, float]]:
    for field in document_class.fields:
        aliases = (field.name, *field.aliases)
        yield from ((alias, _ALIAS / math.sqrt(len(aliases))) for alias in aliases)
    for kind in kinds:
        yield from ((sign, _SIGN) for sign in kind.signs)
        yield from ((mark, _MARK) for mark in kind.marks)


def _described(document_class: DocumentClass) -> Iterator[str]:
    words = normal(document_class.description).split()
    return (singular(word) for word in words if len(word) >= _MIN_DESCRIPTION_WORD)


def _phrases(description: str) -> Iterator[str]:
    """Yield words in a row that may be printed so: none begins or ends with a short word."""
    words = normal(description).split()
    for length in _PHRASE_LENGTHS:
        for start in range(len(words) - length + 1):
            phrase = words[start : start + length]
            if min(len(phrase[0]), len(phrase[-1])) >= _MIN_DESCRIPTION_WORD:
                yield " ".join(phrase)


def _heaviest(terms: Iterator[tuple[str, float]]) -> Mapping[str, float]:
    weights: dict[str, float] = {}
    for term, weight in terms:
        plain = normal(term)
        if plain:
            weights[plain] = max(weight, weights.get(plain, 0.0))
    return weights
