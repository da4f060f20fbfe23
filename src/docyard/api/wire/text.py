"""Text as clients send it."""

from typing import Annotated

from pydantic import AfterValidator


def _no_nul(value: str) -> str:
    if "\0" in value:
        raise ValueError("text cannot contain a NUL character")
    return value


# PostgreSQL keeps no NUL in text, and compares none.
Text = Annotated[str, AfterValidator(_no_nul)]
