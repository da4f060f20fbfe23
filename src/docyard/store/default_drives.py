"""Which drive an organization or a workspace has chosen as its default one."""

from uuid import UUID

from sqlalchemy import select

from docyard.store.database import Session
from docyard.store.tables import OrganizationRow, WorkspaceRow


def find_default(session: Session, *, organization_id: str, workspace_id: UUID | None) -> UUID | None:
    """Return the default drive that a workspace, or with None the organization, has chosen itself."""
    if workspace_id is None:
        return session.get_one(OrganizationRow, organization_id).default_drive_id
    return session.get_one(WorkspaceRow, workspace_id).default_drive_id


def set_default(
    session: Session, *, organization_id: str, workspace_id: UUID | None, drive_id: UUID | None
) -> None:
    """Choose the default drive of a workspace, or with None of the organization; None makes no choice."""
    if workspace_id is None:
        session.get_one(OrganizationRow, organization_id).default_drive_id = drive_id
    else:
        session.get_one(WorkspaceRow, workspace_id).default_drive_id = drive_id
    session.flush()


def is_default(session: Session, *, drive_id: UUID) -> bool:
    """Tell whether the drive is the default of its organization or of any workspace."""
    by_organization = select(OrganizationRow.id).where(OrganizationRow.default_drive_id == drive_id)
    by_workspace = select(WorkspaceRow.id).where(WorkspaceRow.default_drive_id == drive_id)
    return any(session.scalar(query.limit(1)) is not None for query in (by_organization, by_workspace))
