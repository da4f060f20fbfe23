"""Workspaces and who is in them."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select, union

from docyard.domain.identity import Workspace, WorkspaceKind, WorkspaceRole
from docyard.store.database import Session
from docyard.store.tables import GroupMemberRow, WorkspaceGroupRow, WorkspaceMemberRow, WorkspaceRow


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


def list_names(session: Session, *, workspace_ids: Collection[UUID]) -> Mapping[UUID, str]:
    """Return the names of workspaces that other rows refer to."""
    query = select(WorkspaceRow.id, WorkspaceRow.name).where(WorkspaceRow.id.in_(workspace_ids))
    return {row.id: row.name for row in session.execute(query)}


def list_workspaces(session: Session, *, organization_id: str, user_id: str | None) -> Sequence[Workspace]:
    """Return the organization's workspaces by name; only those of ``user_id`` when given."""
    query = select(WorkspaceRow).where(WorkspaceRow.organization_id == organization_id)
    if user_id is not None:
        alone = select(WorkspaceMemberRow.workspace_id).where(WorkspaceMemberRow.user_id == user_id)
        in_groups = select(WorkspaceGroupRow.workspace_id).join(
            GroupMemberRow, GroupMemberRow.group_id == WorkspaceGroupRow.group_id
        )
        entered = union(alone, in_groups.where(GroupMemberRow.user_id == user_id))
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
            development_workspace_id=workspace.development_workspace_id,
            created_at=now,
        )
    )
    session.flush()


def add_workspace_member(session: Session, *, workspace_id: UUID, user_id: str, role: WorkspaceRole) -> None:
    """Let a member into a workspace, or change their role in it."""
    session.merge(WorkspaceMemberRow(workspace_id=workspace_id, user_id=user_id, role=role.value))
    session.flush()


def find_role(session: Session, *, workspace_id: UUID, user_id: str) -> WorkspaceRole | None:
    """Return the highest role that the member has in the workspace, alone or through groups."""
    alone = select(WorkspaceMemberRow.role).where(
        WorkspaceMemberRow.workspace_id == workspace_id, WorkspaceMemberRow.user_id == user_id
    )
    in_groups = (
        select(WorkspaceGroupRow.role)
        .join(GroupMemberRow, GroupMemberRow.group_id == WorkspaceGroupRow.group_id)
        .where(WorkspaceGroupRow.workspace_id == workspace_id, GroupMemberRow.user_id == user_id)
    )
    roles = {WorkspaceRole(role) for role in session.scalars(union(alone, in_groups))}
    return next((role for role in reversed(WorkspaceRole) if role in roles), None)


def workspace_of(row: WorkspaceRow) -> Workspace:
    """Turn a row into its value."""
    return Workspace(
        id=row.id,
        organization_id=row.organization_id,
        name=row.name,
        kind=WorkspaceKind(row.kind),
        development_workspace_id=row.development_workspace_id,
    )
