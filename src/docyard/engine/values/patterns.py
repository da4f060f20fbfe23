"""Regular expressions of app files, matched in time linear in the text (RE2's dialect)."""

from functools import lru_cache
from typing import Any

import re2

_MEMORY_BYTES = 1 << 20


def compile_pattern(pattern: str) -> Any:
    """Return the compiled pattern.

    Raises:
        ValueError: it is none in RE2's dialect, or too large; the message says why.
    """
    try:
        return _compiled(pattern)
    except re2.error as fault:
        reason = fault.args[0]
        raise ValueError(reason.decode(errors="replace") if isinstance(reason, bytes) else reason) from None


@lru_cache(maxsize=256)
def _compiled(pattern: str) -> Any:
    options = re2.Options()
    options.log_errors = False
    options.max_mem = _MEMORY_BYTES
    return re2.compile(pattern, options)


def pattern_fault(pattern: str) -> str | None:
    """Say what is wrong with a pattern of an app file, as an end to a sentence; None if nothing."""
    try:
        compile_pattern(pattern)
    except ValueError as fault:
        return f"is no regular expression in RE2's dialect: {fault}."
    return None
