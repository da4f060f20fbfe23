"""One call of a function, and what came of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of one call.

    Attributes:
        wall_s: seconds.
        memory_bytes: what its values may take.
        python_allowed: whether functions may ask for the engine python.
    """

    wall_s: float = 2.0
    memory_bytes: int = 64_000_000
    python_allowed: bool = False


@dataclass(frozen=True, slots=True)
class Call:
    """A function and its arguments.

    Attributes:
        source: Python that defines it.
        arguments: by name; texts, numbers, lists and mappings of them.
        today: what the clock shows, at midnight, where the sandbox can set it.
    """

    source: str
    function: str
    arguments: Mapping[str, Any] = field(repr=False)
    today: date


@dataclass(frozen=True, slots=True)
class Returned:
    """The function came to its end."""

    value: object = field(repr=False)
    printed: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Failed:
    """It did not.

    Attributes:
        message: end of a sentence about the function, without full stop.
        line: of its source, from 1; None if that is unknown.
        took_too_long: whether the limit of time ended it.
    """

    message: str
    line: int | None = None
    printed: str = field(default="", repr=False)
    took_too_long: bool = False


Answer = Returned | Failed

MAX_MESSAGE = 1_000
"""Characters kept of what an exception says."""
