"""What a cleaning step is."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from docyard.engine.shapes import Shape

MAX_LENGTH = 100_000
"""Characters that a cleaned value may have; replacements cannot grow it without bound."""


class NotCleaned(Exception):
    """A step that does not fit the value; the message is an end to a sentence about the value."""


@dataclass(frozen=True, slots=True)
class Cleaning:
    """A cleaning step of app files.

    Attributes:
        clean: gets a value and its options; returns the new value, or raises ``NotCleaned``. None for
            the step that calls a function.
        options: their shape in app files.
        note: what it does, for people.
    """

    clean: Callable[[str, Any], str] | None
    options: Shape
    note: str
