"""Every key an app file may have: the one table behind checks, JSON Schema and manual."""

from collections.abc import Iterable, Mapping

import yaml

from docyard.domain.apps import FieldKind, FunctionEngine, KeyKind, Language, Splitting, ValueType
from docyard.engine.appfiles.cleaning_sections import STEPS
from docyard.engine.appfiles.expressions import expression_fits_kind, expressions_are_right
from docyard.engine.appfiles.functions import function_fits_kind, functions_fit_uses, source_is_right
from docyard.engine.appfiles.model_sections import (
    LANGUAGE_MODEL,
    MODEL_RULES,
    NO_PROMPTS,
    SPEND_CAP,
    column_has_no_prompts,
    models_fit_kind,
    prompts_are_few,
)
from docyard.engine.appfiles.packet_sections import PACKET_FIELDS, packets_are_right
from docyard.engine.appfiles.rule_sections import FIELD_RULES, GENERAL_RULES, fields_exist, rules_fit_kind
from docyard.engine.classification import MAX_EXAMPLE_LENGTH, MAX_EXAMPLES
from docyard.engine.digitization.ocr.languages import LANGUAGES
from docyard.engine.functions import MAX_CHARACTERS
from docyard.engine.shapes import INVALID, Choice, Entry, Flag, Key, Many, Section, Share, Text, problem_at
from docyard.errors import AppFileProblem

# The limits of AI Hub's document schema: https://docs.instabase.com/automate/document-schema
MAX_CLASSES = 250
MAX_FIELDS = 100
MAX_ATTRIBUTES = 30

MAX_KEYS = 100

MAX_FUNCTIONS = 100

MAX_LANGUAGES = 5
"""Each makes reading slower, and what is alike in several less certain."""

MAX_WORDS = 200
"""Aliases of a field, or keywords of a class: each costs a comparison with every word."""

VALUE_TYPES: Mapping[ValueType, str] = {
    ValueType.TEXT: "Anything printed, as it stands.",
    ValueType.DATE: "A calendar date in any usual notation.",
    ValueType.TIME: "A time of day.",
    ValueType.AMOUNT: "A sum of money, with or without its currency.",
    ValueType.NUMBER: "A count or measure.",
    ValueType.PERCENTAGE: "A share of a hundred, with its sign.",
    ValueType.CURRENCY: "An ISO code such as EUR, or a currency sign.",
    ValueType.IDENTIFIER: "A number or code that names something, such as an order number.",
    ValueType.ORGANIZATION: "The name of a company, authority or club.",
    ValueType.PERSON: "The name of a person.",
    ValueType.ADDRESS: "A postal address, on one or several lines.",
    ValueType.PHONE: "A telephone or fax number.",
    ValueType.EMAIL: "An e-mail address.",
    ValueType.IBAN: "An international bank account number; its check digits must be right.",
    ValueType.TAX_ID: "A VAT, GST or other tax number.",
    ValueType.MRZ: "The machine-readable zone of a passport, visa or identity card, on one line.",
    ValueType.BOOLEAN: "A box to tick, found by its label: true or false.",
    ValueType.SIGNATURE: "A signature: true where a form is signed.",
    ValueType.BARCODE: "What a barcode or QR code says.",
}

FIELD_KINDS: Mapping[FieldKind, str] = {
    FieldKind.TEXT: "One value, read from one place of the document.",
    FieldKind.DERIVED: "A value computed from other fields by an expression.",
    FieldKind.FUNCTION: "A value that a function of the app makes from other fields and the document.",
    FieldKind.DOCUMENT_REASONING: "A value that a language model concludes from the document's text.",
    FieldKind.VISUAL_REASONING: "A value that a language model concludes from pictures of the pages.",
    FieldKind.LIST: "Repeated rows with columns, such as an invoice's line items.",
    FieldKind.TABLE: "All rows of one printed table, chosen by how its columns are headed.",
}

KEY_KINDS: Mapping[KeyKind, str] = {
    KeyKind.CUSTOM: "A value that runs and deployments give; it is returned with results.",
    KeyKind.SECRET: "The alias of a secret; its value is never returned.",
}

FUNCTION_ENGINES: Mapping[FunctionEngine, str] = {
    FunctionEngine.MONTY: "A small interpreter of Python, which holds nothing of the machine.",
    FunctionEngine.PYTHON: "Python with its standard library, locked in by the kernel; not on every server.",
}

SPLITTINGS: Mapping[Splitting, str] = {
    Splitting.OFF: "A file is one document.",
    Splitting.EVERY_PAGE: "Every page is a document of its own.",
    Splitting.BY_DOCUMENT: "A file holds several documents in a row; docyard finds where each begins.",
}


LANGUAGE_TITLES: Mapping[Language, str] = {language: read.title for language, read in LANGUAGES.items()}


