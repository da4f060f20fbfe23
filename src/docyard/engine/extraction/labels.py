"""How well a piece of text reads as the label of what is looked for."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import Levenshtein
from rapidfuzz.process import cdist

from docyard.domain.apps import Field, ValueType
from docyard.engine.extraction.lexicon import IDENTIFIER_WORDS, LABELS, TAX_WORDS, TYPE_WORDS

Tokens = tuple[str, ...]
# A label word misread by the OCR still counts, at a discount, above this similarity.
SIMILAR_WORD = 0.74
CONTEXTS_PER_BLOCK = 1024
TOKEN = re.compile(r"[^\W_]+")
STOP_WORDS = frozenset(
    {
        "the", "of", "and", "or", "a", "an", "to", "for", "in", "on", "at", "by", "as", "is", "be", "der",
        "die", "das", "und", "von", "de", "la", "le", "du", "des",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Target:
    """One field made ready for looking: how it is labelled and what its value looks like.

    Attributes:
        labels: words of each label, best first.
        concepts: lexicon concepts it stands for; their labels are among ``labels``.
        concept: key of the trained model that scores it, or None.
    """

    name: str
    value_type: ValueType
    labels: tuple[Tokens, ...]
    concepts: frozenset[str]
    concept: str | None


def tokens(text: str) -> Tokens:
    """Split text into lower-case words without punctuation."""
    return tuple(TOKEN.findall(text.lower()))


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The label tables, split into words once.

    Attributes:
        labels: words of every label of a concept; two-word labels also glued, as an OCR may read them.
        concepts: concept whose name or label a run of words is.
    """

    labels: Mapping[str, tuple[Tokens, ...]]
    concepts: Mapping[Tokens, str]


def read_lexicon() -> Lexicon:
    """Split the shipped label tables into words."""
    labels = {name: _with_glued([_label(text) for text in (name, *texts)]) for name, texts in LABELS.items()}
    concepts = {label: name for name, texts in labels.items() for label in texts}
    return Lexicon(labels=labels, concepts=concepts | {_label(name): name for name in LABELS})


def target(field: Field, lexicon: Lexicon) -> Target:
    """Read a field's name, aliases and type into a target."""
    own = [label for label in (_label(text) for text in (field.name, *field.aliases)) if label]
    concepts = {lexicon.concepts[label] for label in own[:1] if label in lexicon.concepts}
    concepts = concepts or {lexicon.concepts[label] for label in own if label in lexicon.concepts}
    labels = [*_with_glued(own), *(label for name in sorted(concepts) for label in lexicon.labels[name])]
    return Target(
        name=field.name,
        value_type=_value_type(field, own[0] if own else ()),
        labels=tuple(dict.fromkeys(labels)),
        concepts=frozenset(concepts),
        concept=field.model,
    )


def similarities(groups: Sequence[Sequence[Tokens]], contexts: Sequence[Tokens]) -> NDArray[np.float32]:
    """Score each context against each group of labels.

    Returns:
        groups by contexts, 0 to 1: the share of the best label's words that the context has, lowered when
        the context says more than the label.
    """
    distinct = tuple(dict.fromkeys(contexts))
    result = np.zeros((len(groups), len(distinct)), np.float32)
    flat = [label for group in groups for label in group]
    words = sorted({word for label in flat for word in label})
    if not words or not contexts:
        return np.zeros((len(groups), len(contexts)), np.float32)
    position = {word: i for i, word in enumerate(words)}
    rows = np.array([position[word] for label in flat for word in label])
    starts = np.cumsum([0, *(len(label) for label in flat)])[:-1]
    lengths = np.array([[len(label)] for label in flat], np.float32)
    borders = np.cumsum([0, *(len(group) for group in groups)])
    for first in range(0, len(distinct), CONTEXTS_PER_BLOCK):
        block = distinct[first : first + CONTEXTS_PER_BLOCK]
        found = np.add.reduceat(_word_matches(words, block)[rows], starts, axis=0)
        said = np.array([max(1, len(context)) for context in block], np.float32)
        score = found / lengths * (0.7 + 0.3 * np.minimum(1.0, found / said))
        for k in range(len(groups)):
            if borders[k] < borders[k + 1]:
                result[k, first : first + len(block)] = score[borders[k] : borders[k + 1]].max(axis=0)
    where = {context: i for i, context in enumerate(distinct)}
    return result[:, [where[context] for context in contexts]]


def _word_matches(words: Sequence[str], contexts: Sequence[Tokens]) -> NDArray[np.float32]:
    """Give the best similarity of each label word with any word of each context: words by contexts."""
    vocabulary = sorted({word for context in contexts for word in context})
    position = {word: i + 1 for i, word in enumerate(vocabulary)}
    similar = np.zeros((len(words), len(vocabulary) + 1), np.float32)
    if vocabulary:
        similar[:, 1:] = cdist(
            words, vocabulary, scorer=Levenshtein.normalized_similarity, score_cutoff=SIMILAR_WORD
        )
    short_word = np.array([len(w) <= 3 for w in words])
    short_other = np.array([True, *(len(w) <= 3 for w in vocabulary)])
    exact = similar >= 0.999
    _part_known_words(similar, words, vocabulary)
    similar *= 0.9
    similar[short_word[:, None] | short_other[None, :]] = 0.0
    similar[exact] = 1.0
    indexes = [[position[w] for w in context] or [0] for context in contexts]
    starts = np.cumsum([0, *(len(i) for i in indexes)])[:-1]
    joined = np.concatenate([np.array(i) for i in indexes])
    matches: NDArray[np.float32] = np.maximum.reduceat(similar[:, joined], starts, axis=1)
    return matches


def _part_known_words(similar: NDArray[np.float32], words: Sequence[str], vocabulary: Sequence[str]) -> None:
    """Take no word of a label for another misread, but for inflections: an employee is no employer."""
    known = set(words)
    for column, other in enumerate(vocabulary, start=1):
        if other in known:
            for row in map(int, np.flatnonzero(similar[:, column])):
                if not (words[row].startswith(other) or other.startswith(words[row])):
                    similar[row, column] = 0.0


def _with_glued(labels: Sequence[Tokens]) -> tuple[Tokens, ...]:
    glued = [("".join(label),) for label in labels if len(label) == 2]
    return tuple(dict.fromkeys([*labels, *glued]))


def _label(text: str) -> Tokens:
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", text)
    words = tokens(spaced)
    return tuple(w for w in words if w not in STOP_WORDS) or words


def _value_type(field: Field, name: Tokens) -> ValueType:
    """Take the app's word for it; a plain text field may still be given away by its name."""
    if field.value_type is not ValueType.TEXT or not name:
        return field.value_type
    if IDENTIFIER_WORDS & set(name):
        return ValueType.TAX_ID if TAX_WORDS & set(name) else ValueType.IDENTIFIER
    listed = [TYPE_WORDS[word] for word in reversed(name) if word in TYPE_WORDS]
    return listed[0] if listed else ValueType.TEXT
