"""Fields as expressions and functions call them."""

import re


def identifier(name: str) -> str:
    """Return how expressions and functions call a field: all but letters and digits becomes ``_``.

    >>> identifier("due date")
    'due_date'
    """
    plain = re.sub(r"\W", "_", name)
    return f"_{plain}" if plain[:1].isdigit() else plain
