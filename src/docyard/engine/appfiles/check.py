"""YAML nodes against a shape: plain values, and a problem for everything that does not fit."""

import difflib
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal

import yaml

from docyard.engine.shapes import (
    INVALID,
    Choice,
    Day,
    Entry,
    Flag,
    Many,
    Number,
    Section,
    Shape,
    Share,
    Text,
    problem_at,
)
from docyard.errors import AppFileProblem

_TRUE = {"true", "yes", "on"}

_TAG_NAMES = {
    "null": "empty",
    "bool": "true or false",
    "int": "a number",
    "float": "a number",
    "timestamp": "a date",
    "seq": "a list",
    "map": "a mapping",
}


def check(  # noqa: PLR0911 - one for each shape
    node: yaml.Node, shape: Shape, *, label: str, problems: list[AppFileProblem]
) -> object:
    """Return the value of ``node`` by ``shape``, or ``INVALID`` after adding at least one problem.

    Sections become dictionaries of the keys that are written, lists become tuples, choices
    become members of their enum.

    ``label`` is how messages call the value, e.g. ``'aliases'``; ``problems`` is appended to.
    """
    match shape:
        case Text():
            return _one(_check_text(node, shape, label), problems)
        case Flag():
            return _one(_check_flag(node, label), problems)
        case Share():
            return _one(_check_share(node, label), problems)
        case Number():
            return _one(_check_number(node, shape, label), problems)
        case Day():
            return _one(_check_day(node, label), problems)
        case Choice():
            return _one(_check_choice(node, shape, label), problems)
        case Many():
            return _check_many(node, shape, label, problems)
        case Section():
            return _check_section(node, shape, label, problems)


def _one(result: object, problems: list[AppFileProblem]) -> object:
    if isinstance(result, AppFileProblem):
        problems.append(result)
        return INVALID
    return result


def _check_text(node: yaml.Node, shape: Text, label: str) -> object:
    if not _is(node, "str"):
        return problem_at(node, f"{label} should be text, but is {_what(node)}{_quote_advice(node)}.")
    value: str = node.value
    if not shape.as_is:
        value = value.rstrip("\n")  # block text ends with a line break that nobody typed
    fault = _text_fault(value, shape)
    return value if fault is None else problem_at(node, f"{label} {fault}")


def _text_fault(value: str, shape: Text) -> str | None:
    if not value.strip() and not shape.as_is:
        return "is empty; write some text, or leave it out."
    if value != value.strip() and not shape.as_is:
        return "begins or ends with white space; remove it."
    if "\n" in value and not shape.may_break:
        return "should stand on one line."
    if len(value) > shape.max_length:
        return f"has {len(value)} characters; at most {shape.max_length} are allowed."
    if shape.pattern is not None and not re.fullmatch(shape.pattern, value):
        return f"is {value!r}, but should be made of {shape.meaning}."
    return shape.fault(value) if shape.fault is not None else None


def _check_flag(node: yaml.Node, label: str) -> object:
    if not _is(node, "bool"):
        return problem_at(node, f"{label} should be true or false, but is {_what(node)}.")
    return node.value.lower() in _TRUE


def _check_share(node: yaml.Node, label: str) -> object:
    value = _number(node)
    if value is None:
        return problem_at(node, f"{label} should be a number from 0 to 1, but is {_what(node)}.")
    if 1 < value <= 100:
        return problem_at(
            node,
            f"{label} is {node.value[:60]}, but should be from 0 to 1; for percent write {value / 100:g}.",
        )
    if not 0 <= value <= 1:
        return problem_at(node, f"{label} is {_shortened(node.value)}, but should be from 0 to 1.")
    return value


def _number(node: yaml.Node) -> float | None:
    if not (_is(node, "int") or _is(node, "float")):
        return None
    try:
        return float(node.value)
    except ValueError:  # YAML also takes 0x1F, 1:30 and .inf for numbers
        return None


def _check_number(node: yaml.Node, shape: Number, label: str) -> object:
    expected = "a whole number" if shape.is_whole else "a number"
    if _number(node) is None or not re.fullmatch(r"[-+]?[0-9]{1,30}(\.[0-9]{0,30})?", node.value):
        return problem_at(node, f"{label} should be {expected}, such as 10, but is {_what(node)}.")
    value = Decimal(node.value)
    if shape.is_whole and value != value.to_integral_value():
        return problem_at(node, f"{label} is {_shortened(node.value)}, but should be a whole number.")
    if shape.least is not None and value < shape.least:
        return problem_at(node, f"{label} is {_shortened(node.value)}, but should be at least {shape.least}.")
    return int(value) if shape.is_whole else value


def _check_day(node: yaml.Node, label: str) -> object:
    # YAML reads a bare 2026-01-31 as a date; here both mean the same.
    if isinstance(node, yaml.ScalarNode) and re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", node.value):
        try:
            return date.fromisoformat(node.value)
        except ValueError:
            pass
    return problem_at(node, f"{label} should be a date such as 2026-01-31, but is {_what(node)}.")


def _check_choice(node: yaml.Node, shape: Choice, label: str) -> object:
    words = [option.value for option in shape.options]
    # YAML reads a bare off as a boolean; here it is the word that was written.
    if isinstance(node, yaml.ScalarNode) and node.value in words:
        return shape.options(node.value)
    return problem_at(
        node, f"{label} is {_what(node)}; expected {_listed(words)}.{_did_you_mean(node, words)}"
    )


