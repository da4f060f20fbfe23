"""What functions return, as values of fields."""

import json
import math
from collections.abc import Mapping
from datetime import date, datetime, time
from decimal import Decimal

MAX_CHARACTERS = 100_000
"""Of a value that a function returns."""

MAX_DEPTH = 50
"""Of lists in lists that a function returns."""


class NotReturned(Exception):
    """A result that cannot be a value; the message is an end to a sentence about the function."""


def as_text(value: object) -> str:
    """Return a result as a field's value: plain text, or JSON text for lists and mappings; empty for None.

    Raises:
        NotReturned: It is of another kind, too long or too deep.
    """
    text = _scalar(value)
    if text is None:
        text = json.dumps(_plain(value, depth=1), ensure_ascii=False)
    if len(text) > MAX_CHARACTERS:
        raise NotReturned(f"returned more than {MAX_CHARACTERS} characters")
    # Halves of surrogate pairs have no place in any encoding that results are written in.
    return text.encode(errors="replace").decode()


def _scalar(value: object) -> str | None:  # noqa: PLR0911 - one for each kind
    """Return a value that is no list or mapping as text; None if it is one, or of a kind unknown here."""
    match value:
        case None:
            return ""
        case str():
            return value
        case bool():
            return "true" if value else "false"
        case int():
            return _whole(value)
        case float() | Decimal():
            if not math.isfinite(value):
                raise NotReturned("returned a number without end, or none")
            return str(value)
        case datetime() | date() | time():
            return value.isoformat()
    return None


def _whole(value: int) -> str:
    try:
        return str(value)
    except ValueError:  # Python's limit of digits
        raise NotReturned("returned a number of too many digits") from None


def _plain(value: object, *, depth: int) -> object:  # noqa: PLR0911 - one for each kind
    if depth > MAX_DEPTH:
        raise NotReturned(f"returned lists that nest more than {MAX_DEPTH} deep")
    match value:
        case list() | tuple():
            return [_plain(each, depth=depth + 1) for each in value]
        case set() | frozenset():
            # In no order of their own.
            return sorted((_plain(each, depth=depth + 1) for each in value), key=_order)
        case Mapping():
            return {_key(key): _plain(each, depth=depth + 1) for key, each in value.items()}
        case None | bool():
            return value
        case int():
            _whole(value)
            return value
        case float() if math.isfinite(value):
            return value
    text = _scalar(value)
    if text is None:
        raise NotReturned(
            f"returned a {type(value).__name__}; expected text, a number, a date or a list of them"
        )
    return text


def _key(key: object) -> str:
    text = _scalar(key)
    if text is None:
        raise NotReturned("returned a mapping whose keys are no texts")
    return text


def _order(value: object) -> str:
    return json.dumps(value, sort_keys=True)
