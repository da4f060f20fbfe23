"""Apps: what to look for in which class of document."""

from dataclasses import dataclass
from enum import StrEnum


class FieldKind(StrEnum):
    """How a field's value is made."""

    TEXT = "text"
    LIST = "list"


class ValueType(StrEnum):
    """What a text field's value looks like; decides which candidates are considered."""

    TEXT = "text"
    DATE = "date"
    TIME = "time"
    AMOUNT = "amount"
    NUMBER = "number"
    CURRENCY = "currency"
    IDENTIFIER = "identifier"
    ORGANIZATION = "organization"
    PERSON = "person"
    ADDRESS = "address"
    PHONE = "phone"
    EMAIL = "email"
    IBAN = "iban"
    TAX_ID = "tax_id"


class Splitting(StrEnum):
    """How a file becomes documents."""

    OFF = "off"
    EVERY_PAGE = "every_page"


@dataclass(frozen=True, slots=True)
class Field:
    """One named value of a document.

    Attributes:
        aliases: how documents label it, e.g. ``("invoice no", "rechnungsnummer")``.
        required: an empty value is an alert.
        minimum_confidence: a lower model confidence is an alert; 0 switches the rule off.
        attributes: columns of a list field, empty for text fields.
        model: concept of the shipped scorer, e.g. ``receipt.total``; None scores the field by
            its value type, name and aliases alone.
    """

    name: str
    value_type: ValueType = ValueType.TEXT
    kind: FieldKind = FieldKind.TEXT
    description: str = ""
    aliases: tuple[str, ...] = ()
    required: bool = False
    minimum_confidence: float = 0.0
    attributes: "tuple[Field, ...]" = ()
    model: str | None = None


@dataclass(frozen=True, slots=True)
class DocumentClass:
    """A kind of document and the fields it has; ``keywords`` help to tell it from others."""

    name: str
    fields: tuple[Field, ...]
    description: str = ""
    keywords: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DigitizationOptions:
    """Settings that change a file's words; part of the digitization cache's key."""

    force_ocr: bool = False


@dataclass(frozen=True, slots=True)
class AppDefinition:
    """An immutable state of an app, as its YAML file says it."""

    name: str
    version: str
    classes: tuple[DocumentClass, ...]
    description: str = ""
    splitting: Splitting = Splitting.OFF
    digitization: DigitizationOptions = DigitizationOptions()
