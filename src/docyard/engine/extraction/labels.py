"""How well a piece of text reads as the label of what is looked for."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import Levenshtein
from rapidfuzz.process import cdist

from docyard.domain.apps import Field, ValueType
from docyard.engine.extraction.descriptions import named_labels, quoted_labels
from docyard.engine.extraction.lexicon import (
    HEAD_CONCEPTS,
    IDENTIFIER_WORDS,
    KIND_WORDS,
    LABELS,
    TAX_WORDS,
    TYPE_WORDS,
)

Tokens = tuple[str, ...]
# A label word misread by the OCR still counts, at a discount, above this similarity.
SIMILAR_WORD = 0.74
CONTEXTS_PER_BLOCK = 1024
# Share of a label's likeness that stays however much more is said beside it.
KEPT, KEPT_OF_HINTS = 0.7, 0.2
HINT_WEIGHT = 0.9
TOKEN = re.compile(r"[^\W_]+")
# Aliases that stand before the two sides of an agreement in a sentence, and label nothing.
FIRST_SIDE = frozenset({("between",), ("among",), ("entre",), ("zwischen",)})
SECOND_SIDE = frozenset({("and",), ("et",), ("und",)})
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
        hints: words that are its label only where they stand alone, such as "customer" for a customer's name.
        phrases: words of its aliases, with those that stand in every sentence.
        concepts: lexicon concepts it stands for; their labels are among ``labels``.
        concept: key of the trained model that scores it, or None.
    """

    name: str
    value_type: ValueType
    labels: tuple[Tokens, ...]
    hints: tuple[Tokens, ...]
    phrases: tuple[Tokens, ...]
    concepts: frozenset[str]
    concept: str | None


def tokens(text: str) -> Tokens:
    """Split text into lower-case words without punctuation."""
    return tuple(TOKEN.findall(text.lower()))


def words(name: str) -> Tokens:
    """Split a field's name into lower-case words, also where only a capital begins one."""
    return tokens(re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name))


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
    """Read a field's name, aliases, type and description into a target.

    Fields with a trained model keep to the labels that it was trained with.
    """
    own = [label for label in (_label(text) for text in (field.name, *field.aliases)) if label]
    own = [label for label in own if label not in FIRST_SIDE | SECOND_SIDE]
    concepts = {lexicon.concepts[label] for label in own[:1] if label in lexicon.concepts}
    concepts = concepts or {lexicon.concepts[label] for label in own if label in lexicon.concepts}
    labels = [*_with_glued(own), *(label for name in sorted(concepts) for label in lexicon.labels[name])]
    hints: list[Tokens] = []
    if field.model is None:
        labels += [*_numbered(labels), *map(_label, quoted_labels(field.description))]
        hints = [*map(_label, named_labels(field.description)), *_shortened(own)]
        tail = _tail_concept(own[0], lexicon) if own and not concepts else None
        hints += lexicon.labels[tail] if tail else ()
        concepts = concepts or ({tail} if tail else set())
    return Target(
        name=field.name,
        value_type=_value_type(field, own[0] if own else ()),
        labels=tuple(dict.fromkeys(label for label in labels if label)),
        hints=tuple(dict.fromkeys(label for label in hints if label and label not in labels)),
        phrases=tuple(dict.fromkeys(map(words, field.aliases))),
        concepts=frozenset(concepts),
        concept=field.model,
    )


def _numbered(labels: Sequence[Tokens]) -> Iterator[Tokens]:
    """Give labels that say "number" with "no", and the other way round."""
    for one, other in (("number", "no"), ("no", "number")):
        yield from (tuple(other if w == one else w for w in label) for label in labels if one in label)


def _shortened(labels: Sequence[Tokens]) -> Iterator[Tokens]:
    """Give labels without a last word that says what kind of value it is: forms ask for the employee."""
    for label in labels:
        if len(label) > 1 and label[-1] in KIND_WORDS:
            yield label[:-1]


def _tail_concept(name: Tokens, lexicon: Lexicon) -> str | None:
    """Give the concept that a name ends with: the date of a transaction is a date."""
    tails = (lexicon.concepts.get(name[k:]) for k in range(1, len(name)))
    return next((tail for tail in tails if tail in HEAD_CONCEPTS), None)


def similarities(
    groups: Sequence[Sequence[Tokens]], contexts: Sequence[Tokens], *, kept: float = KEPT
) -> NDArray[np.float32]:
    """Score each context against each group of labels.

    Args:
        groups: labels.
        contexts: what may be one.
        kept: share that stays however much more than the label a context says.

    Returns:
        groups by contexts, 0 to 1: the share of the best label's words that the context has, lowered when
        the context says more than the label.
    """
    distinct = tuple(dict.fromkeys(contexts))
    result = np.zeros((len(groups), len(distinct)), np.float32)
    flat = [label for group in groups for label in group]
    vocabulary = sorted({word for label in flat for word in label})
    if not vocabulary or not contexts:
        return np.zeros((len(groups), len(contexts)), np.float32)
    position = {word: i for i, word in enumerate(vocabulary)}
    rows = np.array([position[word] for label in flat for word in label])
    starts = np.cumsum([0, *(len(label) for label in flat)])[:-1]
    lengths = np.array([[len(label)] for label in flat], np.float32)
    borders = np.cumsum([0, *(len(group) for group in groups)])
    for first in range(0, len(distinct), CONTEXTS_PER_BLOCK):
        block = distinct[first : first + CONTEXTS_PER_BLOCK]
        found = np.add.reduceat(_word_matches(vocabulary, block)[rows], starts, axis=0)
        said = np.array([max(1, len(context)) for context in block], np.float32)
        score = found / lengths * (kept + (1 - kept) * np.minimum(1.0, found / said))
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
    spoken = words(text)
    said = tuple(w for w in spoken if w not in STOP_WORDS) or spoken
    # "Invoice to" says who receives; "invoice" says something else.
    return spoken if len(said) == 1 < len(spoken) and spoken[0] == said[0] else said


def _value_type(field: Field, name: Tokens) -> ValueType:
    """Take the app's word for it; a plain text or number may still be given away by its name."""
    listed = [TYPE_WORDS[word] for word in reversed(name) if word in TYPE_WORDS]
    if field.value_type is ValueType.NUMBER and listed[:1] == [ValueType.AMOUNT]:
        return ValueType.AMOUNT
    if field.value_type is not ValueType.TEXT or not name:
        return field.value_type
    if IDENTIFIER_WORDS & set(name):
        return ValueType.TAX_ID if TAX_WORDS & set(name) else ValueType.IDENTIFIER
    return listed[0] if listed else ValueType.TEXT
