"""How alike pages are to a class's examples: words and beginnings of words, rare ones more."""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from docyard.domain.apps import DocumentClass
from docyard.domain.pages import Page
from docyard.engine.classification.lexical import spoken
from docyard.engine.classification.wording import normal

MAX_EXAMPLES = 20
MAX_EXAMPLE_LENGTH = 4000

_STEM = 5
_NEAREST_SHARE = 0.5

Vector = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Examples:
    """What examples of classes say.

    Attributes:
        nearest: by class, a vector for each example.
        together: by class, one for all of them.
        rarity: weight of each term.
    """

    nearest: Mapping[str, Sequence[Vector]]
    together: Mapping[str, Vector]
    rarity: Mapping[str, float]


def read_examples(classes: Sequence[DocumentClass]) -> Examples:
    """Return what the examples of an app's classes say."""
    counted = {each.name: [_terms(example) for example in each.examples] for each in classes if each.examples}
    every = [terms for examples in counted.values() for terms in examples]
    spread = Counter(term for terms in every for term in terms)
    rarity = {term: math.log((1 + len(every)) / (0.5 + count)) for term, count in spread.items()}
    nearest = {name: [_vector(terms, rarity) for terms in examples] for name, examples in counted.items()}
    return Examples(nearest, {name: _mean(vectors) for name, vectors in nearest.items()}, rarity)


def example_scores(text: str, examples: Examples) -> Mapping[str, float]:
    """Return by class how alike a text is to the class's examples, 0 to 1; only classes that have some.

    Half of it is the likeness to the nearest example, half that to all of them together.
    """
    if not examples.nearest:
        return {}
    own = _vector(_terms(text), examples.rarity)
    return {
        name: _NEAREST_SHARE * max(_product(own, vector) for vector in vectors)
        + (1 - _NEAREST_SHARE) * _product(own, examples.together[name])
        for name, vectors in examples.nearest.items()
    }


def _terms(text: str) -> Counter[str]:
    words = [word for word in normal(text).split() if not word.isdigit() and len(word) > 1]
    return Counter([*words, *(f"{word[:_STEM]}*" for word in words if len(word) > _STEM)])


def _vector(terms: Mapping[str, int], rarity: Mapping[str, float]) -> Vector:
    weights = {term: (1 + math.log(count)) * rarity.get(term, 0.0) for term, count in terms.items()}
    norm = math.sqrt(sum(weight**2 for weight in weights.values()))
    return {term: weight / norm for term, weight in weights.items() if weight} if norm else {}


def _mean(vectors: Sequence[Vector]) -> Vector:
    together: dict[str, float] = {}
    for vector in vectors:
        for term, weight in vector.items():
            together[term] = together.get(term, 0.0) + weight
    norm = math.sqrt(sum(weight**2 for weight in together.values()))
    return {term: weight / norm for term, weight in together.items()} if norm else {}


def _product(one: Vector, other: Vector) -> float:
    return sum(weight * other[term] for term, weight in one.items() if term in other)


def example_of(pages: Sequence[Page]) -> str:
    """Return the beginning of a document's text, as examples have it; empty if it says nothing."""
    return spoken(pages).text.strip()[:MAX_EXAMPLE_LENGTH].strip()


def choose_examples(texts: Iterable[str]) -> tuple[str, ...]:
    """Return the first texts that differ and say something, as many as a class may have."""
    return tuple(dict.fromkeys(text for text in texts if text))[:MAX_EXAMPLES]
