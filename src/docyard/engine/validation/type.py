"""The value must read as one of a type."""

import re
from collections.abc import Callable, Mapping
from enum import StrEnum

from docyard.engine.shapes import Choice
from docyard.engine.validation.subject import RuleKind, Subject
from docyard.engine.values.dates import read_date
from docyard.engine.values.ibans import is_iban
from docyard.engine.values.mrz import is_mrz
from docyard.engine.values.numbers import read_number


class TypeName(StrEnum):
    """Types that can be asked for."""

    NUMBER = "number"
    WHOLE_NUMBER = "whole_number"
    DATE = "date"
    EMAIL = "email"
    IBAN = "iban"
    MRZ = "mrz"


TYPE_NOTES = {
    TypeName.NUMBER: "A number or amount in any usual notation.",
    TypeName.WHOLE_NUMBER: "A number without a fraction.",
    TypeName.DATE: "A calendar date that exists.",
    TypeName.EMAIL: "An e-mail address.",
    TypeName.IBAN: "An IBAN with right check digits.",
    TypeName.MRZ: "A machine-readable zone with right check digits.",
}

_EMAIL = re.compile(r"[^\s@]{1,64}@[^\s@.]+(?:\.[^\s@.]+)+")


def _is_whole(text: str) -> bool:
    number = read_number(text)
    return number is not None and number == number.to_integral_value()


_FITS: Mapping[TypeName, Callable[[str], bool]] = {
    TypeName.NUMBER: lambda text: read_number(text) is not None,
    TypeName.WHOLE_NUMBER: _is_whole,
    TypeName.DATE: lambda text: bool(read_date(text)),
    TypeName.EMAIL: lambda text: _EMAIL.fullmatch(text.strip()) is not None,
    TypeName.IBAN: is_iban,
    TypeName.MRZ: is_mrz,
}


def _check(subject: Subject, wanted: TypeName) -> str | None:
    if _FITS[wanted](subject.value):
        return None
    words = TYPE_NOTES[wanted]
    return f"{subject.field.name!r} should be {words[0].lower()}{words[1:]}"


TYPE = RuleKind(_check, Choice(TypeName, TYPE_NOTES), "The value must read as one of a type.")
