"""Walking YAML nodes whose values are known to be right."""

from collections.abc import Mapping

import yaml


def items(node: yaml.Node) -> list[yaml.Node]:
    """Return the entries of a list; nothing if it is none."""
    return node.value if isinstance(node, yaml.SequenceNode) else []


def keys(node: yaml.Node) -> Mapping[str, tuple[yaml.Node, yaml.Node]]:
    """Return key and value of each key of a mapping; nothing if it is none."""
    pairs = node.value if isinstance(node, yaml.MappingNode) else []
    return {str(key.value): (key, value) for key, value in pairs}


def scalar(node: yaml.Node, key: str) -> str:
    """Return the text behind a key that is there."""
    return str(keys(node)[key][1].value)
