"""Who may enter which workspace, and what only admins may; every protected noun asks here."""

from collections.abc import Sequence
from uuid import UUID

from docyard.domain.identity import Caller, Workspace
from docyard.errors import NotFound, Unauthenticated
from docyard.store import workspaces
from docyard.store.database import Session


class WorkspaceNotFound(NotFound):
    """The organization has no workspace of that name."""

    code = "workspace_not_found"


class WorkspaceClosed(Unauthenticated):
    """The caller is not in the workspace; a 401, as AI Hub words a missing permission."""

    code = "workspace_closed"


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


def enter_workspace(session: Session, caller: Caller, *, name: str | None) -> Workspace:
    """Return the workspace of that name, or the caller's personal one without a name.

    Raises:
        WorkspaceNotFound: The caller's organization has none of that name.
        WorkspaceClosed: It has one, and the caller is not in it.
    """
    wanted = caller.user_id if name is None else name
    workspace = workspaces.find_workspace(session, organization_id=caller.organization_id, name=wanted)
    if workspace is None:
        raise WorkspaceNotFound(
            f"There is no workspace {wanted!r} in organization {caller.organization_id!r}."
        )
    if not may_enter(session, caller, workspace=workspace):
        raise WorkspaceClosed(f"You are not a member of workspace {wanted!r}. Ask its manager to add you.")
    return workspace


def may_enter(session: Session, caller: Caller, *, workspace: Workspace) -> bool:
    """Tell whether the workspace is the caller's to see; admins see all of their organization."""
    if workspace.organization_id != caller.organization_id:
        return False
    return caller.is_admin or workspaces.is_workspace_member(
        session, workspace_id=workspace.id, user_id=caller.user_id
    )


def may_enter_id(session: Session, caller: Caller, *, workspace_id: UUID) -> bool:
    """Tell the same of a workspace that another row refers to."""
    return may_enter(session, caller, workspace=workspaces.get_workspace(session, workspace_id=workspace_id))


def list_open_workspaces(session: Session, caller: Caller) -> Sequence[Workspace]:
    """Return all workspaces that the caller may enter, by name."""
    return workspaces.list_workspaces(
        session,
        organization_id=caller.organization_id,
        user_id=None if caller.is_admin else caller.user_id,
    )
