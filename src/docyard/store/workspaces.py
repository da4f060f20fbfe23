"""Workspaces and who is in them."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from docyard.domain.identity import Workspace, WorkspaceKind
from docyard.store.database import Session
from docyard.store.tables import WorkspaceMemberRow, WorkspaceRow


def find_workspace(session: Session, *, organization_id: str, name: str) -> Workspace | None:
    """Return the organization's workspace of that name, if there is one."""
    query = select(WorkspaceRow).where(
        WorkspaceRow.organization_id == organization_id, WorkspaceRow.name == name
    )
    row = session.scalar(query)
    return None if row is None else workspace_of(row)


def get_workspace(session: Session, *, workspace_id: UUID) -> Workspace:
    """Return the workspace that another row refers to."""
    return workspace_of(session.get_one(WorkspaceRow, workspace_id))


def list_workspaces(session: Session, *, organization_id: str, user_id: str | None) -> Sequence[Workspace]:
    """Return the organization's workspaces by name; only those of ``user_id`` when given."""
    query = select(WorkspaceRow).where(WorkspaceRow.organization_id == organization_id)
    if user_id is not None:
        entered = select(WorkspaceMemberRow.workspace_id).where(WorkspaceMemberRow.user_id == user_id)
        query = query.where(WorkspaceRow.id.in_(entered))
    return tuple(workspace_of(row) for row in session.scalars(query.order_by(WorkspaceRow.name)))


def add_workspace(session: Session, *, workspace: Workspace, now: datetime) -> None:
    """Add a workspace whose name is new to the organization."""
    session.add(
        WorkspaceRow(
            id=workspace.id,
            organization_id=workspace.organization_id,
            name=workspace.name,
            kind=workspace.kind.value,
            created_at=now,
        )
    )
    session.flush()


def add_workspace_member(session: Session, *, workspace_id: UUID, user_id: str) -> None:
    """Let a member into a workspace; harmless when they are in it already."""
    session.merge(WorkspaceMemberRow(workspace_id=workspace_id, user_id=user_id))
    session.flush()


def is_workspace_member(session: Session, *, workspace_id: UUID, user_id: str) -> bool:
    """Tell whether the member was let into the workspace."""
    return session.get(WorkspaceMemberRow, (workspace_id, user_id)) is not None


def workspace_of(row: WorkspaceRow) -> Workspace:
    """Turn a row into its value."""
    return Workspace(
        id=row.id, organization_id=row.organization_id, name=row.name, kind=WorkspaceKind(row.kind)
    )
