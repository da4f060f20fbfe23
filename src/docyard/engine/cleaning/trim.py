"""White space at the ends."""

from docyard.engine.cleaning.step import Cleaning
from docyard.engine.shapes import Flag


def _clean(text: str, is_on: bool) -> str:
    return text.strip() if is_on else text


TRIM = Cleaning(_clean, Flag(), "Take white space at both ends away.")
