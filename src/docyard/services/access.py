"""Who may enter which workspace, and what only admins may; every protected noun asks here."""

from collections.abc import Sequence
from uuid import UUID

from docyard.domain.identity import Caller, Workspace, WorkspaceRole
from docyard.domain.permissions import DEEDS, LOWEST_ROLE, Permission, allows
from docyard.errors import Invalid, NotFound, Unauthenticated
from docyard.store import workspaces
from docyard.store.database import Session


class WorkspaceNotFound(NotFound):
    """The organization has no workspace of that name."""

    code = "workspace_not_found"


class WorkspaceClosed(Unauthenticated):
    """The caller is not in the workspace; a 401, as AI Hub words a missing permission."""

    code = "workspace_closed"


class RoleTooLow(Unauthenticated):
    """The caller is in the workspace, in a role that may not do this; a 401 like the others."""

    code = "role_too_low"


class WorkspaceMissing(Invalid):
    """A service account left the workspace out, and has no personal one to fall back on."""

    code = "workspace_missing"


class AdminsOnly(Unauthenticated):
    """The action is for admins of the organization; a 401, as AI Hub words a missing permission."""

    code = "admins_only"


def require_admin(caller: Caller, *, to: str) -> None:
    """Refuse callers who are no admins of their organization; ``to`` says what they wanted.

    Raises:
        AdminsOnly: The caller is a plain member.
    """
    if not caller.is_admin:
        raise AdminsOnly(f"Only admins of the organization may {to}. Ask one of them.")


def enter_workspace(session: Session, caller: Caller, *, name: str | None, to: Permission) -> Workspace:
    """Return the workspace of that name, or the caller's personal one without a name.

    Raises:
        WorkspaceMissing: A service account gave no name.
        WorkspaceNotFound: The caller's organization has none of that name.
        WorkspaceClosed: It has one, and the caller is not in it.
        RoleTooLow: The caller is in it, and may not do that there.
    """
    if name is None and caller.is_service_account:
        raise WorkspaceMissing(
            "Service accounts have no personal workspace. Name one: 'workspace' for batches, "
            "'output_workspace' or 'output_dir' for runs."
        )
    wanted = caller.user_id if name is None else name
    workspace = workspaces.find_workspace(session, organization_id=caller.organization_id, name=wanted)
    if workspace is None:
        raise WorkspaceNotFound(
            f"There is no workspace {wanted!r} in organization {caller.organization_id!r}."
        )
    _require_role(_find_role(session, caller, workspace=workspace), workspace, permission=to)
    return workspace


def require(session: Session, caller: Caller, permission: Permission, *, workspace_id: UUID) -> None:
    """Refuse callers who may not do that in the workspace of a row they may see.

    Raises:
        WorkspaceClosed: The caller is not in the workspace.
        RoleTooLow: The caller is in it, and may not do that there.
    """
    workspace = workspaces.get_workspace(session, workspace_id=workspace_id)
    _require_role(_find_role(session, caller, workspace=workspace), workspace, permission=permission)


def may_enter(session: Session, caller: Caller, *, workspace: Workspace) -> bool:
    """Tell whether the workspace is the caller's to see; admins see all of their organization."""
    return _find_role(session, caller, workspace=workspace) is not None


def may_enter_id(session: Session, caller: Caller, *, workspace_id: UUID) -> bool:
    """Tell the same of a workspace that another row refers to."""
    return may_enter(session, caller, workspace=workspaces.get_workspace(session, workspace_id=workspace_id))


def reaches(session: Session, caller: Caller, *, workspace_id: UUID, to: Permission) -> bool:
    """Tell whether a row of that workspace exists for the caller, who wants to do something with it.

    Raises:
        RoleTooLow: It does, and the caller may not do that with it.
    """
    workspace = workspaces.get_workspace(session, workspace_id=workspace_id)
    role = _find_role(session, caller, workspace=workspace)
    if role is None:
        return False
    _require_role(role, workspace, permission=to)
    return True


def list_open_workspaces(session: Session, caller: Caller) -> Sequence[Workspace]:
    """Return all workspaces that the caller may enter, by name."""
    return workspaces.list_workspaces(
        session,
        organization_id=caller.organization_id,
        user_id=None if caller.is_admin else caller.user_id,
    )


def list_workspaces_open_to(session: Session, caller: Caller, *, to: Permission) -> Sequence[Workspace]:
    """Return those of them in which the caller's role has the permission."""
    return [
        workspace
        for workspace in list_open_workspaces(session, caller)
        if (role := _find_role(session, caller, workspace=workspace)) and allows(role, to)
    ]


def _find_role(session: Session, caller: Caller, *, workspace: Workspace) -> WorkspaceRole | None:
    if workspace.organization_id != caller.organization_id:
        return None
    if caller.is_admin:
        return WorkspaceRole.MANAGER
    return workspaces.find_role(session, workspace_id=workspace.id, user_id=caller.user_id)


def _require_role(role: WorkspaceRole | None, workspace: Workspace, *, permission: Permission) -> None:
    if role is None:
        raise WorkspaceClosed(
            f"You are not a member of workspace {workspace.name!r}. Ask its manager to add you."
        )
    if not allows(role, permission):
        raise RoleTooLow(
            f"In workspace {workspace.name!r} you are {_words(role)}, and to {DEEDS[permission]} takes "
            f"{_words(LOWEST_ROLE[permission])}. Ask the workspace's manager."
        )


def _words(role: WorkspaceRole) -> str:
    return f"a {role.value.replace('_', ' ')}"
