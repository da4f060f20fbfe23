"""The API's operations as commands see them, read from its own OpenAPI document."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

_METHODS = ("get", "post", "put", "patch", "delete")

# Who asks, and for what reason twice, is said in other ways on the command line.
_HEADERS_OF_THE_DOOR = frozenset({"ib-context", "authorization", "idempotency-key", "x-request-id"})

# Older twins and what only old clients need.
_LEGACY = "legacy"


class Place(StrEnum):
    """Where a parameter goes in a request."""

    PATH = "path"
    QUERY = "query"
    HEADER = "header"
    BODY = "body"
    FILE = "file"


@dataclass(frozen=True, slots=True)
class Parameter:
    """What an operation takes.

    Attributes:
        kind: ``string``, ``integer``, ``number``, ``boolean``, or ``json`` for what has parts.
        is_list: may be given several times.
        is_argument: names what the command acts on, so it stands without an option's name.
    """

    name: str
    place: Place
    kind: str
    is_list: bool
    is_required: bool
    is_argument: bool
    description: str


@dataclass(frozen=True, slots=True)
class Operation:
    """One route of the API.

    Attributes:
        noun: group of the command, in the plural.
        command: name of the command within its group.
    """

    noun: str
    command: str
    method: str
    path: str
    description: str
    parameters: Sequence[Parameter]


def read_operations(document: Mapping[str, Any]) -> list[Operation]:
    """Return all operations that have a command, in the document's order; older twins have none."""
    found: dict[tuple[str, str], Operation] = {}
    for path, methods in document["paths"].items():
        if not path.startswith("/api/"):
            continue
        for method in _METHODS:
            described = methods.get(method)
            if described is None or _LEGACY in described.get("tags", [_LEGACY]):
                continue
            operation = _read(document, method, path, described)
            found.setdefault((operation.noun, operation.command), operation)
    return list(found.values())


def _read(document: Mapping[str, Any], method: str, path: str, described: Mapping[str, Any]) -> Operation:
    noun = described["tags"][0]
    return Operation(
        noun=noun,
        command=name_command(described["summary"], noun=noun),
        method=method,
        path=path,
        description=described.get("description", described["summary"]).split("\n\n")[0],
        parameters=[*_parameters(document, described), *_body(document, described, method=method)],
    )


def name_command(summary: str, *, noun: str) -> str:
    """Return the command for a route's name, e.g. ``List Runs`` of ``runs`` is ``list``.

    The noun is left out where it stands last; what is read or listed beside it goes by its own name
    (``Read Results`` is ``results``); reading the noun itself is ``show``.
    """
    verb, *rest = summary.lower().split()
    own = noun.replace("-", " ").split()
    singular = [*own[:-1], _singular(own[-1])]
    if rest in ([], own, singular):
        return "show" if verb == "read" else verb
    if verb in ("read", "list"):
        return "-".join(rest)
    return "-".join([verb, *rest])


def _singular(word: str) -> str:
    if word.endswith("ies"):
        return f"{word[:-3]}y"
    return word[:-2] if word.endswith("ches") else word.removesuffix("s")


def _parameters(document: Mapping[str, Any], described: Mapping[str, Any]) -> Iterator[Parameter]:
    for given in described.get("parameters", ()):
        if given["in"] not in ("path", "query", "header") or given["name"].lower() in _HEADERS_OF_THE_DOOR:
            continue
        yield _parameter(
            document,
            given["name"],
            given["schema"],
            place=Place(given["in"]),
            is_required=given.get("required", False),
            is_argument=given["in"] == Place.PATH,
            description=given.get("description", ""),
        )


def _body(document: Mapping[str, Any], described: Mapping[str, Any], *, method: str) -> Iterator[Parameter]:
    content = described.get("requestBody", {}).get("content", {})
    if "application/json" in content:
        schema = _resolve(document, content["application/json"]["schema"])
        required = schema.get("required", ())
        for name, shape in schema.get("properties", {}).items():
            yield _parameter(
                document,
                name,
                shape,
                place=Place.BODY,
                is_required=name in required,
                is_argument=method == "delete" and name in required,
            )
    elif content:
        yield Parameter(
            name="file",
            place=Place.FILE,
            kind="string",
            is_list=False,
            is_required=True,
            is_argument=True,
            description="File to send; - reads standard input.",
        )


def _parameter(
    document: Mapping[str, Any],
    name: str,
    schema: Mapping[str, Any],
    *,
    place: Place,
    is_required: bool,
    is_argument: bool,
    description: str = "",
) -> Parameter:
    shape = _resolve(document, schema)
    is_list = shape.get("type") == "array"
    kind = _kind(_resolve(document, shape.get("items", {})) if is_list else shape)
    if is_list and kind == "json":
        is_list = False
    return Parameter(
        name=name,
        place=place,
        kind=kind,
        is_list=is_list,
        is_required=is_required,
        is_argument=is_argument,
        description=description or schema.get("description") or shape.get("description", ""),
    )


def _kind(shape: Mapping[str, Any]) -> str:
    kind = shape.get("type", "string" if "enum" in shape else "json")
    return kind if kind in ("string", "integer", "number", "boolean") else "json"


def _resolve(document: Mapping[str, Any], schema: Mapping[str, Any]) -> Mapping[str, Any]:
    """Follow references, and take of alternatives the first that is not null."""
    if "$ref" in schema:
        *_, name = schema["$ref"].split("/")
        return _resolve(document, document["components"]["schemas"][name])
    for alternatives in (schema.get("anyOf"), schema.get("oneOf"), schema.get("allOf")):
        if alternatives:
            kept = [each for each in alternatives if each.get("type") != "null"]
            return _resolve(document, kept[0])
    return schema
