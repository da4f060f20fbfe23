"""Apps: what to look for in which class of document."""

import re
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

_PROMPT = "prompt"
"""Name of the cleaning step, and of the rule, whose options name a language model."""


class FieldKind(StrEnum):
    """How a field's value is made."""

    TEXT = "text"
    LIST = "list"
    TABLE = "table"
    DERIVED = "derived"
    FUNCTION = "function"
    DOCUMENT_REASONING = "document_reasoning"
    VISUAL_REASONING = "visual_reasoning"

    @property
    def has_rows(self) -> bool:
        """Whether values are JSON text of rows, with an attribute for each column."""
        return self in (FieldKind.LIST, FieldKind.TABLE)


class ValueType(StrEnum):
    """What a text field's value looks like; decides which candidates are considered."""

    TEXT = "text"
    DATE = "date"
    TIME = "time"
    AMOUNT = "amount"
    NUMBER = "number"
    PERCENTAGE = "percentage"
    CURRENCY = "currency"
    IDENTIFIER = "identifier"
    ORGANIZATION = "organization"
    PERSON = "person"
    ADDRESS = "address"
    PHONE = "phone"
    EMAIL = "email"
    IBAN = "iban"
    TAX_ID = "tax_id"
    MRZ = "mrz"
    BOOLEAN = "boolean"
    SIGNATURE = "signature"
    BARCODE = "barcode"


class Splitting(StrEnum):
    """How a file becomes documents."""

    OFF = "off"
    EVERY_PAGE = "every_page"
    BY_DOCUMENT = "by_document"


@dataclass(frozen=True, slots=True)
class CleaningStep:
    """A change to values: ``name`` is that in the engine's table, ``options`` what the app file says."""

    name: str
    options: Any


@dataclass(frozen=True, slots=True)
class Rule:
    """What a value must fulfil.

    Attributes:
        name: of the rule in the engine's table, e.g. ``pattern``; also the type of its alerts.
        options: what the app file says behind the name; its shape stands beside the rule.
        message: of its alerts; None takes the rule's own sentence.
        is_blocking: whether its alerts are marked as blocking.
    """

    name: str
    options: Any
    message: str | None = None
    is_blocking: bool = False


class ModelWhen(StrEnum):
    """When a language model reads a field."""

    ALWAYS = "always"
    FAILS_VALIDATION = "fails_validation"


@dataclass(frozen=True, slots=True)
class FieldModel:
    """A language model that reads a field; ``name`` is that in the organization."""

    name: str
    when: ModelWhen = ModelWhen.ALWAYS


@dataclass(frozen=True, slots=True)
class Field:
    """One named value of a document.

    Attributes:
        aliases: how documents label it, e.g. ``("invoice no", "rechnungsnummer")``.
        required: an empty value is an alert.
        minimum_confidence: a lower model confidence is an alert; 0 switches the rule off.
        attributes: columns of a list or table field, empty for others.
        model: concept of the shipped scorer, e.g. ``receipt.total``; None scores the field by
            its value type, name and aliases alone.
        expression: how a derived field's value is made, None for all others.
        function: the app's function that makes the value of a field of that kind, None for all others.
        cleaning: steps that the value goes through, in order, before rules look at it.
        validation: rules for the value, in the order of their alerts.
        language_model: reads the field, or reads it again; None keeps models out.
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
    expression: str | None = None
    function: str | None = None
    cleaning: tuple[CleaningStep, ...] = ()
    validation: tuple[Rule, ...] = ()
    language_model: FieldModel | None = None

    @property
    def model_names(self) -> frozenset[str]:
        """Language models that read the field, rewrite its value or judge it."""
        reader = [] if self.language_model is None else [self.language_model.name]
        uses: tuple[CleaningStep | Rule, ...] = (*self.cleaning, *self.validation)
        return frozenset([*reader, *(use.options["language_model"] for use in uses if use.name == _PROMPT)])


@dataclass(frozen=True, slots=True)
class DocumentClass:
    """A kind of document and the fields it has; ``keywords`` help to tell it from others.

    ``validation`` holds least confidences for the class and all of its fields. ``examples`` are texts of
    documents of the class.
    """

    name: str
    fields: tuple[Field, ...]
    description: str = ""
    keywords: tuple[str, ...] = ()
    validation: tuple[Rule, ...] = ()
    examples: tuple[str, ...] = ()


class PacketFieldKind(StrEnum):
    """How the value of a packet's field is made."""

    RANKED = "ranked"
    DERIVED = "derived"
    FUNCTION = "function"


