"""House-keeping: how long what is finished is kept, and sweeps, which delete what is older."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from docyard.domain.identity import Workspace

# A century; longer is for ever.
LONGEST_DAYS = 36_500


@dataclass(frozen=True, slots=True)
class Retention:
    """How many days what is finished is kept; None: for ever."""

    days: int | None


@dataclass(frozen=True, slots=True)
class KeptWorkspace:
    """A workspace that loses what is finished after a time."""

    workspace: Workspace
    days: int

    def cutoff(self, now: datetime) -> datetime:
        """Return the time before which things must have ended to be deleted."""
        return now - timedelta(days=self.days)


def retention_of(*, workspace_days: int | None, organization_days: int | None) -> int | None:
    """Return the days that hold for a workspace; None: for ever."""
    days = organization_days if workspace_days is None else workspace_days
    return days or None


class SweepKind(StrEnum):
    """What sweeps delete."""

    RUNS = "runs"
    BATCHES = "batches"
    DELIVERIES = "deliveries"
    JOBS = "jobs"
    PAGES = "pages"
    AUDIT_EVENTS = "audit_events"
    UPLOADS = "uploads"
    LEFTOVERS = "leftovers"
    ORPHANS = "orphans"


class SweepState(StrEnum):
    """Where a sweep stands."""

    RUNNING = "RUNNING"
    COMPLETE = "COMPLETE"
    FAILED = "FAILED"


@dataclass(frozen=True, slots=True)
class Swept:
    """What of one kind went, or would go, from one workspace.

    Attributes:
        organization_id: empty for what belongs to no organization.
        workspace: name; empty for what belongs to no workspace.
        size_bytes: of files; rows count nothing.
    """

    kind: SweepKind
    organization_id: str
    workspace: str
    items: int
    size_bytes: int = 0


@dataclass(frozen=True, slots=True)
class Sweep:
    """One round of house-keeping.

    Attributes:
        organization_id: None for all organizations.
        night: the day (UTC) on which a nightly one began; None for others.
        message: for people, why it failed; else empty.
    """

    id: UUID
    organization_id: str | None
    night: date | None
    state: SweepState
    message: str
    started_at: datetime
    finished_at: datetime | None
    swept: Sequence[Swept] = ()


@dataclass(frozen=True, slots=True)
class Keeping:
    """How long is kept what no workspace decides on; None: for ever.

    Attributes:
        pages: digitized pages, which are read from files anew once they are gone.
        audit_events: the audit log.
        idle: how long sessions of people who signed in last unused.
        attempts: how long failed attempts to sign in count.
    """

    pages: timedelta | None
    audit_events: timedelta | None
    idle: timedelta
    attempts: timedelta
