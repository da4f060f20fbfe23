"""The sections of app files that describe packets, and what must hold between them and the classes."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

import yaml

from docyard.domain.apps import PacketFieldKind, RankBy
from docyard.engine.appfiles.expressions import problems_of
from docyard.engine.appfiles.nodes import items, keys, scalar
from docyard.engine.appfiles.rule_sections import MAX_RULES, rule_section
from docyard.engine.packets import PACKET_RULES
from docyard.engine.shapes import INVALID, Choice, Entry, Key, Many, Section, Text, problem_at
from docyard.engine.values.identifiers import identifier
from docyard.errors import AppFileProblem

MAX_PACKET_FIELDS = 100
MAX_INPUTS = 100

PACKET_FIELD_KINDS: Mapping[PacketFieldKind, str] = {
    PacketFieldKind.RANKED: "The best value among fields of the packet's documents.",
    PacketFieldKind.DERIVED: "A value computed from other packet fields and from all documents of a class.",
    PacketFieldKind.FUNCTION: "What a function of the app returns for other packet fields and all documents.",
}

RANKINGS: Mapping[RankBy, str] = {
    RankBy.CONFIDENCE: "The highest confidence first; of equals, the class that `inputs` names first.",
    RankBy.VALIDITY: "Values that break no rule first; of those, in the order of `inputs`.",
}

_KEYS_OF_KIND: Mapping[PacketFieldKind, tuple[str, ...]] = {
    PacketFieldKind.RANKED: ("inputs", "rank_by"),
    PacketFieldKind.DERIVED: ("expression",),
    PacketFieldKind.FUNCTION: ("function",),
}
"""Keys that only fields of a kind have, the one that they need first."""

PACKET_RULE = rule_section(
    "packet rule", tuple(Key(name, kind.options, kind.note) for name, kind in PACKET_RULES.items())
)

PACKET_INPUT = Section(
    "input",
    (
        Key("class", Text(max_length=255), "Name of a class of the app.", required=True),
        Key("field", Text(max_length=255), "Name of a field of that class.", required=True),
    ),
)


def _fits_kind(node: yaml.Node, entries: Mapping[str, Entry]) -> Iterable[AppFileProblem]:
    """Give a problem where a packet field lacks what its kind needs, or has what only others have."""
    kind = entries["kind"].value if "kind" in entries else PacketFieldKind.RANKED
    if not isinstance(kind, PacketFieldKind):
        return
    need, *more = _KEYS_OF_KIND[kind]
    if need not in entries:
        yield problem_at(node, f"A packet field of kind '{kind}' needs '{need}'.")
    for name in (name for names in _KEYS_OF_KIND.values() for name in names):
        if name in entries and name not in {need, *more}:
            yield problem_at(
                entries[name].key_node, f"A packet field of kind '{kind}' has no '{name}'; leave it out."
            )
    if kind is not PacketFieldKind.RANKED and "validation" in entries:
        yield from _foreign_rules(entries["validation"].value_node, kind)


def _foreign_rules(validation: yaml.Node, kind: PacketFieldKind) -> Iterator[AppFileProblem]:
    for rule in items(validation):
        for name, (key_node, _) in keys(rule).items():
            if name in PACKET_RULES and PACKET_RULES[name].needs_inputs:
                fitting = ", ".join(name for name, rule in PACKET_RULES.items() if not rule.needs_inputs)
                yield problem_at(
                    key_node, f"A {kind} packet field cannot have the rule '{name}'; it can have {fitting}."
                )


PACKET_FIELD = Section(
    "packet field",
    (
        Key("name", Text(max_length=255), "Name of the value in results; once per app.", required=True),
        Key(
            "kind",
            Choice(PacketFieldKind, PACKET_FIELD_KINDS),
            "How the value is made.",
            default="ranked",
        ),
        Key("description", Text(max_length=2000, may_break=True), "What the value is, for people."),
        Key(
            "inputs",
            Many(PACKET_INPUT, noun="input", min_items=1, max_items=MAX_INPUTS),
            "Fields of classes that a ranked field may take its value from, the better class first.",
        ),
        Key("rank_by", Choice(RankBy, RANKINGS), "Which input is the best.", default="confidence"),
        Key("expression", Text(max_length=1000), "How a field of kind derived is computed."),
        Key("function", Text(max_length=100), "The app's function that makes a field of that kind."),
        Key(
            "validation",
            Many(PACKET_RULE, noun="rule", max_items=MAX_RULES),
            "Rules for the value; each that it breaks is a failure of the packet.",
        ),
    ),
    rules=(_fits_kind,),
    json_rules={
        "if": {"properties": {"kind": {"const": "derived"}}, "required": ["kind"]},
        "then": {
            "required": ["expression"],
            "properties": {"inputs": False, "rank_by": False, "function": False},
        },
        "else": {
            "properties": {"expression": False},
            "if": {"properties": {"kind": {"const": "function"}}, "required": ["kind"]},
            "then": {"required": ["function"], "properties": {"inputs": False, "rank_by": False}},
            "else": {"required": ["inputs"], "properties": {"function": False}},
        },
    },
)

PACKET_FIELDS = Many(
    PACKET_FIELD, noun="packet field", min_items=1, max_items=MAX_PACKET_FIELDS, distinct="name"
)


def packets_are_right(node: yaml.Node, entries: Mapping[str, Entry]) -> Iterable[AppFileProblem]:
    """Give a problem for each input that there is not, and each expression that cannot be computed."""
    del node
    written = [entries[name] for name in ("packet_fields", "classes", "fields", "name") if name in entries]
    if "packet_fields" not in entries or any(entry.value is INVALID for entry in written):
        return
    fields_of = _fields_of(entries)
    fields = items(entries["packet_fields"].value_node)
    for field in fields:
        for each in items(keys(field)["inputs"][1]) if "inputs" in keys(field) else ():
            yield from _unknown_input(each, fields_of)
    yield from _wrong_expressions(fields, list(fields_of))


def _fields_of(entries: Mapping[str, Entry]) -> Mapping[str, list[str]]:
    """Return the names of fields by class; the short form's one class is named like the app."""
    if "classes" not in entries:
        own = items(entries["fields"].value_node) if "fields" in entries else []
        return (
            {str(entries["name"].value): [scalar(field, "name") for field in own]}
            if "name" in entries
            else {}
        )
    return {
        scalar(each, "name"): [
            scalar(field, "name")
            for field in (items(keys(each)["fields"][1]) if "fields" in keys(each) else ())
        ]
        for each in items(entries["classes"].value_node)
    }


def _unknown_input(node: yaml.Node, fields_of: Mapping[str, list[str]]) -> Iterator[AppFileProblem]:
    class_name, field = scalar(node, "class"), scalar(node, "field")
    if class_name not in fields_of:
        yield problem_at(
            keys(node)["class"][1], f"The app has no class {class_name!r}; it has {', '.join(fields_of)}."
        )
    elif field not in fields_of[class_name]:
        has = ", ".join(fields_of[class_name]) or "none"
        yield problem_at(
            keys(node)["field"][1], f"The class {class_name!r} has no field {field!r}; it has {has}."
        )


def _wrong_expressions(fields: Sequence[yaml.Node], classes: Sequence[str]) -> Iterator[AppFileProblem]:
    own = [identifier(scalar(field, "name")) for field in fields]
    names = [*own, *map(identifier, classes)]
    places = {
        name: keys(field)["expression"][1]
        for name, field in zip(own, fields, strict=True)
        if "expression" in keys(field)
    }
    twice = sorted({name for name in names if names.count(name) > 1})
    if places and twice:
        place = next(iter(places.values()))
        yield problem_at(
            place, f"Expressions call several fields or classes {twice[0]!r}; rename all but one."
        )
        return
    yield from problems_of(places, names=names)
