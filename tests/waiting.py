"""Waiting for a thing itself, with a limit for machines that do much else beside."""

import time
from collections.abc import Callable
from typing import Literal, TypeVar

T = TypeVar("T")

# Below the limit of a test, so that the test says what it waited for.
WITHIN_S = 300.0


def wait_until(
    condition: Callable[[], T | Literal[False] | None],
    what: str,
    *,
    within_s: float = WITHIN_S,
    pause_s: float = 0.05,
) -> T:
    """Return the first thing that ``condition`` gives and that is true; ``what`` names it.

    Raises:
        TimeoutError: There was none within ``within_s`` seconds; it names the thing and what there was.
    """
    deadline = time.monotonic() + within_s
    while not (found := condition()):
        if time.monotonic() > deadline:
            raise TimeoutError(f"{what}: not within {within_s:g} s; at the end there was {found!r}")
        time.sleep(pause_s)
    return found
