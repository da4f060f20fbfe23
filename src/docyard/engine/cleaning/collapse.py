"""White space within."""

from docyard.engine.cleaning.step import Cleaning
from docyard.engine.shapes import Flag


def _clean(text: str, is_on: bool) -> str:
    return " ".join(text.split()) if is_on else text


COLLAPSE = Cleaning(_clean, Flag(), "Make one space of any white space, and take it away at both ends.")
