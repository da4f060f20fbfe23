"""Who is in a workspace: members by themselves, and groups."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from docyard.domain.audit_events import AuditCategory
from docyard.domain.identity import (
    Caller,
    OrganizationRole,
    Workspace,
    WorkspaceGroup,
    WorkspaceMember,
    WorkspaceRole,
)
from docyard.domain.permissions import Permission
from docyard.errors import Conflict, NotFound
from docyard.services.audit_events import note
from docyard.services.groups import get_group
from docyard.services.members import get_account
from docyard.services.workspaces import get_workspace, refuse_personal
from docyard.store import workspaces
from docyard.store.database import Session


class NotInWorkspace(NotFound):
    """The member or group is not in the workspace."""

    code = "not_in_workspace"


class AdminStays(Conflict):
    """Admins of the organization are in all workspaces and cannot be taken out of one."""

    code = "admin_stays"


def list_members(
    session: Session, caller: Caller, *, workspace_id: UUID, limit: int, offset: int
) -> Sequence[WorkspaceMember]:
    """Return a page of those who are in a workspace by themselves, by user ID.

    Raises:
        WorkspaceNotFound: There is none that the caller may enter.
    """
    get_workspace(session, caller, workspace_id=workspace_id)
    return workspaces.list_workspace_members(session, workspace_id=workspace_id, limit=limit, offset=offset)


def add_member(
    session: Session, caller: Caller, *, workspace_id: UUID, user_id: str, role: WorkspaceRole, now: datetime
) -> WorkspaceMember:
    """Let a member or service account into a workspace, or change their role in it.

    Raises:
        WorkspaceNotFound: There is none that the caller may enter.
        RoleTooLow: The caller does not manage it.
        WorkspacePersonal: It is somebody's personal one.
        MemberNotFound: The organization has nobody of that user ID.
    """
    workspace = _get_managed(session, caller, workspace_id)
    member = get_account(session, caller, user_id=user_id)
    workspaces.add_workspace_member(session, workspace_id=workspace_id, user_id=user_id, role=role)
    _note(session, caller, workspace, action="workspace_member.added", target=f"{user_id}: {role}", now=now)
    return WorkspaceMember(member, role)


def remove_member(
    session: Session, caller: Caller, *, workspace_id: UUID, user_id: str, now: datetime
) -> None:
    """Take a member out of a workspace; everybody may leave one, even its last manager.

    Groups that they are in still let them in.

    Raises:
        WorkspaceNotFound: There is none that the caller may enter.
        RoleTooLow: The caller does not manage it and wants to remove somebody else.
        WorkspacePersonal: It is somebody's personal one.
        MemberNotFound: The organization has nobody of that user ID.
        AdminStays: They are an admin of the organization.
        NotInWorkspace: They are not in it.
    """
    to = Permission.READ if user_id == caller.user_id else Permission.MANAGE_WORKSPACE
    workspace = _get_managed(session, caller, workspace_id, to=to)
    if get_account(session, caller, user_id=user_id).role is OrganizationRole.ADMIN:
        raise AdminStays(f"{user_id!r} is an admin of the organization and stays in all of its workspaces.")
    if not workspaces.remove_workspace_member(session, workspace_id=workspace_id, user_id=user_id):
        raise NotInWorkspace(f"There is no member {user_id!r} in workspace {workspace.name!r}.")
    _note(session, caller, workspace, action="workspace_member.removed", target=user_id, now=now)


def list_groups(
    session: Session, caller: Caller, *, workspace_id: UUID, limit: int, offset: int
) -> Sequence[WorkspaceGroup]:
    """Return a page of the groups that are in a workspace, by name.

    Raises:
        WorkspaceNotFound: There is none that the caller may enter.
    """
    get_workspace(session, caller, workspace_id=workspace_id)
    return workspaces.list_workspace_groups(session, workspace_id=workspace_id, limit=limit, offset=offset)


def add_group(
    session: Session,
    caller: Caller,
    *,
    workspace_id: UUID,
    group_id: UUID,
    role: WorkspaceRole,
    now: datetime,
) -> WorkspaceGroup:
    """Let all members of a group into a workspace, or change the role that they have through it.

    Raises:
        WorkspaceNotFound: There is none that the caller may enter.
        RoleTooLow: The caller does not manage it.
        WorkspacePersonal: It is somebody's personal one.
        GroupNotFound: The organization has no such group.
    """
    workspace = _get_managed(session, caller, workspace_id)
    group = get_group(session, caller, group_id=group_id)
    workspaces.add_workspace_group(session, workspace_id=workspace_id, group_id=group_id, role=role)
    target = f"{group.name}: {role}"
    _note(session, caller, workspace, action="workspace_group.added", target=target, now=now)
    return WorkspaceGroup(group, role)


def remove_group(
    session: Session, caller: Caller, *, workspace_id: UUID, group_id: UUID, now: datetime
) -> None:
    """Take a group out of a workspace; those of its members who are in it otherwise stay.

    Raises:
        WorkspaceNotFound: There is none that the caller may enter.
        RoleTooLow: The caller does not manage it.
        GroupNotFound: The organization has no such group.
        NotInWorkspace: The group is not in it.
    """
    workspace = _get_managed(session, caller, workspace_id)
    group = get_group(session, caller, group_id=group_id)
    if not workspaces.remove_workspace_group(session, workspace_id=workspace_id, group_id=group_id):
        raise NotInWorkspace(f"There is no group {group.name!r} in workspace {workspace.name!r}.")
    _note(session, caller, workspace, action="workspace_group.removed", target=group.name, now=now)


def _get_managed(
    session: Session,
    caller: Caller,
    workspace_id: UUID,
    *,
    to: Permission = Permission.MANAGE_WORKSPACE,
) -> Workspace:
    workspace = get_workspace(session, caller, workspace_id=workspace_id, to=to).workspace
    refuse_personal(workspace, to="have other members, nor lose its owner")
    return workspace


def _note(
    session: Session, caller: Caller, workspace: Workspace, *, action: str, target: str, now: datetime
) -> None:
    note(
        session,
        caller,
        category=AuditCategory.PERMISSION,
        action=action,
        target=target,
        workspace=workspace.name,
        now=now,
    )
