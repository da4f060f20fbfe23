"""Connected drives."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, delete, or_, select

from docyard.domain.drives import ConnectedDrive
from docyard.domain.identity import Workspace
from docyard.store.database import Session
from docyard.store.tables import DriveRow, OrganizationRow


def find_drive(session: Session, *, drive_id: UUID) -> ConnectedDrive | None:
    """Return the drive of that id, whoever connected it."""
    row = session.get(DriveRow, drive_id)
    return None if row is None else _drive(row)


def find_named_drive(session: Session, *, workspace: Workspace, name: str) -> ConnectedDrive | None:
    """Return the drive that members of a workspace see under that name, if there is one."""
    query = select(DriveRow).where(
        DriveRow.organization_id == workspace.organization_id,
        DriveRow.name == name,
        _seen_in([workspace.id]),
    )
    row = session.scalar(query)
    return None if row is None else _drive(row)


def list_drives(
    session: Session, *, organization_id: str, workspace_ids: Collection[UUID]
) -> Sequence[ConnectedDrive]:
    """Return the drives of the organization and of those workspaces of it, by name."""
    query = select(DriveRow).where(DriveRow.organization_id == organization_id, _seen_in(workspace_ids))
    return tuple(_drive(row) for row in session.scalars(query.order_by(DriveRow.name, DriveRow.id)))


def is_name_taken(session: Session, *, organization_id: str, workspace_id: UUID | None, name: str) -> bool:
    """Tell whether a name is taken where a new drive would be seen; None means the whole organization.

    Nobody else of the organization gets another answer until the session ends.
    """
    session.get(OrganizationRow, organization_id, with_for_update=True)
    query = select(DriveRow.id).where(DriveRow.organization_id == organization_id, DriveRow.name == name)
    if workspace_id is not None:
        query = query.where(_seen_in([workspace_id]))
    return session.scalar(query.limit(1)) is not None


def add_drive(session: Session, *, drive: ConnectedDrive) -> None:
    """Add a drive whose name is free."""
    session.add(
        DriveRow(
            id=drive.id,
            organization_id=drive.organization_id,
            workspace_id=drive.workspace_id,
            name=drive.name,
            type=drive.type,
            options=drive.options,
            encrypted_credentials=drive.encrypted_credentials,
            created_by=drive.created_by,
            created_at=drive.created_at,
            updated_at=drive.updated_at,
        )
    )
    session.flush()


def update_drive(
    session: Session, *, drive_id: UUID, options: dict[str, str | bool], encrypted: str, now: datetime
) -> bool:
    """Give a drive other options and credentials; False if it is gone."""
    row = session.get(DriveRow, drive_id, with_for_update=True)
    if row is None:
        return False
    row.options, row.encrypted_credentials, row.updated_at = options, encrypted, now
    session.flush()
    return True


def remove_drive(session: Session, *, drive_id: UUID) -> None:
    """Remove a drive; what lies on it stays there."""
    session.execute(delete(DriveRow).where(DriveRow.id == drive_id))


def list_all_drives(session: Session) -> Sequence[ConnectedDrive]:
    """Return the drives of all organizations, which nobody else changes until the session ends."""
    rows = session.scalars(select(DriveRow).order_by(DriveRow.id).with_for_update())
    return tuple(_drive(row) for row in rows)


def is_any_drive(session: Session) -> bool:
    """Tell whether any organization has connected a drive."""
    return session.scalar(select(DriveRow.id).limit(1)) is not None


def replace_credentials(session: Session, *, drive_id: UUID, encrypted: str) -> None:
    """Store the same credentials under another encryption."""
    session.get_one(DriveRow, drive_id).encrypted_credentials = encrypted
    session.flush()


def _seen_in(workspace_ids: Collection[UUID]) -> ColumnElement[bool]:
    return or_(DriveRow.workspace_id.is_(None), DriveRow.workspace_id.in_(workspace_ids))


def _drive(row: DriveRow) -> ConnectedDrive:
    return ConnectedDrive(
        id=row.id,
        organization_id=row.organization_id,
        workspace_id=row.workspace_id,
        name=row.name,
        type=row.type,
        options=row.options,
        encrypted_credentials=row.encrypted_credentials,
        created_by=row.created_by,
        created_at=row.created_at,
        updated_at=row.updated_at,
    )