class RankBy(StrEnum):
    """What makes one input of a ranked field better than another."""

    CONFIDENCE = "confidence"
    VALIDITY = "validity"


@dataclass(frozen=True, slots=True)
class PacketInput:
    """A field of a class that a ranked packet field may take its value from."""

    class_name: str
    field: str


@dataclass(frozen=True, slots=True)
class PacketField:
    """One named value of all documents of a run together.

    Attributes:
        inputs: of a ranked field, the better class first where all else is equal; empty for others.
        expression: how a derived field's value is made, None for all others.
        function: the app's function that makes the value of a field of that kind, None for all others.
        validation: rules for the value, in the order of their alerts.
    """

    name: str
    kind: PacketFieldKind = PacketFieldKind.RANKED
    description: str = ""
    inputs: tuple[PacketInput, ...] = ()
    rank_by: RankBy = RankBy.CONFIDENCE
    expression: str | None = None
    function: str | None = None
    validation: tuple[Rule, ...] = ()


class KeyKind(StrEnum):
    """Custom keys hold plain values, secret keys the alias of a secret."""

    CUSTOM = "custom"
    SECRET = "secret"  # noqa: S105 - the kind's name, no secret


@dataclass(frozen=True, slots=True)
class AppKey:
    """A name under which runs and deployments hand a value to the app's functions."""

    name: str
    kind: KeyKind
    description: str = ""


class FunctionEngine(StrEnum):
    """What runs a function."""

    MONTY = "monty"
    PYTHON = "python"


@dataclass(frozen=True, slots=True)
class CustomFunction:
    """Python of the app's owner; ``source`` defines a function of that name."""

    name: str
    source: str
    description: str = ""
    engine: FunctionEngine = FunctionEngine.MONTY


class Language(StrEnum):
    """A language of documents: its code by ISO 639, with its script by ISO 15924 where it has several."""

    AFRIKAANS = "af"
    AMHARIC = "am"
    ARABIC = "ar"
    AZERBAIJANI = "az"
    BELARUSIAN = "be"
    BULGARIAN = "bg"
    BENGALI = "bn"
    BOSNIAN = "bs"
    CATALAN = "ca"
    CZECH = "cs"
    WELSH = "cy"
    DANISH = "da"
    GERMAN = "de"
    GREEK = "el"
    ENGLISH = "en"
    ESPERANTO = "eo"
    SPANISH = "es"
    ESTONIAN = "et"
    BASQUE = "eu"
    PERSIAN = "fa"
    FINNISH = "fi"
    FILIPINO = "fil"
    FRENCH = "fr"
    IRISH = "ga"
    GALICIAN = "gl"
    GUJARATI = "gu"
    HEBREW = "he"
    HINDI = "hi"
    CROATIAN = "hr"
    HUNGARIAN = "hu"
    ARMENIAN = "hy"
    INDONESIAN = "id"
    ICELANDIC = "is"
    ITALIAN = "it"
    JAPANESE = "ja"
    GEORGIAN = "ka"
    KAZAKH = "kk"
    KHMER = "km"
    KANNADA = "kn"
    KOREAN = "ko"
    KYRGYZ = "ky"
    LATIN = "la"
    LUXEMBOURGISH = "lb"
    LAO = "lo"
    LITHUANIAN = "lt"
    LATVIAN = "lv"
    MACEDONIAN = "mk"
    MALAYALAM = "ml"
    MONGOLIAN = "mn"
    MARATHI = "mr"
    MALAY = "ms"
    MALTESE = "mt"
    BURMESE = "my"
    NEPALI = "ne"
    DUTCH = "nl"
    NORWEGIAN = "no"
    PUNJABI = "pa"
    POLISH = "pl"
    PORTUGUESE = "pt"
    ROMANIAN = "ro"
    RUSSIAN = "ru"
    SINHALA = "si"
    SLOVAK = "sk"
    SLOVENIAN = "sl"
    ALBANIAN = "sq"
    SERBIAN = "sr"
    SWEDISH = "sv"
    SWAHILI = "sw"
    TAMIL = "ta"
    TELUGU = "te"
    TAJIK = "tg"
    THAI = "th"
    TURKISH = "tr"
    UKRAINIAN = "uk"
    URDU = "ur"
    VIETNAMESE = "vi"
    YIDDISH = "yi"
    CHINESE = "zh"
    TRADITIONAL_CHINESE = "zh-Hant"


