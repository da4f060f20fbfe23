"""Apps: what to look for in which class of document."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID


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


class AppState(StrEnum):
    """Only production versions run when a client names no version."""

    PRE_PRODUCTION = "PRE_PRODUCTION"
    PRODUCTION = "PRODUCTION"


@dataclass(frozen=True, slots=True)
class App:
    """An app under its owner's name; prebuilt ones belong to no organization."""

    id: UUID
    organization_id: str | None
    workspace_id: UUID | None
    owner: str
    name: str
    description: str


@dataclass(frozen=True, slots=True)
class AppVersion:
    """One immutable published state of an app; ``file`` is its YAML text."""

    id: UUID
    app_id: UUID
    version: str
    state: AppState
    file: str
    created_at: datetime


def version_order(version: str) -> tuple[tuple[int, int, str], ...]:
    """Return a sort key under which ``1.10.0`` comes after ``1.9.0`` and text after numbers."""
    return tuple(
        (0, int(part), "") if part.isdigit() and part.isascii() else (1, 0, part)
        for part in version.split(".")
    )
