"""The keys of app files that name language models, and what must hold for them."""

from collections.abc import Iterable, Mapping
from decimal import Decimal

import yaml

from docyard.domain.apps import FieldKind, ModelWhen
from docyard.engine.appfiles.nodes import items, keys
from docyard.engine.inference import MAX_PROMPTS, MODEL_NAME
from docyard.engine.shapes import INVALID, Choice, Entry, Key, Number, Section, problem_at
from docyard.errors import AppFileProblem

MODEL_WHENS: Mapping[ModelWhen, str] = {
    ModelWhen.ALWAYS: "The model reads the field.",
    ModelWhen.FAILS_VALIDATION: "The model reads it where it is empty or breaks a rule without one.",
}

REASONING = (FieldKind.DOCUMENT_REASONING, FieldKind.VISUAL_REASONING)

MODEL_OF_FIELD = Section(
    "language model",
    (
        Key("name", MODEL_NAME, "Name of a model of the organization.", required=True),
        Key("when", Choice(ModelWhen, MODEL_WHENS), "When it reads the field.", default="always"),
    ),
    short="name",
)

LANGUAGE_MODEL = Key(
    "language_model", MODEL_OF_FIELD, "Language model that reads the field: its name, or a mapping."
)

SPEND_CAP = Key(
    "spend_cap",
    Number(least=Decimal(0)),
    "Most that one run may spend on language models, in the currency of their prices.",
    default="10",
)

_WITHOUT = (FieldKind.DERIVED, FieldKind.FUNCTION, FieldKind.TABLE)
_SECOND = {
    "type": "object",
    "required": ["when"],
    "properties": {"when": {"const": ModelWhen.FAILS_VALIDATION.value}},
}
_KIND = {"required": ["kind"]}

MODEL_RULES: list[dict[str, object]] = [
    {
        "if": {"properties": {"kind": {"enum": [kind.value for kind in REASONING]}}, **_KIND},
        "then": {
            "required": ["language_model"],
            "properties": {
                "model": False,
                "language_model": {"not": _SECOND},
            },
        },
    },
    {
        "if": {"properties": {"kind": {"enum": [kind.value for kind in _WITHOUT]}}, **_KIND},
        "then": {"properties": {"language_model": False}},
    },
    {
        "properties": {
            "cleaning": {"contains": {"required": ["prompt"]}, "minContains": 0, "maxContains": MAX_PROMPTS}
        }
    },
]
"""What ``models_fit_kind`` and ``prompts_are_few`` ask for, in JSON Schema's words."""

NO_PROMPTS = {"allOf": [{"properties": {"cleaning": {"items": {"properties": {"prompt": False}}}}}]}
"""What ``column_has_no_prompts`` asks for, in JSON Schema's words."""


def models_fit_kind(node: yaml.Node, entries: Mapping[str, Entry]) -> Iterable[AppFileProblem]:
    """Give a problem where a kind needs a language model and has none, or has one it cannot use."""
    kind = entries["kind"].value if "kind" in entries else FieldKind.TEXT
    if kind is INVALID:
        return
    if kind in REASONING and "language_model" not in entries:
        yield problem_at(
            node, f"A field of kind '{kind}' needs a 'language_model', the name of one of your organization."
        )
    if kind in REASONING and "model" in entries:
        yield problem_at(entries["model"].key_node, f"A field of kind '{kind}' has no 'model'; leave it out.")
    if "language_model" not in entries or entries["language_model"].value is INVALID:
        return
    given = entries["language_model"]
    if kind not in (*REASONING, FieldKind.TEXT, FieldKind.LIST):
        yield problem_at(given.key_node, f"A language model does not read fields of kind '{kind}'.")
    options = given.value
    assert isinstance(options, Mapping)
    if kind in REASONING and options.get("when") is ModelWhen.FAILS_VALIDATION:
        yield problem_at(given.value_node, f"Nothing else reads a field of kind '{kind}'; leave 'when' out.")


def prompts_are_few(node: yaml.Node, entries: Mapping[str, Entry]) -> Iterable[AppFileProblem]:
    """Give a problem for each prompt that makes a chain of cleaning steps take too many turns."""
    del node
    for prompt in _prompts(entries)[MAX_PROMPTS:]:
        yield problem_at(
            prompt,
            f"A chain has at most {MAX_PROMPTS} steps 'prompt', for each waits for a model; "
            "say in one instruction what several do.",
        )


def column_has_no_prompts(node: yaml.Node, entries: Mapping[str, Entry]) -> Iterable[AppFileProblem]:
    """Give a problem for each prompt among the cleaning steps of an attribute."""
    del node
    for prompt in _prompts(entries):
        yield problem_at(
            prompt,
            "An attribute cannot have the step 'prompt', which would ask a model for every cell; "
            "use 'function' instead.",
        )


def _prompts(entries: Mapping[str, Entry]) -> list[yaml.Node]:
    steps = items(entries["cleaning"].value_node) if "cleaning" in entries else []
    return [keys(step)["prompt"][0] for step in steps if "prompt" in keys(step)]
