"""How much workspaces hold on the built-in drive, and may hold."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Quota:
    """Bytes that may be held; None: no limit."""

    size_bytes: int | None


@dataclass(frozen=True, slots=True)
class Storage:
    """What a workspace, or an organization, holds.

    Attributes:
        used_bytes: open multipart uploads and writes under way included.
        quota_bytes: what it may hold; None: no limit.
        measured_at: since when what was written is added instead of measured; the oldest of all workspaces;
            None while one is measured for the first time.
    """

    used_bytes: int
    quota_bytes: int | None
    measured_at: datetime | None
