"""Ids in paths, queries and bodies."""

from uuid import UUID

from docyard.errors import NotFound


def parse_id(value: str, *, noun: str) -> UUID:
    """Read an id; what cannot be one names nothing.

    Raises:
        NotFound: The text is no UUID.
    """
    try:
        return UUID(value)
    except ValueError:
        raise NotFound(f"There is no {noun} {value!r}.") from None
