"""What a model sent, against the schema it was given."""

import json
import re
from typing import Any

MAX_CHARACTERS = 1_000_000

# Models that think aloud, or wrap what they give, do so around the answer.
_AROUND = re.compile(r"\A\s*(?:<think>.*?</think>)?\s*(?:```(?:json)?)?\s*(.*?)\s*(?:```)?\s*\Z", re.DOTALL)


class NotInSchema(Exception):
    """An answer that does not fit; the message tells the model what is wrong."""


def read_answer(text: str, schema: dict[str, Any]) -> Any:
    """Return an answer that fits its schema.

    Args:
        text: as the model sent it.
        schema: of objects, arrays, strings, booleans and null, as docyard's questions have.

    Raises:
        NotInSchema: It is not JSON, is too long, or does not fit.
    """
    if len(text) > MAX_CHARACTERS:
        raise NotInSchema(f"The answer has more than {MAX_CHARACTERS} characters.")
    around = _AROUND.match(text)
    try:
        answer = json.loads(around[1] if around else text)
    except (ValueError, RecursionError):
        raise NotInSchema("The answer is not JSON, or was cut off. Send one JSON object only.") from None
    _check(answer, schema, "the answer")
    return answer


def _check(value: Any, schema: dict[str, Any], place: str) -> None:
    kinds = schema["type"]
    allowed = [kinds] if isinstance(kinds, str) else kinds
    kind = _KINDS.get(type(value), "number")
    if kind not in allowed:
        raise NotInSchema(f"{place} should be {' or '.join(allowed)}, but is {kind}.")
    if kind == "array":
        for number, item in enumerate(value):
            _check(item, schema["items"], f"{place}[{number}]")
    if kind == "object":
        _check_object(value, schema["properties"], place)


def _check_object(value: dict[str, Any], properties: dict[str, Any], place: str) -> None:
    if missing := [name for name in properties if name not in value]:
        raise NotInSchema(f"{place} lacks {', '.join(missing)}.")
    if unknown := [name for name in value if name not in properties]:
        raise NotInSchema(f"{place} has {', '.join(unknown)[:200]}, which the schema does not know.")
    for name, each in value.items():
        _check(each, properties[name], f"{place}.{name}")


_KINDS = {dict: "object", list: "array", str: "string", bool: "boolean", type(None): "null"}
