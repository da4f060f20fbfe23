"""Workspaces: making, changing and deleting shared ones; who is in them is ``workspace_members``'s."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID, uuid4

from docyard.domain.audit_events import AuditCategory
from docyard.domain.identity import Caller, Workspace, WorkspaceKind, WorkspaceRole
from docyard.domain.permissions import Permission
from docyard.domain.storage import Quota
from docyard.drives import Drive
from docyard.errors import Conflict, Invalid
from docyard.services import access
from docyard.services.access import WorkspaceNotFound
from docyard.services.audit_events import note
from docyard.store import members, storage, workspaces
from docyard.store.database import Session

_NAME_LENGTH = 255


class WorkspaceExists(Conflict):
    """The organization has a workspace of that name, or a member whose personal one has it."""

    code = "workspace_exists"


class WorkspaceNotEmpty(Conflict):
    """There is something in the workspace that would be lost with it."""

    code = "workspace_not_empty"


class WorkspacePersonal(Conflict):
    """Personal workspaces are their owner's alone and come and go with them."""

    code = "workspace_personal"


class WorkspaceLinked(Conflict):
    """The two workspaces cannot be linked, or a link stands in the way."""

    code = "workspace_linked"


@dataclass(frozen=True, slots=True)
class OpenWorkspace:
    """A workspace and what the caller is in it."""

    workspace: Workspace
    role: WorkspaceRole


@dataclass(frozen=True, slots=True)
class WorkspaceChange:
    """What is to change of a workspace; None leaves a part as it is.

    Attributes:
        unlink: take the link to the development workspace away.
        retention_days: how long what is finished is kept; 0 means for ever.
        as_organization: keep it as the organization says, in place of ``retention_days``.
        quota: what it may hold, where that changes.
    """

    name: str | None = None
    is_production: bool | None = None
    development_workspace_id: UUID | None = None
    unlink: bool = False
    retention_days: int | None = None
    as_organization: bool = False
    quota: Quota | None = None

    @property
    def reshapes(self) -> bool:
        """Whether it changes what a personal workspace cannot have changed."""
        given = (self.name, self.is_production, self.development_workspace_id)
        return self.unlink or any(each is not None for each in given)


def list_workspaces(
    session: Session, caller: Caller, *, name: str | None, limit: int, offset: int
) -> Sequence[OpenWorkspace]:
    """Return a page of the workspaces that the caller may enter, by name; that of one name when given."""
    found = workspaces.list_workspaces(
        session,
        organization_id=caller.organization_id,
        user_id=None if caller.is_admin else caller.user_id,
        name=name,
        limit=limit,
        offset=offset,
    )
    if caller.is_admin:
        return tuple(OpenWorkspace(each, WorkspaceRole.MANAGER) for each in found)
    ids = [each.id for each in found]
    roles = workspaces.find_roles(session, workspace_ids=ids, user_id=caller.user_id)
    return tuple(OpenWorkspace(each, roles[each.id]) for each in found)


def get_workspace(
    session: Session, caller: Caller, *, workspace_id: UUID, to: Permission = Permission.READ
) -> OpenWorkspace:
    """Return the workspace of that id.

    Raises:
        WorkspaceNotFound: There is none that the caller may enter.
        RoleTooLow: There is, and the caller may not do that in it.
    """
    workspace = workspaces.find_workspace_of_id(session, workspace_id=workspace_id)
    if workspace is None or not access.reaches(session, caller, workspace_id=workspace_id, to=to):
        raise WorkspaceNotFound(f"There is no workspace {str(workspace_id)!r}.")
    if caller.is_admin:
        return OpenWorkspace(workspace, WorkspaceRole.MANAGER)
    role = workspaces.find_role(session, workspace_id=workspace_id, user_id=caller.user_id)
    assert role is not None
    return OpenWorkspace(workspace, role)


def create_workspace(
    session: Session, caller: Caller, *, name: str, is_production: bool, now: datetime
) -> OpenWorkspace:
    """Create a shared workspace, whose manager the caller becomes.

    Raises:
        Invalid: The name cannot be a workspace's.
        WorkspaceExists: The name is taken.
    """
    _check_name(session, caller, name)
    kind = WorkspaceKind.PRODUCTION if is_production else WorkspaceKind.SHARED
    workspace = Workspace(id=uuid4(), organization_id=caller.organization_id, name=name, kind=kind)
    if not workspaces.add_workspace(session, workspace=workspace, now=now):
        raise _taken(name)
    workspaces.add_workspace_member(
        session, workspace_id=workspace.id, user_id=caller.user_id, role=WorkspaceRole.MANAGER
    )
    _note(session, caller, workspace, action="workspace.created", now=now)
    return OpenWorkspace(workspace, WorkspaceRole.MANAGER)


