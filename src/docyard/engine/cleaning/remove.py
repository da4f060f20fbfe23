"""Take characters away."""

from docyard.engine.cleaning.step import Cleaning
from docyard.engine.shapes import Text


def _clean(text: str, characters: str) -> str:
    return text.translate(dict.fromkeys(map(ord, characters)))


REMOVE = Cleaning(
    _clean, Text(max_length=200, as_is=True), "Take each of these characters away, wherever it stands."
)
