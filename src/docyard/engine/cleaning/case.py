"""Upper and lower case."""

from enum import StrEnum

from docyard.engine.cleaning.step import Cleaning
from docyard.engine.shapes import Choice


class Case(StrEnum):
    """How letters are written."""

    UPPER = "upper"
    LOWER = "lower"
    SENTENCE = "sentence"
    TITLE = "title"


CASE_NOTES = {
    Case.UPPER: "ALL LETTERS.",
    Case.LOWER: "all letters.",
    Case.SENTENCE: "First letter alone.",
    Case.TITLE: "First Letter Of Each Word.",
}


def _clean(text: str, case: Case) -> str:
    match case:
        case Case.UPPER:
            return text.upper()
        case Case.LOWER:
            return text.lower()
        case Case.SENTENCE:
            return text[:1].upper() + text[1:].lower()
        case Case.TITLE:
            return " ".join(word[:1].upper() + word[1:].lower() for word in text.split(" "))


CASE = Cleaning(_clean, Choice(Case, CASE_NOTES), "Write letters in upper or lower case.")
