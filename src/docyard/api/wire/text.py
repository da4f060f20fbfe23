"""Text as clients send it."""

from typing import Annotated

from pydantic import AfterValidator


def check_text(value: str) -> str:
    """Return text that can be stored and sent back.

    Raises:
        ValueError: It has a NUL or half a surrogate pair.
    """
    # PostgreSQL keeps no NUL, and JSON's escapes can spell halves of characters.
    if "\0" in value or any("\ud800" <= character <= "\udfff" for character in value):
        raise ValueError("text cannot contain a NUL or half a surrogate pair")
    return value


Text = Annotated[str, AfterValidator(check_text)]
