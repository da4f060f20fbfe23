"""Score extracted values as researchers of information extraction do: micro F1, strict and loose.

*Strict* compares characters after trimming and collapsing white space. *Loose* asks whether a reader would
take two values for the same: letters and digits alone, dates and amounts by what they say; a date that may
be read two ways is right if one of them fits.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from docyard.engine.extraction.candidates.amounts import parse_amount
from docyard.engine.values.dates import NAMED, NUMERIC, readings

Values = Mapping[str, object]
# Names of fields that are text whatever their values look like.
_TEXT = re.compile(
    r"number|_no$|(^|_)id(_|$)|iban|vat_id|phone|zip|post|address|name|company|party|description|tin|ssn|code",
    re.IGNORECASE,
)
_AMOUNT = re.compile(
    r"[(\-−–]?\s*(?:[A-Z]{3}|RM|RS\.?|KR|ZŁ|[$€£¥₹])?\s*[-−–]?\s*\d[\d.,'’\s]*\s*(?:[A-Z]{3}|RM|KR|ZŁ|[$€£¥₹%])?\s*[)-]?"
)
_CLOCK = re.compile(r"[ T]+\(?\d{1,2}[:.]\d{2}([:.]\d{2})?\)?\s*([AP]\.?M\.?)?$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Score:
    """Counts of one field, or of all: values right by either rule, given, and labelled."""

    strict: int = 0
    loose: int = 0
    given: int = 0
    labelled: int = 0

    def __add__(self, other: "Score") -> "Score":
        """Count both together."""
        return Score(
            self.strict + other.strict,
            self.loose + other.loose,
            self.given + other.given,
            self.labelled + other.labelled,
        )

    def f1(self, right: int) -> float:
        """Give the harmonic mean of precision and recall for a count of right values."""
        return 2 * right / max(1, self.given + self.labelled)


def score(gold: Mapping[str, Values], given: Mapping[str, Values], *, ignore_extra: bool) -> dict[str, Score]:
    """Score each field.

    Args:
        gold: values by field for each document; lists are compared as multisets.
        given: the same, as they were extracted.
        ignore_extra: leave out fields that a document does not label.
    """
    scores: dict[str, Score] = {}
    for document, labels in gold.items():
        answers = given.get(document, {})
        for name in sorted({*labels, *answers}):
            wanted, found = list(_texts(labels.get(name))), list(_texts(answers.get(name)))
            if wanted or (found and not ignore_extra):
                counted = Score(
                    strict=_matches(wanted, found, lambda a, b: _spaced(a) == _spaced(b)),
                    loose=_matches(wanted, found, _alike_in(name)),
                    given=len(found),
                    labelled=len(wanted),
                )
                scores[name] = scores.get(name, Score()) + counted
    return scores


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, list | tuple):
        for each in value:
            yield from _texts(each)
    elif isinstance(value, float) and value.is_integer():
        yield f"{value:.2f}"
    elif value is not None and str(value).strip():
        yield str(value)


def _matches(wanted: Sequence[str], found: Sequence[str], same: Callable[[str, str], bool]) -> int:
    left = list(wanted)
    for value in found:
        match = next((each for each in left if same(each, value)), None)
        if match is not None:
            left.remove(match)
    return len(wanted) - len(left)


def _alike_in(name: str) -> Callable[[str, str], bool]:
    return _same_text if _TEXT.search(name) else _same


def _same(one: str, other: str) -> bool:
    dates = _dates(one), _dates(other)
    if dates[0] and dates[1]:
        return bool(dates[0] & dates[1])
    amounts = _amount(one), _amount(other)
    if amounts[0] is not None and amounts[1] is not None:
        return abs(amounts[0] - amounts[1]) < 0.005
    return _same_text(one, other)


def _dates(text: str) -> frozenset[date]:
    """Give what a text can mean that is one date, and perhaps a time."""
    plain = _CLOCK.sub("", _spaced(text))
    found = NUMERIC.search(plain) or NAMED.search(plain)
    return readings(plain) if found and found.group(1) == plain else frozenset()


def _amount(text: str) -> float | None:
    upper = _spaced(text).upper()
    return parse_amount(upper) if _AMOUNT.fullmatch(upper) else None


def _same_text(one: str, other: str) -> bool:
    return _letters(one) == _letters(other)


def _letters(text: str) -> str:
    plain = "".join(c for c in unicodedata.normalize("NFKC", text).casefold() if c.isalnum())
    return plain or _spaced(text)


def _spaced(text: str) -> str:
    return " ".join(text.split())
