"""The app file's schema in JSON Schema, for editors that complete and check as one types."""

from typing import Any

from docyard.engine.appfiles.schema import APP
from docyard.engine.shapes import Choice, Day, Flag, Key, Many, Number, Section, Shape, Share, Text


def app_file_schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of app files.

    It holds all that ``load_app`` checks except what JSON Schema cannot say: names that may not
    repeat, and YAML's own rules.
    """
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "docyard app file",
        **_schema(APP),
    }


def _schema(shape: Shape) -> dict[str, Any]:  # noqa: PLR0911 - one for each shape
    match shape:
        case Text():
            return _text(shape)
        case Flag():
            return {"type": "boolean"}
        case Share():
            return {"type": "number", "minimum": 0, "maximum": 1}
        case Number():
            return _number(shape)
        case Day():
            return {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}
        case Choice():
            return {
                "oneOf": [{"const": word.value, "description": shape.notes[word]} for word in shape.options]
            }
        case Many():
            return {
                "type": "array",
                "items": _schema(shape.items),
                "minItems": shape.min_items,
                "maxItems": shape.max_items,
            }
        case Section():
            return _section(shape)


def _number(shape: Number) -> dict[str, Any]:
    least = {} if shape.least is None else {"minimum": int(shape.least)}
    return {"type": "integer" if shape.is_whole else "number", **least}


def _text(shape: Text) -> dict[str, Any]:
    if shape.as_is:
        return {"type": "string", "maxLength": shape.max_length}
    pattern = shape.pattern or (r"\S([\s\S]*\S)?" if shape.may_break else r"\S(.*\S)?")
    return {"type": "string", "maxLength": shape.max_length, "pattern": f"^({pattern})$"}


def _section(shape: Section) -> dict[str, Any]:
    if shape.short is not None:
        text = next(_schema(key.shape) for key in shape.keys if key.name == shape.short)
        return {"anyOf": [text, _mapping(shape)]}
    return _mapping(shape)


def _mapping(shape: Section) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": {key.name: _property(key) for key in shape.keys},
        "required": [key.name for key in shape.keys if key.required],
        "additionalProperties": False,
        **shape.json_rules,
    }


def _property(key: Key) -> dict[str, Any]:
    default = "" if key.default is None else f" Default: {key.default}."
    return {"description": key.description + default, **_schema(key.shape)}
