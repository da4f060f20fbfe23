"""Fields as arguments of functions."""

import json
from collections.abc import Iterable
from typing import Any

from docyard.domain.results import FieldResult
from docyard.engine.values.identifiers import identifier


def arguments_of(results: Iterable[FieldResult]) -> dict[str, Any]:
    """Return values by the names that functions call fields by: text, or rows of a list as mappings.

    Without a value it is empty text, so that text's methods can be called on any.
    """
    return {identifier(result.name): argument(result.value) for result in results}


def argument(value: str | None) -> Any:
    """Return one value as functions get it."""
    text = value or ""
    if not text.startswith("[{"):
        return text
    try:
        rows = json.loads(text)
    except (ValueError, RecursionError):
        return text
    return rows if isinstance(rows, list) else text