def _fields_or_classes(node: yaml.Node, entries: Mapping[str, Entry]) -> Iterable[AppFileProblem]:
    if "classes" not in entries and "fields" not in entries:
        yield problem_at(node, "The app has neither 'classes' nor 'fields'; add one of them.")
    if "classes" in entries and "fields" in entries:
        yield problem_at(
            entries["fields"].key_node,
            "An app has either 'classes' or, when it knows one class only, 'fields'; "
            "move these fields into a class.",
        )
    if "classes" in entries and "keywords" in entries:
        yield problem_at(
            entries["keywords"].key_node,
            "'keywords' here belong to the short form with 'fields'; move them into a class.",
        )


def _attributes_fit_kind(node: yaml.Node, entries: Mapping[str, Entry]) -> Iterable[AppFileProblem]:
    kind = entries["kind"].value if "kind" in entries else FieldKind.TEXT
    if kind is INVALID:
        return
    has_rows = isinstance(kind, FieldKind) and kind.has_rows
    if has_rows and "attributes" not in entries:
        yield problem_at(node, f"A field of kind '{kind}' needs 'attributes', one for each of its columns.")
    if has_rows and "type" in entries:
        yield problem_at(
            entries["type"].key_node,
            f"A field of kind '{kind}' has no type of its own; leave 'type' out and "
            "give its attributes types.",
        )
    if has_rows and "cleaning" in entries:
        yield problem_at(
            entries["cleaning"].key_node,
            f"A {kind} is cleaned by attribute; move 'cleaning' into its attributes.",
        )
    if not has_rows and "attributes" in entries:
        yield problem_at(
            entries["attributes"].key_node,
            "Only fields of kind 'list' and 'table' have attributes; add 'kind: list' or leave "
            "'attributes' out.",
        )


_NAME = Text(max_length=255)
_DESCRIPTION = Text(max_length=2000, may_break=True)
_ALIAS = Text(max_length=100)
_VALUE_TYPE = Choice(ValueType, VALUE_TYPES)
_MODEL = Text(
    max_length=100,
    pattern=r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+",
    meaning="small words joined by dots, such as receipt.total",
)

_CLEANING = Key("cleaning", STEPS, "Steps that make the value as wanted, one after the other.")

_ALIASES = Key(
    "aliases",
    Many(_ALIAS, noun="alias", max_items=MAX_WORDS),
    "How documents label the value, in any language; case does not matter.",
)

ATTRIBUTE = Section(
    "attribute",
    (
        Key("name", _NAME, "Name of the column in results.", required=True),
        Key("type", _VALUE_TYPE, "What the column's values look like.", default="text"),
        Key("description", _DESCRIPTION, "What the column holds, for people."),
        _ALIASES,
        _CLEANING,
    ),
    rules=(column_has_no_prompts,),
    json_rules=NO_PROMPTS,
)

FIELD = Section(
    "field",
    (
        Key("name", _NAME, "Name of the value in results; once per class.", required=True),
        Key("kind", Choice(FieldKind, FIELD_KINDS), "How the value is made.", default="text"),
        Key("type", _VALUE_TYPE, "What the value looks like.", default="text"),
        Key("description", _DESCRIPTION, "What the value is. Labels that it quotes are looked for."),
        _ALIASES,
        Key("required", Flag(), "Raise an alert when no value is found.", default="false"),
        Key(
            "minimum_confidence",
            Share(),
            "Raise an alert when the value's confidence is lower; 0 never does.",
            default="0",
        ),
        Key("model", _MODEL, "Concept of the shipped scorer to use, such as receipt.total."),
        Key(
            "attributes",
            Many(ATTRIBUTE, noun="attribute", min_items=1, max_items=MAX_ATTRIBUTES, distinct="name"),
            "Columns of a field of kind list or table.",
        ),
        Key("expression", Text(max_length=1000), "How a field of kind derived is computed."),
        Key("function", Text(max_length=100), "Name of the function that makes a field of kind function."),
        LANGUAGE_MODEL,
        _CLEANING,
        Key("validation", FIELD_RULES, "Rules for the value; each that it breaks is an alert."),
    ),
    rules=(
        _attributes_fit_kind,
        expression_fits_kind,
        function_fits_kind,
        rules_fit_kind,
        models_fit_kind,
        prompts_are_few,
    ),
    json_rules={
        "allOf": MODEL_RULES,
        "if": {"properties": {"kind": {"enum": ["list", "table"]}}, "required": ["kind"]},
        "then": {
            "required": ["attributes"],
            "properties": {"type": False, "cleaning": False, "expression": False, "function": False},
        },
        "else": {
            "properties": {"attributes": False},
            "if": {"properties": {"kind": {"const": "derived"}}, "required": ["kind"]},
            "then": {
                "required": ["expression"],
                "properties": {"model": False, "cleaning": False, "function": False},
            },
            "else": {
                "properties": {"expression": False},
                "if": {"properties": {"kind": {"const": "function"}}, "required": ["kind"]},
                "then": {"required": ["function"], "properties": {"model": False, "cleaning": False}},
                "else": {"properties": {"function": False}},
            },
        },
    },
)

