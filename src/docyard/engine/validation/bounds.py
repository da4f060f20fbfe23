"""Options that come as a lower and an upper bound."""

from collections.abc import Iterable, Mapping
from typing import Any

import yaml

from docyard.engine.shapes import INVALID, Entry, Rule, problem_at
from docyard.errors import AppFileProblem


def at_least_one(*keys: str) -> Rule:
    """Return the rule that one of the keys is there."""

    def rule(node: yaml.Node, entries: Mapping[str, Entry]) -> Iterable[AppFileProblem]:
        if not any(key in entries for key in keys):
            listed = " or ".join(f"'{key}'" for key in keys)
            yield problem_at(node, f"Nothing is asked for here; add {listed}.")

    return rule


def in_order(lower: str, upper: str) -> Rule:
    """Return the rule that one of the two keys is there, and that the first does not exceed the second."""
    some = at_least_one(lower, upper)

    def rule(node: yaml.Node, entries: Mapping[str, Entry]) -> Iterable[AppFileProblem]:
        yield from some(node, entries)
        values: list[Any] = [entries[key].value for key in (lower, upper) if key in entries]
        if len(values) == 2 and INVALID not in values and values[0] > values[1]:
            yield problem_at(entries[lower].value_node, f"'{lower}' is beyond '{upper}'; swap them.")

    return rule
