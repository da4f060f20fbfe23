"""Batches; their files are on the drive and have no rows."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, select

from docyard.domain.batches import Batch
from docyard.domain.identity import Workspace
from docyard.store.database import Session
from docyard.store.tables import BatchRow
from docyard.store.workspaces import get_workspace

# The column's range; a larger number would be refused by the database instead of finding nothing.
_LARGEST_ID = 2**31 - 1


def find_batch(session: Session, *, batch_id: int) -> Batch | None:
    """Return the batch of that number, whoever owns it."""
    if not 0 < batch_id <= _LARGEST_ID:
        return None
    row = session.get(BatchRow, batch_id)
    return None if row is None else _batch(row, get_workspace(session, workspace_id=row.workspace_id))


def list_batches(
    session: Session, *, workspace_ids: Collection[UUID], owner: str | None, limit: int, offset: int
) -> Sequence[Batch]:
    """Return a page of the batches of those workspaces, newest first; only ``owner``'s when given."""
    query = select(BatchRow).where(BatchRow.workspace_id.in_(workspace_ids))
    if owner is not None:
        query = query.where(BatchRow.owner == owner)
    rows = session.scalars(query.order_by(BatchRow.id.desc()).limit(limit).offset(offset)).all()
    rooms = {
        workspace_id: get_workspace(session, workspace_id=workspace_id)
        for workspace_id in {row.workspace_id for row in rows}
    }
    return tuple(_batch(row, rooms[row.workspace_id]) for row in rows)


def add_batch(
    session: Session,
    *,
    workspace: Workspace,
    drive_id: UUID,
    drive_name: str,
    name: str,
    owner: str,
    now: datetime,
) -> Batch:
    """Add a batch and return it with the number it was given."""
    row = BatchRow(
        organization_id=workspace.organization_id,
        workspace_id=workspace.id,
        drive_id=drive_id,
        drive_name=drive_name,
        name=name,
        owner=owner,
        created_at=now,
        updated_at=now,
    )
    session.add(row)
    session.flush()
    return _batch(row, workspace)


def touch_batch(session: Session, *, batch_id: int, now: datetime) -> bool:
    """Note that the batch's files changed; False if the batch is gone."""
    row = session.get(BatchRow, batch_id)
    if row is None:
        return False
    row.updated_at = now
    session.flush()
    return True


def remove_batch(session: Session, *, batch_id: int) -> None:
    """Remove a batch and its upload sessions; harmless if it is gone."""
    session.execute(delete(BatchRow).where(BatchRow.id == batch_id))


def _batch(row: BatchRow, workspace: Workspace) -> Batch:
    return Batch(
        id=row.id,
        name=row.name,
        workspace=workspace,
        drive_id=row.drive_id,
        drive_name=row.drive_name,
        owner=row.owner,
        created_at=row.created_at,
        updated_at=row.updated_at,
        path_suffix=f"batches/{row.id}",
    )
