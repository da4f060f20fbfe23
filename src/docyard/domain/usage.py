"""What a workspace used on a day."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Usage:
    """Amounts of work that ended.

    Attributes:
        runs: runs that got a final status.
        files: files that were processed, failed ones included and cancelled ones not.
        failed_files: those of ``files`` that gave no documents.
        engine_s: seconds that engine processes worked on files.
    """

    runs: int = 0
    files: int = 0
    failed_files: int = 0
    pages: int = 0
    documents: int = 0
    engine_s: float = 0.0


class UsageUnit(StrEnum):
    """What usage is summed over."""

    DAY = "day"
    MONTH = "month"
    WORKSPACE = "workspace"


@dataclass(frozen=True, slots=True)
class UsageSum:
    """Usage of one day, one month or one workspace; the others are None.

    Attributes:
        month: its first day.
        workspace: name; None also for a workspace that is deleted.
    """

    usage: Usage
    day: date | None = None
    month: date | None = None
    workspace_id: str | None = None
    workspace: str | None = None
