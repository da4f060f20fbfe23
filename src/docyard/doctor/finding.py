"""What checks say."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum

from docyard.settings import Settings


class State(StrEnum):
    """How serious a finding is; a warning keeps nothing from working now."""

    OK = "ok"
    WARNING = "warning"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that a check saw; ``mend`` says what to do about it, empty where that is nothing."""

    state: State
    seen: str
    mend: str = ""


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """A finding and the name of its check."""

    check: str
    finding: Finding


# One check: looks, changes nothing that stays, and says what it saw.
Examine = Callable[[Settings], Iterable[Finding]]


def in_bytes(count: int) -> str:
    """Return a number of bytes for people, e.g. ``12.3 GB``."""
    size = float(count)
    for unit in ("bytes", "kB", "MB", "GB"):
        if size < 1000:
            return f"{size:.0f} {unit}" if unit == "bytes" else f"{size:.1f} {unit}"
        size /= 1000
    return f"{size:.1f} TB"
