"""Texts as plain words, so that plurals and punctuation do not keep them apart."""

import re

_NOT_LETTERS = re.compile(r"[\W_]+")
_SHORTEST_PLURAL = 4
_NO_PLURALS = ("ss", "us", "is")


def normal(text: str) -> str:
    """Return the words of a text in small letters with a space between them, and nothing else."""
    return _NOT_LETTERS.sub(" ", text.casefold()).strip()


def singular(word: str) -> str:
    """Return a normalised word without the ending of an English plural."""
    if len(word) < _SHORTEST_PLURAL or not word.endswith("s") or word.endswith(_NO_PLURALS):
        return word
    return f"{word[:-3]}y" if word.endswith("ies") else word[:-1]
