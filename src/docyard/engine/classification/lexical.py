"""How much pages speak for a class, by what its app file says of it."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from docyard.domain.pages import Page
from docyard.engine.classification.shapes import shapes_of
from docyard.engine.classification.vocabulary import Vocabulary
from docyard.engine.classification.wording import normal, singular

PAGES_READ = 4
_SIGNS_FULL = 7.0
_TITLE_LINES = 12
_TITLE_BONUS = 1.5
_HEADING_WORDS = 3
_FURTHER = 0.3
_PLAIN_WORDS = 300
"""In longer texts any word may stand by chance: weak ones speak for less."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """What a document's first pages say.

    Attributes:
        text: its words, normalised, each between spaces.
        title: those of the first lines.
        headings: those of the short ones among them: a single word is no title within a sentence.
        stems: the words without endings of plurals.
        shapes: how much its first page looks like each shape.
        chance: what weak words count for, 1 in short texts.
    """

    text: str
    title: str
    headings: str
    stems: frozenset[str]
    shapes: Mapping[str, float]
    chance: float


def spoken(pages: Sequence[Page]) -> Spoken:
    """Return what the first pages say."""
    words = normal(" ".join(word.text for page in pages[:PAGES_READ] for word in page.words))
    lines = [
        " ".join(word.text for word in line)
        for page in pages[:1]
        for _, line in groupby(page.words, key=lambda word: word.line)
    ]
    title = [normal(line) for line in lines[:_TITLE_LINES]]
    count = len(words.split())
    return Spoken(
        text=f" {words} ",
        title=f" {' '.join(title)} ",
        headings=f" {' '.join(line for line in title if len(line.split()) <= _HEADING_WORDS)} ",
        stems=frozenset(map(singular, words.split())),
        shapes=shapes_of(pages[0]) if pages else {},
        chance=1 / (1 + math.log(max(1.0, count / _PLAIN_WORDS))),
    )


def lexical_scores(said: Spoken, vocabulary: Vocabulary) -> Mapping[str, float]:
    """Return how much pages speak for each class by name, 0 and more."""
    return {
        name: _foremost(said, vocabulary, name)
        + _saturated(_weak(said, vocabulary, name))
        + sum(weight * said.shapes.get(shape, 0.0) for shape, weight in vocabulary.shapes[name].items())
        for name in vocabulary.strong
    }


def is_titled(said: Spoken, vocabulary: Vocabulary, name: str) -> bool:
    """Tell whether the first lines call a class by its name, or by one of its keywords."""
    return any(_is_title(term, said, vocabulary) for term in vocabulary.strong[name])


def _foremost(said: Spoken, vocabulary: Vocabulary, name: str) -> float:
    """Return the weight of the foremost name; others add little, since many names hold one another."""
    found = [
        weight * _prominence(term, said, vocabulary)
        for term, weight in vocabulary.strong[name].items()
        if _stands(term, said.text, vocabulary)
    ]
    return max(found, default=0.0) * (1 - _FURTHER) + sum(found) * _FURTHER


def _prominence(term: str, said: Spoken, vocabulary: Vocabulary) -> float:
    if _is_title(term, said, vocabulary):
        return _TITLE_BONUS
    return 1.0 if " " in term else said.chance


def _is_title(term: str, said: Spoken, vocabulary: Vocabulary) -> bool:
    return _stands(term, said.title if " " in term else said.headings, vocabulary)


def _stands(term: str, text: str, vocabulary: Vocabulary) -> bool:
    """Tell whether a text has a term, and not only as a part of another class's."""
    if f" {term} " not in text:
        return False
    longer = vocabulary.longer.get(term, ())
    within = sum(text.count(f" {other} ") for other in longer)
    return not within or text.count(f" {term} ") > within


def _weak(said: Spoken, vocabulary: Vocabulary, name: str) -> float:
    found = [(term, weight) for term, weight in vocabulary.weak[name].items() if f" {term} " in said.text]
    phrases = sum(weight for term, weight in found if " " in term)
    words = sum(weight for term, weight in found if " " not in term)
    described = sum(weight for stem, weight in vocabulary.stems[name].items() if stem in said.stems)
    return phrases + said.chance * (words + described)


def _saturated(score: float) -> float:
    """Keep long lists of weak words from outweighing a title."""
    return _SIGNS_FULL * (1 - math.exp(-score / _SIGNS_FULL))
