"""What a cleaning step is."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from docyard.domain.apps import Field
from docyard.engine.functions import Caller
from docyard.engine.inference import Inquiry
from docyard.engine.shapes import Shape

MAX_LENGTH = 100_000
"""Characters that a cleaned value may have; replacements cannot grow it without bound."""

ALERT = "cleaning"
"""Type of the alert that a step does not fit a value."""


class NotCleaned(Exception):
    """A step that does not fit the value; the message is an end to a sentence about the value.

    Attributes:
        alert: type of the alert that says so.
    """

    def __init__(self, message: str, *, alert: str = ALERT) -> None:
        super().__init__(message)
        self.alert = alert


@dataclass(frozen=True, slots=True)
class Helpers:
    """What steps may ask beside the value.

    Attributes:
        field: whose value it is.
        functions: calls those of the app; None where they do not run.
        inquiry: asks language models; None where that is not done.
    """

    field: Field
    functions: Caller | None = None
    inquiry: Inquiry | None = None


@dataclass(frozen=True, slots=True)
class Cleaning:
    """A cleaning step of app files.

    Attributes:
        clean: gets a value and its options; returns the new value, or raises ``NotCleaned``. None for
            steps that need help.
        options: their shape in app files.
        note: what it does, for people.
        clean_with: the same with helpers, for steps that need them.
    """

    clean: Callable[[str, Any], str] | None
    options: Shape
    note: str
    clean_with: Callable[[str, Any, Helpers], str] | None = None