@dataclass(frozen=True, slots=True)
class DigitizationOptions:
    """Settings that change a file's words; part of the digitization cache's key.

    ``languages`` are those that scans are written in, the commonest first; none means those that the OCR
    reads by itself.
    """

    force_ocr: bool = False
    languages: tuple[Language, ...] = ()


@dataclass(frozen=True, slots=True)
class AppDefinition:
    """An immutable state of an app, as its YAML file says it.

    ``validation`` holds least confidences for all classes and fields. With ``packet_fields``, the
    documents of a run make up a packet. ``spend_cap_micros`` is the most that a run may spend on
    language models, in millionths of the currency of their prices.
    """

    name: str
    version: str
    classes: tuple[DocumentClass, ...]
    description: str = ""
    splitting: Splitting = Splitting.OFF
    digitization: DigitizationOptions = DigitizationOptions()
    keys: tuple[AppKey, ...] = ()
    functions: tuple[CustomFunction, ...] = ()
    validation: tuple[Rule, ...] = ()
    packet_fields: tuple[PacketField, ...] = ()
    spend_cap_micros: int = 10_000_000

    @property
    def model_names(self) -> frozenset[str]:
        """Language models that the app asks."""
        return frozenset(
            name
            for document_class in self.classes
            for field in document_class.fields
            for name in field.model_names
        )


class AppState(StrEnum):
    """Only production versions run when a client names no version."""

    PRE_PRODUCTION = "PRE_PRODUCTION"
    PRODUCTION = "PRODUCTION"


class AppVisibility(StrEnum):
    """Who beside its own workspace may use an app: named workspaces, the organization, everyone."""

    WORKSPACE = "workspace"
    ORGANIZATION = "organization"
    EVERYONE = "everyone"


@dataclass(frozen=True, slots=True)
class App:
    """An app under its owner's name; prebuilt ones belong to no organization and are for everyone."""

    id: UUID
    organization_id: str | None
    workspace_id: UUID | None
    owner: str
    name: str
    description: str
    visibility: AppVisibility
    created_at: datetime


@dataclass(frozen=True, slots=True)
class AppVersion:
    """One immutable published state of an app; ``file`` is its YAML text."""

    id: UUID
    app_id: UUID
    version: str
    state: AppState
    file: str
    created_at: datetime


_Parts = tuple[tuple[int, int, str], ...]


def version_order(version: str) -> tuple[_Parts, bool, _Parts]:
    """Return a sort key: ``1.10.0`` comes after ``1.9.0``, and ``1.9.0-beta`` before it; text after numbers.

    What follows a plus sign does not count (https://semver.org).
    """
    release, _, preview = version.partition("+")[0].partition("-")
    return _parts(release), not preview, _parts(preview)


def _parts(text: str) -> _Parts:
    found = re.findall(r"[0-9]+|[^0-9.-]+", text)
    return tuple((0, int(part), "") if part[0] in "0123456789" else (1, 0, part) for part in found)
