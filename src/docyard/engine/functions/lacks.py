"""What pydantic-monty 1.4.0 lacks of Python, as far as it shows before a function runs."""

import ast
from collections.abc import Callable, Mapping

MONTY_MODULES = frozenset(
    (
        *("asyncio", "base64", "binascii", "bisect", "collections", "copy", "csv", "dataclasses", "datetime"),
        *("decimal", "functools", "hashlib", "itertools", "json", "math", "os", "pathlib", "posixpath"),
        *("random", "re", "sys", "time", "tomllib", "typing", "unicodedata"),
    )
)
"""Modules it has; of ``os``, ``pathlib`` and ``sys`` only what touches nothing."""

_ELSEWHERE = "The engine python has it, where the server allows that."


def find_lack(node: ast.AST) -> str | None:
    """Return in a sentence what is missing for a node, or None."""
    find = _LACKS.get(type(node))
    lack = None if find is None else find(node)
    return None if lack is None else f"{lack} {_ELSEWHERE}"


def _import(node: ast.Import) -> str | None:
    return next((lack for alias in node.names if (lack := _missing_module(alias.name))), None)


def _import_from(node: ast.ImportFrom) -> str | None:
    if node.level or any(alias.name == "*" for alias in node.names):
        return "Import by full name what is needed, not '*' and not from '.'."
    return _missing_module(node.module or "")


def _missing_module(name: str) -> str | None:
    if name.partition(".")[0] in MONTY_MODULES:
        return None
    return f"There is no module {name!r} here; there are {', '.join(sorted(MONTY_MODULES))}."


def _class(node: ast.ClassDef) -> str | None:
    if node.bases or node.keywords:
        return "Classes cannot inherit here."
    functions = [each for each in node.body if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef)]
    if any(function.decorator_list for function in functions):
        return "Methods cannot have decorators here, such as @property."
    return None


def _call(node: ast.Call) -> str | None:
    match node:
        case ast.Call(func=ast.Name(id="globals" | "vars" | "dir" | "delattr" | "super" as name)):
            return f"There is no {name!r} here."
        case ast.Call(func=ast.Attribute(attr="sub" | "subn")):
            if any(isinstance(argument, ast.Lambda) for argument in node.args[:2]):
                return "'sub' takes a text as replacement here, no function."
    return None


def _comprehension(node: ast.comprehension) -> str | None:
    return "There is no 'async for' here." if node.is_async else None


_LACKS: Mapping[type[ast.AST], Callable[..., str | None]] = {
    ast.Import: _import,
    ast.ImportFrom: _import_from,
    ast.ClassDef: _class,
    ast.Call: _call,
    ast.comprehension: _comprehension,
    ast.Yield: lambda _: "There is no 'yield' here; return a list, or write a generator expression.",
    ast.YieldFrom: lambda _: "There is no 'yield' here; return a list, or write a generator expression.",
    ast.Delete: lambda _: "There is no 'del' here; use pop(), or build anew what should stay.",
    ast.TryStar: lambda _: "There is no 'except*' here; use 'except'.",
    ast.AsyncFor: lambda _: "There is no 'async for' here.",
    ast.AsyncWith: lambda _: "There is no 'async with' here.",
}
