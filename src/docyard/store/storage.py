"""How many bytes workspaces hold on the built-in drive, and how many they may.

What is held is what was measured last, what was written since, what is being written just now and
the parts of uploads that are open (decision 0006).
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import delete, func, select, update
from sqlalchemy.dialects import postgresql, sqlite

from docyard.store.database import Session
from docyard.store.tables import (
    BatchRow,
    OrganizationRow,
    ReservationRow,
    StorageRow,
    UploadPartRow,
    UploadSessionRow,
    WorkspaceRow,
)

# No single write takes as long; what is reserved for longer was killed.
_RESERVED_FOR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Quotas:
    """Bytes that a workspace, and its organization, may hold; None: as many as the disk has."""

    workspace: str
    workspace_bytes: int | None
    organization_bytes: int | None


@dataclass(frozen=True, slots=True)
class Measurement:
    """What measuring begins with; ``number`` tells it from one that overtakes it."""

    number: int
    added_bytes: int


def find_quotas(session: Session, *, workspace_id: UUID) -> Quotas:
    """Return what a workspace may hold."""
    query = select(WorkspaceRow.name, WorkspaceRow.quota_bytes, OrganizationRow.quota_bytes).join_from(
        WorkspaceRow, OrganizationRow
    )
    return Quotas(*session.execute(query.where(WorkspaceRow.id == workspace_id)).one())


def lock_organization(session: Session, *, organization_id: str) -> None:
    """Have others who reserve room in the organization wait until the session ends."""
    query = select(OrganizationRow.id).where(OrganizationRow.id == organization_id)
    session.execute(query.with_for_update())


def list_unmeasured(
    session: Session, *, workspace_ids: Collection[UUID], measured_before: datetime
) -> Collection[UUID]:
    """Return those of the workspaces that were not measured since then."""
    query = select(StorageRow.workspace_id).where(
        StorageRow.workspace_id.in_(workspace_ids), StorageRow.measured_at >= measured_before
    )
    return set(workspace_ids) - set(session.scalars(query))


def begin_measurement(session: Session, *, workspace_id: UUID) -> Measurement:
    """Note that a workspace is being measured; what is written from now on is not part of it."""
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    nothing = insert(StorageRow).values(workspace_id=workspace_id, measured_bytes=0, added_bytes=0, number=0)
    session.execute(nothing.on_conflict_do_nothing())
    row = session.get_one(StorageRow, workspace_id, with_for_update=True)
    return Measurement(row.number, row.added_bytes)


def end_measurement(
    session: Session, *, workspace_id: UUID, begun: Measurement, size_bytes: int, now: datetime
) -> None:
    """Keep what was measured; nothing changes where another measurement was faster."""
    session.execute(
        update(StorageRow)
        .where(StorageRow.workspace_id == workspace_id, StorageRow.number == begun.number)
        .values(
            measured_bytes=size_bytes,
            added_bytes=StorageRow.added_bytes - begun.added_bytes,
            number=StorageRow.number + 1,
            measured_at=now,
        )
    )
    session.execute(
        delete(ReservationRow).where(
            ReservationRow.workspace_id == workspace_id, ReservationRow.at < now - _RESERVED_FOR
        )
    )


def forget_measurements(session: Session, *, organization_id: str) -> None:
    """Have all workspaces of an organization measured anew."""
    own = select(WorkspaceRow.id).where(WorkspaceRow.organization_id == organization_id)
    session.execute(delete(StorageRow).where(StorageRow.workspace_id.in_(own)))


def sum_used(session: Session, *, workspace_ids: Collection[UUID]) -> Mapping[UUID, int]:
    """Return how many bytes workspaces hold, open uploads and writes under way included."""
    queries = (
        select(StorageRow.workspace_id, StorageRow.measured_bytes + StorageRow.added_bytes).where(
            StorageRow.workspace_id.in_(workspace_ids)
        ),
        select(ReservationRow.workspace_id, func.sum(ReservationRow.size_bytes))
        .where(ReservationRow.workspace_id.in_(workspace_ids))
        .group_by(ReservationRow.workspace_id),
        select(BatchRow.workspace_id, func.sum(UploadPartRow.size_bytes))
        .join_from(UploadPartRow, UploadSessionRow)
        .join(BatchRow, BatchRow.id == UploadSessionRow.batch_id)
        .where(BatchRow.workspace_id.in_(workspace_ids))
        .group_by(BatchRow.workspace_id),
    )
    used = dict.fromkeys(workspace_ids, 0)
    for query in queries:
        for workspace_id, size in session.execute(query):
            used[workspace_id] += int(size)
    return used


def find_oldest_measurement(session: Session, *, workspace_ids: Collection[UUID]) -> datetime | None:
    """Return when the one measured longest ago was; None while one is measured for the first time."""
    query = select(StorageRow.measured_at).where(StorageRow.workspace_id.in_(workspace_ids))
    times = list(session.scalars(query))
    return None if None in times else min((each for each in times if each is not None), default=None)


def reserve(session: Session, *, workspace_id: UUID, size_bytes: int, now: datetime) -> UUID:
    """Count bytes that are about to be written."""
    row = ReservationRow(id=uuid4(), workspace_id=workspace_id, size_bytes=size_bytes, at=now)
    session.add(row)
    session.flush()
    return row.id


def settle(session: Session, *, workspace_id: UUID, reservation_id: UUID, added_bytes: int) -> None:
    """Count what was written in place of what was reserved for it."""
    session.execute(delete(ReservationRow).where(ReservationRow.id == reservation_id))
    session.execute(
        update(StorageRow)
        .where(StorageRow.workspace_id == workspace_id)
        .values(added_bytes=StorageRow.added_bytes + added_bytes)
    )
