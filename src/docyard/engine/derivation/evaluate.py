"""Checked trees to values."""

import ast
import json
import operator
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Context, Decimal, DecimalException, localcontext

from docyard.engine.values.dates import read_date
from docyard.engine.values.mrz import PARTS, read_mrz
from docyard.engine.values.numbers import read_number

Value = Decimal | bool | str

_MAX_LENGTH = 100_000
_CONTEXT = Context(prec=28, Emax=99, Emin=-99)


class Absent(Exception):
    """An input has no value, so the expression has none."""


class NotDerived(Exception):
    """The inputs do not fit the expression; the message is a sentence."""


@dataclass(frozen=True, slots=True)
class Function:
    """What expressions may call: how, with how many values at least and at most, and what that gives."""

    run: Callable[[Sequence[Value]], Value]
    counts: tuple[int, int]
    usage: str
    note: str


def evaluate(tree: ast.expr, values: Mapping[str, str | None]) -> str:
    """Return a checked expression's value as text.

    Raises:
        Absent: it needs a field that has no value.
        NotDerived: a value is none that can be computed with.
    """
    try:
        with localcontext(_CONTEXT):
            return _text(_value(tree, values))
    except DecimalException:
        raise NotDerived("The result is not finite, or too large.") from None


def _value(node: ast.expr, values: Mapping[str, str | None]) -> Value:  # noqa: C901, PLR0911 - one for each kind
    match node:
        case ast.Constant():
            return node.value if isinstance(node.value, str) else Decimal(str(node.value))
        case ast.Name():
            return _field(values[node.id])
        case ast.BinOp():
            return OPERATORS[type(node.op)](
                _number(_value(node.left, values)), _number(_value(node.right, values))
            )
        case ast.UnaryOp(op=ast.USub()):
            return -_number(_value(node.operand, values))
        case ast.UnaryOp():
            return not _is_true(_value(node.operand, values))
        case ast.BoolOp():
            together = all if isinstance(node.op, ast.And) else any
            return together(_is_true(_value(each, values)) for each in node.values)
        case ast.IfExp():
            return _value(node.body if _is_true(_value(node.test, values)) else node.orelse, values)
        case ast.Compare():
            return _compare(node, values)
        case ast.Call(func=ast.Name(id="default")):
            return _default(node, values)
        case ast.Call(func=ast.Name(id=name)):
            return FUNCTIONS[name].run([_value(each, values) for each in node.args])
        case _:
            raise AssertionError(ast.dump(node))


def _field(value: str | None) -> str:
    if not value:
        raise Absent
    return value


def _default(node: ast.Call, values: Mapping[str, str | None]) -> Value:
    try:
        return _value(node.args[0], values)
    except Absent:
        return _value(node.args[1], values)


def _compare(node: ast.Compare, values: Mapping[str, str | None]) -> bool:
    left, right = _value(node.left, values), _value(node.comparators[0], values)
    relation = RELATIONS[type(node.ops[0])]
    numbers = _maybe_number(left), _maybe_number(right)
    if None not in numbers:
        return relation(*numbers)
    days = read_date(_text(left)), read_date(_text(right))
    if all(len(meanings) == 1 for meanings in days):
        return relation(days[0][0], days[1][0])
    return relation(_text(left), _text(right))


def _is_true(value: Value) -> bool:
    if not isinstance(value, bool):
        raise NotDerived(f"{_text(value)[:60]!r} is neither true nor false; compare it with something.")
    return value


def _maybe_number(value: Value) -> Decimal | None:
    if isinstance(value, str):
        return read_number(value)
    return None if isinstance(value, bool) else value


def _number(value: Value) -> Decimal:
    number = _maybe_number(value)
    if number is None:
        raise NotDerived(f"{_text(value)[:60]!r} is no number.")
    return number


def _text(value: Value) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if isinstance(value, str) else f"{value:f}"


def _day(value: Value) -> date:
    meanings = read_date(_text(value))
    if len(meanings) != 1:
        raise NotDerived(f"{_text(value)[:60]!r} is no date of one meaning; clean it with a date format.")
    return meanings[0]


def _column(values: Sequence[Value]) -> list[Decimal]:
    """Return the numbers of a list's attribute, or of several values."""
    first = values[0]
    if not (isinstance(first, str) and first.startswith("[") and len(values) == 2):
        return [_number(value) for value in values]
    rows = _rows(first)
    key = _text(values[1])
    if any(key not in row for row in rows):
        raise NotDerived(f"The list has no {key[:60]!r}.")
    cells = [_number(cell) for row in rows if (cell := row[key])]
    if not cells:
        raise Absent
    return cells


def _join(values: Sequence[Value]) -> str:
    joined = "".join(_text(value) for value in values)
    if len(joined) > _MAX_LENGTH:
        raise NotDerived(f"The text has more than {_MAX_LENGTH} characters.")
    return joined


def _rounded(values: Sequence[Value]) -> Decimal:
    places = _number(values[1]) if len(values) == 2 else Decimal(0)
    if places not in range(11):
        raise NotDerived("Numbers are rounded to 0 to 10 places.")
    return _number(values[0]).quantize(Decimal(1).scaleb(-int(places)), rounding=ROUND_HALF_UP)


def _part_of_mrz(values: Sequence[Value]) -> str:
    zone, name = read_mrz(_text(values[0])), _text(values[1])
    if zone is None:
        raise NotDerived("That is no machine-readable zone.")
    if name not in PARTS:
        raise NotDerived(f"A machine-readable zone has no {name[:60]!r}.")
    part = zone.part(name)
    if not part:
        raise Absent
    return part


def _count(values: Sequence[Value]) -> Decimal:
    return Decimal(len(_rows(_text(values[0]))))


def _rows(text: str) -> list[dict[str, str | None]]:
    try:
        rows = json.loads(text)
    except (ValueError, RecursionError):
        rows = None
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise NotDerived("This counts and sums up rows of a list only.")
    return rows


OPERATORS: Mapping[type[ast.operator], Callable[[Decimal, Decimal], Decimal]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}

RELATIONS: Mapping[type[ast.cmpop], Callable[..., bool]] = {
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
}

_LIST = 'list, "attribute"'

FUNCTIONS: Mapping[str, Function] = {
    "sum": Function(
        lambda v: sum(_column(v), Decimal(0)), (1, 30), f"sum({_LIST}) or sum(a, b, …)", "The sum."
    ),
    "min": Function(lambda v: min(_column(v)), (1, 30), f"min({_LIST}) or min(a, b, …)", "The least number."),
    "max": Function(
        lambda v: max(_column(v)), (1, 30), f"max({_LIST}) or max(a, b, …)", "The greatest number."
    ),
    "count": Function(_count, (1, 1), "count(list)", "How many rows a list has."),
    "round": Function(
        _rounded, (1, 2), "round(number, places)", "Rounded half up; without places, to whole ones."
    ),
    "abs": Function(lambda v: abs(_number(v[0])), (1, 1), "abs(number)", "Without its sign."),
    "concat": Function(_join, (1, 30), "concat(a, b, …)", "Texts, one behind the other."),
    "days": Function(
        lambda v: Decimal((_day(v[1]) - _day(v[0])).days),
        (2, 2),
        "days(from, to)",
        "Days from one date to another.",
    ),
    "mrz": Function(
        _part_of_mrz,
        (2, 2),
        'mrz(zone, "part")',
        f"A part of a machine-readable zone: {', '.join(PARTS)}.",
    ),
    "default": Function(
        lambda v: v[0], (2, 2), "default(value, other)", "The other one if there is no value."
    ),
}
"""Name to what it does."""
