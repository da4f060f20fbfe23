"""Expressions as texts to checked trees."""

import ast
import math
from collections.abc import Iterable, Mapping

from docyard.engine.derivation.evaluate import FUNCTIONS, OPERATORS, RELATIONS

MAX_NODES = 200
MAX_DEPTH = 20


class Fault(Exception):
    """What is wrong with an expression, as a sentence; ``offset`` characters stand before that place."""

    def __init__(self, message: str, offset: int) -> None:
        super().__init__(message)
        self.message = message
        self.offset = offset


def parse(text: str, *, names: Iterable[str]) -> tuple[ast.expr, tuple[str, ...]]:
    """Return an expression's tree and the names of fields in it, each once.

    Args:
        text: the expression.
        names: those that fields go by.

    Raises:
        Fault: it is none, too large, or names what there is not.
    """
    try:
        tree = ast.parse(text, mode="eval").body
    except SyntaxError as fault:
        why = fault.msg.partition(" (")[0]
        raise Fault(f"This is no expression: {why}.", max((fault.offset or 1) - 1, 0)) from None
    except (ValueError, RecursionError, MemoryError):
        raise Fault("This is no expression.", 0) from None
    if sum(1 for _ in ast.walk(tree)) > MAX_NODES:
        raise Fault(f"The expression has more than {MAX_NODES} parts; split it into several fields.", 0)
    used: dict[str, None] = {}
    try:
        _check(tree, frozenset(names), used, depth=1)
    except Fault as fault:  # Python counts bytes
        before = text.encode()[: fault.offset].decode(errors="ignore")
        raise Fault(fault.message, len(before)) from None
    return tree, tuple(used)


def _check(node: ast.expr, names: frozenset[str], used: dict[str, None], *, depth: int) -> None:
    if depth > MAX_DEPTH:
        raise Fault(f"The expression nests more than {MAX_DEPTH} deep.", node.col_offset)
    if isinstance(node, ast.Name):
        if node.id not in names:
            raise Fault(
                f"There is no field {node.id!r} here; there are {', '.join(sorted(names))}.", node.col_offset
            )
        used[node.id] = None
    for part in _parts(node):
        _check(part, names, used, depth=depth + 1)


def _is_finite(value: object) -> bool:
    return not isinstance(value, bool) and not (isinstance(value, float) and math.isinf(value))


def _parts(node: ast.expr) -> list[ast.expr]:  # noqa: PLR0911 - one for each kind
    """Return what an allowed node is made of."""
    match node:
        case ast.Name():
            return []
        case ast.Constant(value=str() | int() | float()) if _is_finite(node.value):
            return []
        case ast.BinOp(op=op) if type(op) in OPERATORS:
            return [node.left, node.right]
        case ast.UnaryOp(op=ast.USub() | ast.Not()):
            return [node.operand]
        case ast.BoolOp():
            return node.values
        case ast.IfExp():
            return [node.test, node.body, node.orelse]
        case ast.Compare(ops=[op], comparators=[right]) if type(op) in RELATIONS:
            return [node.left, right]
        case ast.Call(func=ast.Name(id=name), keywords=[]) if name in FUNCTIONS:
            return _arguments(node, name)
        case _:
            raise Fault(
                "This cannot stand in an expression, which has fields, numbers, texts, + - * /, comparisons, "
                f"and, or, not, if … else, and the functions {', '.join(FUNCTIONS)}.",
                node.col_offset,
            )


def _arguments(node: ast.Call, name: str) -> list[ast.expr]:
    least, most = FUNCTIONS[name].counts
    if not least <= len(node.args) <= most or any(isinstance(each, ast.Starred) for each in node.args):
        raise Fault(f"Write {FUNCTIONS[name].usage}.", node.col_offset)
    return node.args


def find_cycle(inputs: Mapping[str, Iterable[str]]) -> str | None:
    """Return a name that needs itself, by way of others or not; None if there is none."""
    for start in inputs:
        seen: set[str] = set()
        waiting = list(inputs[start])
        while waiting:
            name = waiting.pop()
            if name == start:
                return start
            if name not in seen:
                seen.add(name)
                waiting.extend(inputs.get(name, ()))
    return None
