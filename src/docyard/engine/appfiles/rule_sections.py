"""The sections of app files that hold validation rules, made from the table of rules."""

from collections.abc import Iterable, Iterator, Mapping

import yaml

from docyard.domain.apps import FieldKind
from docyard.engine.appfiles.nodes import items, keys, scalar
from docyard.engine.appfiles.one_kind import one_kind
from docyard.engine.shapes import INVALID, Entry, Flag, Key, Many, Section, Share, Text, problem_at
from docyard.engine.validation import CLASS_CONFIDENCE, RULES, THRESHOLDS
from docyard.errors import AppFileProblem

MAX_RULES = 30

_MESSAGE = Key(
    "message",
    Text(max_length=500),
    "What the alert says.",
    default="a sentence that says what is wrong",
)
_BLOCKING = Key("blocking", Flag(), "Mark the rule's alerts as blocking.", default="false")


def rule_section(noun: str, kinds: tuple[Key, ...]) -> Section:
    """Return the section of a rule that is one of the kinds."""
    names = [key.name for key in kinds]
    return Section(
        noun,
        (*kinds, _MESSAGE, _BLOCKING),
        rules=(one_kind(noun, names),),
        json_rules={"oneOf": [{"required": [name]} for name in names]},
    )


FIELD_RULE = rule_section("rule", tuple(Key(name, kind.options, kind.note) for name, kind in RULES.items()))

GENERAL_RULE = rule_section(
    "general rule",
    (
        Key(CLASS_CONFIDENCE, Share(), "Least confidence of a document's class."),
        *(Key(name, RULES[name].options, RULES[name].note) for name in THRESHOLDS),
    ),
)

FIELD_RULES = Many(FIELD_RULE, noun="rule", max_items=MAX_RULES)
GENERAL_RULES = Many(GENERAL_RULE, noun="rule", max_items=MAX_RULES)


def rules_fit_kind(node: yaml.Node, entries: Mapping[str, Entry]) -> Iterable[AppFileProblem]:
    """Give a problem for each rule that cannot hold for a field of kind list or table."""
    del node
    kind = entries["kind"].value if "kind" in entries else FieldKind.TEXT
    if not (isinstance(kind, FieldKind) and kind.has_rows and "validation" in entries):
        return
    for rule in items(entries["validation"].value_node):
        for name, (key_node, _) in keys(rule).items():
            if name in RULES and not RULES[name].on_lists:
                fitting = ", ".join(name for name, kind in RULES.items() if kind.on_lists)
                yield problem_at(key_node, f"A {kind} cannot have the rule '{name}'; it can have {fitting}.")


def fields_exist(node: yaml.Node, entries: Mapping[str, Entry]) -> Iterable[AppFileProblem]:
    """Give a problem for each field that a rule names and that its class does not have."""
    del node
    if "fields" not in entries or entries["fields"].value is INVALID:
        return
    fields = items(entries["fields"].value_node)
    columns = {scalar(field, "name"): _columns(field) for field in fields}
    for field in fields:
        for rule in items(keys(field)["validation"][1]) if "validation" in keys(field) else ():
            yield from _unknown(rule, columns)
            yield from _unknown_listed(rule, columns)


def _unknown(rule: yaml.Node, columns: Mapping[str, set[str]]) -> Iterator[AppFileProblem]:
    for kind, key in (("compare", "field"), ("sum", "list")):
        if kind not in keys(rule):
            continue
        options = keys(rule)[kind][1]
        name = scalar(options, key)
        place = keys(options)[key][1]
        if name not in columns:
            yield problem_at(place, f"The class has no field {name!r}; it has {', '.join(columns)}.")
        elif kind == "sum":
            yield from _unknown_column(options, name, columns[name])


def _unknown_listed(rule: yaml.Node, columns: Mapping[str, set[str]]) -> Iterator[AppFileProblem]:
    lists = [keys(rule)["duplicate"][1]] if "duplicate" in keys(rule) else []
    prompt = keys(keys(rule)["prompt"][1]) if "prompt" in keys(rule) else {}
    lists += [prompt["fields"][1]] if "fields" in prompt else []
    for name in (name for each in lists for name in items(each)):
        if name.value not in columns:
            yield problem_at(name, f"The class has no field {name.value!r}; it has {', '.join(columns)}.")


def _unknown_column(options: yaml.Node, name: str, columns: set[str]) -> Iterator[AppFileProblem]:
    attribute = scalar(options, "attribute")
    if attribute not in columns:
        has = f"it has {', '.join(sorted(columns))}" if columns else "it is no list"
        yield problem_at(
            keys(options)["attribute"][1], f"The field {name!r} has no attribute {attribute!r}; {has}."
        )


def _columns(field: yaml.Node) -> set[str]:
    attributes = keys(field).get("attributes")
    return set() if attributes is None else {scalar(each, "name") for each in items(attributes[1])}
