"""Numbers as clients send them: JSON numbers, or the same as text."""

from typing import Annotated

from pydantic import BeforeValidator

_MOST = 2**63 - 1


def _whole(value: object) -> object:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise ValueError("expected a whole number")  # noqa: TRY004 - pydantic wants this one
    try:
        number = int(value)
    except (ValueError, OverflowError):
        raise ValueError("expected a whole number") from None
    if not -_MOST <= number <= _MOST or (isinstance(value, float) and value != number):
        raise ValueError("expected a whole number of at most 64 bits")
    return number


Whole = Annotated[int, BeforeValidator(_whole)]
