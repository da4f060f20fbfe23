"""Nightly sweeps, and how long and how much is kept."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from docyard.doctor.finding import Finding, State, in_bytes
from docyard.doctor.opening import opened_current_database
from docyard.domain.sweeps import Sweep, SweepState
from docyard.settings import Settings
from docyard.store import organizations, storage, sweeps, workspaces
from docyard.store.database import Session

# A night may be late by as long as a server is off over a weekend.
_LATE = timedelta(days=3)

_NEARLY_FULL = 0.9


def examine_house_keeping(settings: Settings) -> Iterator[Finding]:
    """See whether somebody sweeps every night, and who is near a quota.

    Raises:
        DatabaseUnavailable: The database cannot be used.
    """
    with opened_current_database(settings) as database, database.read() as session:
        yield _examine_night(sweeps.find_last_night(session), now=datetime.now(UTC))
        yield from _examine_quotas(session)


def _examine_night(last: Sweep | None, *, now: datetime) -> Finding:
    if last is None:
        return Finding(State.OK, "No nightly sweep yet; the first worker begins one.")
    shown = f"The last nightly sweep began at {last.started_at:%Y-%m-%d %H:%M} UTC"
    if last.state is SweepState.FAILED:
        return Finding(
            State.WARNING, f"{shown} and failed: {last.message}", "docyard sweep, and read what it says"
        )
    if now - last.started_at > _LATE:
        return Finding(State.WARNING, f"{shown}; old things pile up", "Start a worker, or run: docyard sweep")
    return Finding(State.OK, f"{shown}: {last.state.value.lower()}")


def _examine_quotas(session: Session) -> Iterator[Finding]:
    for organization in organizations.list_organizations(session):
        rooms = workspaces.list_workspaces(session, organization_id=organization.id, user_id=None)
        used = storage.sum_used(session, workspace_ids=[room.id for room in rooms])
        holders = [(f"Workspace {room.name!r}", used[room.id], room.quota_bytes) for room in rooms]
        holders.append((f"Organization {organization.id!r}", sum(used.values()), organization.quota_bytes))
        for who, present, allowed in holders:
            if allowed is not None and present >= _NEARLY_FULL * allowed:
                yield Finding(
                    State.WARNING,
                    f"{who} of {organization.id!r} holds {in_bytes(present)} of {in_bytes(allowed)}.",
                    "Delete what is not needed, set 'retention_days', or raise 'quota_bytes'.",
                )
