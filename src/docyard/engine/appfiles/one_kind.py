"""Entries of lists that say what they are by the one key they have."""

from collections.abc import Iterable, Mapping

import yaml

from docyard.engine.shapes import Entry, Rule, problem_at
from docyard.errors import AppFileProblem


def one_kind(noun: str, names: Iterable[str]) -> Rule:
    """Return the rule that exactly one of the names is a key of the section."""
    known = tuple(names)

    def rule(node: yaml.Node, entries: Mapping[str, Entry]) -> Iterable[AppFileProblem]:
        written = [name for name in known if name in entries]
        if not written and not _has_unknown_keys(node, entries):
            yield problem_at(
                node, f"The {noun} does not say what it asks for; add one of {', '.join(known)}."
            )
        for name in written[1:]:
            yield problem_at(
                entries[name].key_node, f"The {noun} has a '{written[0]}' already; begin a new one with '- '."
            )

    return rule


def _has_unknown_keys(node: yaml.Node, entries: Mapping[str, Entry]) -> bool:
    """Tell whether a key, mistyped perhaps, has a problem of its own by now, which names the right ones."""
    return isinstance(node, yaml.MappingNode) and len(node.value) > len(entries)
