"""Workspaces and who is in them."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, and_, bindparam, delete, func, select, union, update
from sqlalchemy.exc import IntegrityError

from docyard.domain.identity import Workspace, WorkspaceGroup, WorkspaceKind, WorkspaceMember, WorkspaceRole
from docyard.domain.jobs import JobState
from docyard.store.database import Session
from docyard.store.groups import group_of
from docyard.store.members import member_of
from docyard.store.tables import (
    AppRow,
    AppVersionRow,
    BatchRow,
    DeploymentRow,
    DriveRow,
    GroupMemberRow,
    GroupRow,
    JobRow,
    MemberRow,
    RunRow,
    WorkspaceGroupRow,
    WorkspaceMemberRow,
    WorkspaceRow,
)

# Most requests ask this: built once, and of columns, which are read faster than mapped rows.
_ONE_WORKSPACE = select(*WorkspaceRow.__table__.c).where(WorkspaceRow.id == bindparam("workspace_id"))


def find_workspace(session: Session, *, organization_id: str, name: str) -> Workspace | None:
    """Return the organization's workspace of that name, if there is one."""
    query = select(WorkspaceRow).where(
        WorkspaceRow.organization_id == organization_id, WorkspaceRow.name == name
    )
    row = session.scalar(query)
    return None if row is None else workspace_of(row)


def get_workspace(session: Session, *, workspace_id: UUID) -> Workspace:
    """Return the workspace that another row refers to."""
    return workspace_of(session.execute(_ONE_WORKSPACE, {"workspace_id": workspace_id}).one())


def list_names(session: Session, *, workspace_ids: Collection[UUID]) -> Mapping[UUID, str]:
    """Return the names of workspaces that other rows refer to."""
    query = select(WorkspaceRow.id, WorkspaceRow.name).where(WorkspaceRow.id.in_(workspace_ids))
    return {row.id: row.name for row in session.execute(query)}


def find_workspace_of_id(session: Session, *, workspace_id: UUID) -> Workspace | None:
    """Return the workspace of that id, whoever may see it."""
    row = session.get(WorkspaceRow, workspace_id)
    return None if row is None else workspace_of(row)


def list_workspaces(
    session: Session,
    *,
    organization_id: str,
    user_id: str | None,
    name: str | None = None,
    limit: int | None = None,
    offset: int = 0,
) -> Sequence[Workspace]:
    """Return the organization's workspaces by name; only those of ``user_id``, or of one name, when given."""
    query = select(WorkspaceRow).where(WorkspaceRow.organization_id == organization_id)
    if user_id is not None:
        alone = select(WorkspaceMemberRow.workspace_id).where(WorkspaceMemberRow.user_id == user_id)
        in_groups = select(WorkspaceGroupRow.workspace_id).join(
            GroupMemberRow, GroupMemberRow.group_id == WorkspaceGroupRow.group_id
        )
        entered = union(alone, in_groups.where(GroupMemberRow.user_id == user_id))
        query = query.where(WorkspaceRow.id.in_(entered))
    if name is not None:
        query = query.where(WorkspaceRow.name == name)
    rows = session.scalars(query.order_by(WorkspaceRow.name).limit(limit).offset(offset))
    return tuple(workspace_of(row) for row in rows)


def add_workspace(session: Session, *, workspace: Workspace, now: datetime) -> bool:
    """Add a workspace; False, and nothing changed, where its name is taken."""
    row = WorkspaceRow(
        id=workspace.id,
        organization_id=workspace.organization_id,
        name=workspace.name,
        kind=workspace.kind.value,
        development_workspace_id=workspace.development_workspace_id,
        retention_days=workspace.retention_days,
        quota_bytes=workspace.quota_bytes,
        created_at=now,
    )
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError:
        return False
    return True


def update_workspace(session: Session, *, workspace: Workspace) -> bool:
    """Bring a workspace to what it is now; False, and nothing changed, where its name is taken."""
    row = session.get_one(WorkspaceRow, workspace.id)
    try:
        with session.begin_nested():
            row.name = workspace.name
            row.kind = workspace.kind.value
            row.development_workspace_id = workspace.development_workspace_id
            row.retention_days = workspace.retention_days
            row.quota_bytes = workspace.quota_bytes
    except IntegrityError:
        return False
    return True


def is_developed_in(session: Session, *, workspace_id: UUID) -> bool:
    """Tell whether a production workspace is linked to this one."""
    query = select(WorkspaceRow.id).where(WorkspaceRow.development_workspace_id == workspace_id)
    return session.scalar(query.limit(1)) is not None


def count_contents(session: Session, *, workspace_id: UUID) -> Mapping[str, int]:
    """Count what is in a workspace, by noun; neither what is deleted nor jobs that are over."""
    unfinished = JobRow.state.in_([JobState.PENDING.value, JobState.RUNNING.value])
    counted = {
        "batches": select(func.count()).where(BatchRow.workspace_id == workspace_id),
        "runs": select(func.count()).where(RunRow.workspace_id == workspace_id),
        "apps": select(func.count()).where(AppRow.workspace_id == workspace_id, AppRow.deleted_at.is_(None)),
        "deployments": select(func.count()).where(
            DeploymentRow.workspace_id == workspace_id, DeploymentRow.deleted_at.is_(None)
        ),
        "drives": select(func.count()).where(DriveRow.workspace_id == workspace_id),
        "jobs under way": select(func.count()).where(JobRow.workspace_id == workspace_id, unfinished),
    }
    return {noun: session.scalar(query) or 0 for noun, query in counted.items()}