_FIELDS = Many(FIELD, noun="field", max_items=MAX_FIELDS, distinct="name")
_EXAMPLE = Text(max_length=MAX_EXAMPLE_LENGTH, may_break=True)
_KEYWORDS = Many(_ALIAS, noun="keyword", max_items=MAX_WORDS)

DOCUMENT_CLASS = Section(
    "class",
    (
        Key("name", _NAME, "Name of the class in results; once per app.", required=True),
        Key("description", _DESCRIPTION, "What documents belong to it, for people."),
        Key("keywords", _KEYWORDS, "Words that tell its documents from those of other classes."),
        Key(
            "examples",
            Many(_EXAMPLE, noun="example", max_items=MAX_EXAMPLES),
            "Texts of documents of the class; the more alike a document is, the surer its class.",
        ),
        Key("fields", _FIELDS, "Values to read from its documents."),
        Key("validation", GENERAL_RULES, "Least confidences for the class and all of its fields."),
    ),
    rules=(fields_exist, expressions_are_right),
)

DIGITIZATION = Section(
    "digitization",
    (
        Key(
            "force_ocr",
            Flag(),
            "Read page images even where a file has a text layer of its own.",
            default="false",
        ),
        Key(
            "languages",
            Many(Choice(Language, LANGUAGE_TITLES), noun="language", max_items=MAX_LANGUAGES),
            "Languages that scans are written in, the commonest first. Some need Tesseract on the server.",
            default="those of the built-in OCR",
        ),
    ),
)

APP_KEY = Section(
    "key",
    (
        Key("name", _NAME, "Name under which functions find the value; once per app.", required=True),
        Key("kind", Choice(KeyKind, KEY_KINDS), "What the value is.", default="custom"),
        Key("description", _DESCRIPTION, "What the value is for, for people."),
    ),
)

FUNCTION = Section(
    "function",
    (
        Key(
            "name",
            Text(
                max_length=100,
                pattern=r"[A-Za-z_][A-Za-z0-9_]*",
                meaning="letters, digits and underscores, with no digit in front",
            ),
            "Name under which fields, steps and rules call it; the source defines it.",
            required=True,
        ),
        Key("description", _DESCRIPTION, "What it is for, for people."),
        Key("engine", Choice(FunctionEngine, FUNCTION_ENGINES), "What runs it.", default="monty"),
        Key(
            "source",
            Text(max_length=MAX_CHARACTERS, may_break=True, as_is=True),
            "Python that defines the function, as a block behind `|`.",
            required=True,
        ),
    ),
    rules=(source_is_right,),
)

APP = Section(
    "app",
    (
        Key("name", _NAME, "Name of the app, as runs refer to it.", required=True),
        Key(
            "version",
            Text(
                max_length=50,
                pattern=r"[0-9A-Za-z][0-9A-Za-z.+-]*",
                meaning="letters, digits, dots, plus and minus signs",
            ),
            "Name of this state of the app; put it in quotes.",
            default="1.0.0",
        ),
        Key("description", _DESCRIPTION, "What the app does, for people."),
        Key("splitting", Choice(Splitting, SPLITTINGS), "How a file becomes documents.", default="off"),
        Key("digitization", DIGITIZATION, "How files become words."),
        Key(
            "classes",
            Many(DOCUMENT_CLASS, noun="class", min_items=1, max_items=MAX_CLASSES, distinct="name"),
            "Kinds of document the app tells apart.",
        ),
        Key(
            "keys",
            Many(APP_KEY, noun="key", max_items=MAX_KEYS, distinct="name"),
            "Values that runs and deployments hand to the app.",
        ),
        Key(
            "functions",
            Many(FUNCTION, noun="function", max_items=MAX_FUNCTIONS, distinct="name"),
            "Python for fields, cleaning steps and rules.",
        ),
        Key("fields", _FIELDS, "Short form for an app with one class, which is named like the app."),
        Key("keywords", _KEYWORDS, "Keywords of the one class, in the short form."),
        Key("validation", GENERAL_RULES, "Least confidences for all classes and fields."),
        Key("packet_fields", PACKET_FIELDS, "Values of all documents of a run together."),
        SPEND_CAP,
    ),
    rules=(_fields_or_classes, fields_exist, expressions_are_right, functions_fit_uses, packets_are_right),
    json_rules={
        "oneOf": [
            {"required": ["classes"], "properties": {"keywords": False}},
            {"required": ["fields"]},
        ]
    },
)