def update_workspace(
    session: Session, caller: Caller, *, workspace_id: UUID, change: WorkspaceChange, now: datetime
) -> OpenWorkspace:
    """Rename a workspace, flag it as production, link it, or say how long what is finished is kept.

    Files stay where they are under another name; paths that people kept name the old one.

    Raises:
        WorkspaceNotFound: There is no such workspace, or none to link to.
        WorkspacePersonal: It is somebody's personal one, and more than retention and quota was to change.
        AdminsOnly: The quota was to change, and the caller is no admin.
        WorkspaceExists: The name is taken.
        WorkspaceLinked: A link was asked for that cannot be, or stands in the way.
    """
    found = get_workspace(session, caller, workspace_id=workspace_id, to=Permission.MANAGE_WORKSPACE)
    if change.reshapes:
        refuse_personal(found.workspace, to="be renamed, shared or linked")
    new = found.workspace
    if change.as_organization or change.retention_days is not None:
        new = replace(new, retention_days=change.retention_days)
    if change.name is not None and change.name != new.name:
        _check_name(session, caller, change.name)
        new = replace(new, name=change.name)
    if change.is_production is not None:
        new = _flag(session, new, is_production=change.is_production)
    if change.unlink:
        new = replace(new, development_workspace_id=None)
    elif change.development_workspace_id is not None:
        new = _link(session, caller, new, development_workspace_id=change.development_workspace_id)
    if change.quota is not None:
        access.require_admin(caller, to="set 'quota_bytes'")
        new = replace(new, quota_bytes=change.quota.size_bytes)
        storage.forget_measurements(session, organization_id=caller.organization_id)
    if not workspaces.update_workspace(session, workspace=new):
        raise _taken(new.name)
    _note(session, caller, new, action="workspace.updated", now=now)
    return OpenWorkspace(new, found.role)


def delete_workspace(
    session: Session, caller: Caller, *, drive: Drive, workspace_id: UUID, now: datetime
) -> None:
    """Delete an empty workspace; also a personal one whose owner was removed.

    Raises:
        WorkspaceNotFound: There is no such workspace.
        WorkspacePersonal: It is the personal one of a member.
        WorkspaceNotEmpty: Something is in it; the message says what.
    """
    workspace = get_workspace(
        session, caller, workspace_id=workspace_id, to=Permission.MANAGE_WORKSPACE
    ).workspace
    if members.find_member(session, organization_id=caller.organization_id, user_id=workspace.name):
        refuse_personal(workspace, to="be deleted while its owner is a member")
    counts = workspaces.count_contents(session, workspace_id=workspace_id)
    kept = [f"{noun} ({count})" for noun, count in counts.items() if count]
    if drive.find(drive.key_of("", workspace=workspace)):
        kept.append("files on its drive")
    if not kept and not workspaces.delete_workspace(session, workspace_id=workspace_id):
        kept.append("apps or deployments that runs of other workspaces used")
    if kept:
        raise WorkspaceNotEmpty(
            f"Workspace {workspace.name!r} cannot be deleted: it has {', '.join(kept)}. Delete those first."
        )
    _note(session, caller, workspace, action="workspace.deleted", now=now)


def refuse_personal(workspace: Workspace, *, to: str) -> None:
    """Refuse what only shared and production workspaces can have done to them.

    Raises:
        WorkspacePersonal: The workspace is personal.
    """
    if workspace.kind is WorkspaceKind.PERSONAL:
        raise WorkspacePersonal(f"{workspace.name!r} is a personal workspace and cannot {to}.")


def _check_name(session: Session, caller: Caller, name: str) -> None:
    is_plain = name.isprintable() and name == name.strip() and not {"/", "\\"} & set(name)
    if not 0 < len(name) <= _NAME_LENGTH or not is_plain or name in (".", ".."):
        raise Invalid(
            f"{name[:80]!r} cannot be a workspace's name; expected 1 to {_NAME_LENGTH} characters without "
            "slashes, control characters and blanks around it."
        )
    organization_id = caller.organization_id
    if workspaces.find_workspace(session, organization_id=organization_id, name=name) or members.find_member(
        session, organization_id=organization_id, user_id=name
    ):
        raise _taken(name)


def _taken(name: str) -> WorkspaceExists:
    return WorkspaceExists(f"A workspace {name!r} exists already. Choose another name.")


def _flag(session: Session, workspace: Workspace, *, is_production: bool) -> Workspace:
    if not is_production:
        return replace(workspace, kind=WorkspaceKind.SHARED, development_workspace_id=None)
    if workspaces.is_developed_in(session, workspace_id=workspace.id):
        raise WorkspaceLinked(
            f"A production workspace is linked to {workspace.name!r}; take that link away first."
        )
    return replace(workspace, kind=WorkspaceKind.PRODUCTION)


def _link(
    session: Session, caller: Caller, workspace: Workspace, *, development_workspace_id: UUID
) -> Workspace:
    other = get_workspace(session, caller, workspace_id=development_workspace_id).workspace
    if workspace.kind is not WorkspaceKind.PRODUCTION or other.kind is not WorkspaceKind.SHARED:
        raise WorkspaceLinked(
            f"{workspace.name!r} cannot be linked to {other.name!r}: only a production workspace can, "
            "and only to a shared one that is not for production."
        )
    return replace(workspace, development_workspace_id=other.id)


def _note(session: Session, caller: Caller, workspace: Workspace, *, action: str, now: datetime) -> None:
    note(
        session,
        caller,
        category=AuditCategory.WORKSPACE,
        action=action,
        target=workspace.name,
        workspace=workspace.name,
        now=now,
    )