def delete_workspace(session: Session, *, workspace_id: UUID) -> bool:
    """Delete an empty workspace with its memberships; False, and nothing changed, if it is not empty.

    What was deleted in it and stayed for runs counts where there are such runs, in other workspaces.
    """
    link = WorkspaceRow.development_workspace_id
    own_apps = select(AppRow.id).where(AppRow.workspace_id == workspace_id)
    try:
        with session.begin_nested():
            session.execute(delete(DeploymentRow).where(DeploymentRow.workspace_id == workspace_id))
            session.execute(delete(AppVersionRow).where(AppVersionRow.app_id.in_(own_apps)))
            session.execute(delete(AppRow).where(AppRow.workspace_id == workspace_id))
            session.execute(update(WorkspaceRow).where(link == workspace_id).values({link: None}))
            session.execute(delete(WorkspaceMemberRow).where(WorkspaceMemberRow.workspace_id == workspace_id))
            session.execute(delete(JobRow).where(JobRow.workspace_id == workspace_id))
            session.execute(delete(WorkspaceRow).where(WorkspaceRow.id == workspace_id))
    except IntegrityError:
        return False
    return True


def add_workspace_member(session: Session, *, workspace_id: UUID, user_id: str, role: WorkspaceRole) -> None:
    """Let a member into a workspace, or change their role in it."""
    session.merge(WorkspaceMemberRow(workspace_id=workspace_id, user_id=user_id, role=role.value))
    session.flush()


def list_workspace_members(
    session: Session, *, workspace_id: UUID, limit: int, offset: int
) -> Sequence[WorkspaceMember]:
    """Return a page of those who are in a workspace by themselves, by user ID."""
    of_member = and_(
        MemberRow.user_id == WorkspaceMemberRow.user_id,
        MemberRow.organization_id == WorkspaceRow.organization_id,
    )
    query = (
        select(MemberRow, WorkspaceMemberRow.role)
        .join_from(WorkspaceMemberRow, WorkspaceRow)
        .join(MemberRow, of_member)
        .where(WorkspaceRow.id == workspace_id)
        .order_by(MemberRow.user_id)
    )
    found = session.execute(query.limit(limit).offset(offset))
    return tuple(WorkspaceMember(member_of(row), WorkspaceRole(role)) for row, role in found)


def remove_workspace_member(session: Session, *, workspace_id: UUID, user_id: str) -> bool:
    """Take a member out of a workspace; False if they were not in it by themselves."""
    row = session.get(WorkspaceMemberRow, (workspace_id, user_id))
    if row is None:
        return False
    session.delete(row)
    session.flush()
    return True


def list_workspace_groups(
    session: Session, *, workspace_id: UUID, limit: int, offset: int
) -> Sequence[WorkspaceGroup]:
    """Return a page of the groups that are in a workspace, by name."""
    query = (
        select(GroupRow, WorkspaceGroupRow.role)
        .join(WorkspaceGroupRow, WorkspaceGroupRow.group_id == GroupRow.id)
        .where(WorkspaceGroupRow.workspace_id == workspace_id)
        .order_by(GroupRow.name)
    )
    found = session.execute(query.limit(limit).offset(offset))
    return tuple(WorkspaceGroup(group_of(row), WorkspaceRole(role)) for row, role in found)


def add_workspace_group(session: Session, *, workspace_id: UUID, group_id: UUID, role: WorkspaceRole) -> None:
    """Let a group into a workspace, or change its role in it."""
    session.merge(WorkspaceGroupRow(workspace_id=workspace_id, group_id=group_id, role=role.value))
    session.flush()


def remove_workspace_group(session: Session, *, workspace_id: UUID, group_id: UUID) -> bool:
    """Take a group out of a workspace; False if it was not in it."""
    row = session.get(WorkspaceGroupRow, (workspace_id, group_id))
    if row is None:
        return False
    session.delete(row)
    session.flush()
    return True


def find_role(session: Session, *, workspace_id: UUID, user_id: str) -> WorkspaceRole | None:
    """Return the highest role that the member has in the workspace, alone or through groups."""
    return find_roles(session, workspace_ids=(workspace_id,), user_id=user_id).get(workspace_id)


def find_roles(
    session: Session, *, workspace_ids: Collection[UUID], user_id: str
) -> Mapping[UUID, WorkspaceRole]:
    """Return the highest role that the member has in each of the workspaces, alone or through groups."""
    alone = select(WorkspaceMemberRow.workspace_id, WorkspaceMemberRow.role).where(
        WorkspaceMemberRow.workspace_id.in_(workspace_ids), WorkspaceMemberRow.user_id == user_id
    )
    in_groups = (
        select(WorkspaceGroupRow.workspace_id, WorkspaceGroupRow.role)
        .join(GroupMemberRow, GroupMemberRow.group_id == WorkspaceGroupRow.group_id)
        .where(WorkspaceGroupRow.workspace_id.in_(workspace_ids), GroupMemberRow.user_id == user_id)
    )
    highest: dict[UUID, WorkspaceRole] = {}
    for workspace_id, word in session.execute(union(alone, in_groups)):
        role = WorkspaceRole(word)
        known = highest.setdefault(workspace_id, role)
        highest[workspace_id] = known if known.includes(role) else role
    return highest


def workspace_of(row: WorkspaceRow | Row[Any]) -> Workspace:
    """Turn a row into its value."""
    return Workspace(
        id=row.id,
        organization_id=row.organization_id,
        name=row.name,
        kind=WorkspaceKind(row.kind),
        development_workspace_id=row.development_workspace_id,
        retention_days=row.retention_days,
        quota_bytes=row.quota_bytes,
    )