def _check_many(node: yaml.Node, shape: Many, label: str, problems: list[AppFileProblem]) -> object:
    if not isinstance(node, yaml.SequenceNode):
        problems.append(
            problem_at(
                node, f"{label} should be a list, but is {_what(node)}; begin each {shape.noun} with '- '."
            )
        )
        return INVALID
    before = len(problems)
    if len(node.value) < shape.min_items:
        problems.append(problem_at(node, f"{label} is empty; it needs at least one {shape.noun}."))
    if len(node.value) > shape.max_items:
        problems.append(
            problem_at(
                node.value[shape.max_items],
                f"{label} has {len(node.value)} entries; at most {shape.max_items} are allowed.",
            )
        )
    entry_label = _entry_label(shape, label)
    values = tuple(check(item, shape.items, label=entry_label, problems=problems) for item in node.value)
    if shape.distinct is not None:
        problems.extend(_repeated(node.value, shape.distinct, shape.noun))
    return values if len(problems) == before else INVALID


def _entry_label(shape: Many, label: str) -> str:
    entry = _with_article(shape.noun)
    return entry if isinstance(shape.items, Section) else f"{entry} in {label}"


def _with_article(noun: str) -> str:
    return f"{'An' if noun[0] in 'aeiou' else 'A'} {noun}"


def _repeated(items: Iterable[yaml.Node], key: str, noun: str) -> Iterator[AppFileProblem]:
    firsts: dict[str, yaml.Node] = {}
    for item in items:
        for node in _values_of(item, key):
            first = firsts.setdefault(node.value.casefold(), node)
            if first is not node:
                line = first.start_mark.line + 1
                yield problem_at(
                    node,
                    f"{_with_article(noun)} named {_shortened(node.value)!r} exists already on line {line}; "
                    f"give this one another {key}.",
                )


def _values_of(item: yaml.Node, key: str) -> Iterator[yaml.Node]:
    if isinstance(item, yaml.MappingNode):
        for key_node, value_node in item.value:
            if key_node.value == key and isinstance(value_node, yaml.ScalarNode):
                yield value_node


def _check_section(node: yaml.Node, shape: Section, label: str, problems: list[AppFileProblem]) -> object:
    if shape.short is not None and isinstance(node, yaml.ScalarNode):
        node = _written_out(node, shape.short)
    if not isinstance(node, yaml.MappingNode):
        expected = ", ".join(f"'{key.name}:'" for key in shape.keys[:2])
        problems.append(
            problem_at(
                node, f"{label} should be a mapping with keys such as {expected}, but is {_what(node)}."
            )
        )
        return INVALID
    before = len(problems)
    entries = _check_keys(node, shape, problems)
    written = {key_node.value for key_node, _ in node.value if isinstance(key_node, yaml.ScalarNode)}
    for key in shape.keys:
        if key.required and key.name not in written:
            problems.append(problem_at(node, f"The {shape.noun} has no '{key.name}': {key.description}"))
    for rule in shape.rules:
        problems.extend(rule(node, entries))
    if len(problems) != before:
        return INVALID
    return {name: entry.value for name, entry in entries.items()}


def _written_out(node: yaml.ScalarNode, key: str) -> yaml.MappingNode:
    """Return the mapping that a bare text stands for, in its place."""
    name = yaml.ScalarNode("tag:yaml.org,2002:str", key, node.start_mark, node.start_mark)
    return yaml.MappingNode("tag:yaml.org,2002:map", [(name, node)], node.start_mark, node.end_mark)


def _check_keys(
    node: yaml.MappingNode, shape: Section, problems: list[AppFileProblem]
) -> Mapping[str, Entry]:
    known = {key.name: key for key in shape.keys}
    entries: dict[str, Entry] = {}
    for key_node, value_node in node.value:
        name = key_node.value if isinstance(key_node, yaml.ScalarNode) else None
        if name not in known:
            problems.append(_unknown_key(key_node, shape, list(known)))
        elif name in entries:
            line = entries[name].key_node.start_mark.line + 1
            problems.append(
                problem_at(key_node, f"'{name}' stands here twice, first on line {line}; keep one.")
            )
        else:
            value = check(value_node, known[name].shape, label=f"'{name}'", problems=problems)
            entries[name] = Entry(value, key_node, value_node)
    return entries


def _unknown_key(node: yaml.Node, shape: Section, known: list[str]) -> AppFileProblem:
    if not isinstance(node, yaml.ScalarNode):
        return problem_at(node, f"A key here should be one of {_listed(known)}, but is {_what(node)}.")
    return problem_at(
        node,
        f"The {shape.noun} has no key {_shortened(node.value)!r}; expected one of {_listed(known)}."
        f"{_did_you_mean(node, known)}",
    )


def _is(node: yaml.Node, tag: str) -> bool:
    return isinstance(node, yaml.ScalarNode) and node.tag == f"tag:yaml.org,2002:{tag}"


def _what(node: yaml.Node) -> str:
    """Say what a node is, as a person would who reads the file."""
    name = _TAG_NAMES.get(node.tag.rpartition(":")[2])
    if not isinstance(node, yaml.ScalarNode):
        return name or "a mapping"
    if name == "empty" or node.value == "":
        return "empty"
    written = repr(_shortened(node.value))
    return written if name is None else f"{written}, which YAML reads as {name}"


def _quote_advice(node: yaml.Node) -> str:
    if isinstance(node, yaml.ScalarNode) and node.value:
        return f'; put it in quotes: "{_shortened(node.value)}"'
    return ""


def _shortened(text: str) -> str:
    return text if len(text) <= 60 else text[:57] + "…"


def _listed(words: Iterable[str]) -> str:
    return ", ".join(words)


def _did_you_mean(node: yaml.Node, words: list[str]) -> str:
    if not isinstance(node, yaml.ScalarNode):
        return ""
    close = difflib.get_close_matches(node.value[:100].lower().replace("-", "_"), words, n=1, cutoff=0.6)
    return f" Did you mean '{close[0]}'?" if close else ""
