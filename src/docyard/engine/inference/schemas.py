"""The JSON Schemas of answers: one property for each field of a group, or what a prompt is about."""

from collections.abc import Sequence
from typing import Any

from docyard.domain.apps import Field, FieldKind
from docyard.domain.rendering import field_names

_TEXT: dict[str, Any] = {"type": ["string", "null"]}


def _object(properties: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


REWRITE_SCHEMA = _object({"value": _TEXT})
"""Of an answer that rewrites a value."""

# The reason stands first, so that it is found before the verdict is.
VERDICT_SCHEMA = _object({"reason": _TEXT, "passes": {"type": "boolean"}})
"""Of an answer that judges a value."""


def keys_of(group: Sequence[Field]) -> list[str]:
    """Return the names of the fields' properties, in order."""
    return field_names([field.name for field in group])


def answer_schema(group: Sequence[Field]) -> dict[str, Any]:
    """Return the schema of an answer to a question for these fields."""
    return _object(
        {key: _rows(field) if field.kind is FieldKind.LIST else _value() for key, field in _pairs(group)}
    )


def _pairs(group: Sequence[Field]) -> list[tuple[str, Field]]:
    return list(zip(keys_of(group), group, strict=True))


def _value() -> dict[str, Any]:
    return _object({"value": _TEXT, "quote": _TEXT})


def _rows(field: Field) -> dict[str, Any]:
    columns = field_names([attribute.name for attribute in field.attributes])
    return {"type": "array", "items": _object(dict.fromkeys(columns, _TEXT))}
