"""Text as clients send it."""

from typing import Annotated

from pydantic import AfterValidator


def _storable(value: str) -> str:
    # PostgreSQL keeps no NUL, and JSON's escapes can spell halves of characters.
    if "\0" in value or any("\ud800" <= character <= "\udfff" for character in value):
        raise ValueError("text cannot contain a NUL or half a surrogate pair")
    return value


Text = Annotated[str, AfterValidator(_storable)]
