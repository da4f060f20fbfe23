"""Room for what is about to be written: quotas of workspaces and organizations, and the disk's reserve.

Only the built-in drive counts. Where no quota is set, nothing is counted and nothing is slower.
"""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from docyard.domain.drives import BUILT_IN_DRIVE_ID
from docyard.domain.identity import Workspace
from docyard.drives import Drive
from docyard.errors import QuotaExceeded
from docyard.store import storage, workspaces
from docyard.store.database import Database
from docyard.store.storage import Quotas

# What is deleted makes room no later than this; measuring more often would let refused clients
# keep the server busy.
_MEASURED_ANEW = timedelta(seconds=5)

# What was counted wrongly, because a process was killed at its work, is right again by then.
_MEASURED_FOR = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Writing:
    """What is to be written to a workspace's part of a drive.

    Attributes:
        key: of a file that is replaced if it is there; None for anything else.
        counted_bytes: of ``size_bytes``, what the workspace holds already in another form.
        is_kept: what is written stays under the drive's key; else it is counted elsewhere.
    """

    workspace_id: UUID
    size_bytes: int
    key: str | None = None
    counted_bytes: int = 0
    is_kept: bool = True


@contextmanager
def room_for(database: Database, drive: Drive, writing: Writing) -> Iterator[None]:
    """Hold room while the block writes; no session may be open that writes.

    Raises:
        QuotaExceeded: The workspace, or its organization, would hold more than it may.
    """
    if drive.id != BUILT_IN_DRIVE_ID:
        yield
        return
    with database.read() as session:
        quotas = storage.find_quotas(session, workspace_id=writing.workspace_id)
    if quotas.workspace_bytes is None and quotas.organization_bytes is None:
        yield
        return
    growth = max(0, writing.size_bytes - _replaced_bytes(drive, writing.key))
    held = _hold(database, drive, writing, quotas, max(0, growth - writing.counted_bytes))
    added = 0
    try:
        yield
        added = growth if writing.is_kept else 0
    finally:
        with database.write() as session:
            storage.settle(session, workspace_id=writing.workspace_id, reservation_id=held, added_bytes=added)


def measure(database: Database, drive: Drive, *, workspace: Workspace) -> None:
    """Sum up what a workspace holds on the built-in drive."""
    with database.write() as session:
        begun = storage.begin_measurement(session, workspace_id=workspace.id)
    size = sum(entry.size_bytes for entry in drive.walk(drive.key_of("", workspace=workspace)))
    with database.write() as session:
        storage.end_measurement(
            session, workspace_id=workspace.id, begun=begun, size_bytes=size, now=datetime.now(UTC)
        )


def measure_old(
    database: Database, drive: Drive, *, rooms: Collection[Workspace], older_than: timedelta
) -> None:
    """Measure those of the workspaces that were measured longer ago, or never."""
    with database.read() as session:
        found = storage.list_unmeasured(
            session,
            workspace_ids=[room.id for room in rooms],
            measured_before=datetime.now(UTC) - older_than,
        )
    for room in rooms:
        if room.id in found:
            measure(database, drive, workspace=room)


def _hold(database: Database, drive: Drive, writing: Writing, quotas: Quotas, size_bytes: int) -> UUID:
    rooms = _counted_rooms(database, writing.workspace_id, quotas)
    measure_old(database, drive, rooms=rooms, older_than=_MEASURED_FOR)
    held = _try_to_hold(database, rooms, writing.workspace_id, quotas, size_bytes)
    if isinstance(held, QuotaExceeded):
        measure_old(database, drive, rooms=rooms, older_than=_MEASURED_ANEW)
        held = _try_to_hold(database, rooms, writing.workspace_id, quotas, size_bytes)
    if isinstance(held, QuotaExceeded):
        raise held
    return held


def _counted_rooms(database: Database, workspace_id: UUID, quotas: Quotas) -> Collection[Workspace]:
    with database.read() as session:
        own = workspaces.get_workspace(session, workspace_id=workspace_id)
        if quotas.organization_bytes is None:
            return [own]
        return workspaces.list_workspaces(session, organization_id=own.organization_id, user_id=None)


def _try_to_hold(
    database: Database, rooms: Collection[Workspace], workspace_id: UUID, quotas: Quotas, size_bytes: int
) -> UUID | QuotaExceeded:
    (own,) = (room for room in rooms if room.id == workspace_id)
    with database.write() as session:
        storage.lock_organization(session, organization_id=own.organization_id)
        used = storage.sum_used(session, workspace_ids=[room.id for room in rooms])
        checks = (
            (f"Workspace {quotas.workspace!r}", used[workspace_id], quotas.workspace_bytes),
            (f"Organization {own.organization_id!r}", sum(used.values()), quotas.organization_bytes),
        )
        for who, present, allowed in checks:
            if allowed is not None and size_bytes > 0 and present + size_bytes > allowed:
                return QuotaExceeded(
                    f"{who} may hold {allowed} bytes and holds {present}; {size_bytes} more do not fit. "
                    "Delete what is not needed, or have an admin raise 'quota_bytes'."
                )
        return storage.reserve(
            session, workspace_id=workspace_id, size_bytes=size_bytes, now=datetime.now(UTC)
        )


def _replaced_bytes(drive: Drive, key: str | None) -> int:
    found = None if key is None else drive.find(key)
    return 0 if found is None else found.size_bytes
