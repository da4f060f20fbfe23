"""Connected drives: storages of an organization or a workspace, checked before they are kept."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID, uuid4

from docyard.domain.audit_events import AuditCategory
from docyard.domain.drives import BUILT_IN_DRIVE_ID, ConnectedDrive
from docyard.domain.identity import Caller, Workspace
from docyard.domain.permissions import Permission
from docyard.drives import DriveUnavailable, get_drive_type
from docyard.errors import Conflict, Invalid, NotFound
from docyard.services import access, files
from docyard.services.audit_events import note
from docyard.services.drive_fields import Values, check_fields
from docyard.services.secrets import check_keys
from docyard.store import default_drives, drives, workspaces
from docyard.store.database import Database, Session
from docyard.store.keyring import Keyring
from docyard.workflows.drives import Drives

_NAME_LENGTH = 255

# Options that say where credentials are sent to; whoever changes one must know them.
_ADDRESS = frozenset({"endpoint", "account_name", "allow_http", "verify_tls"})


class DriveNotFound(NotFound):
    """No drive of that id within the caller's reach."""

    code = "drive_not_found"


class DriveExists(Conflict):
    """The name is taken by a drive that would be seen in the same place."""

    code = "drive_exists"


class DriveUnusable(Invalid):
    """The storage did not do what a drive must do; nothing was kept."""

    code = "drive_unusable"


class DriveInUse(Conflict):
    """The drive is the default of the organization or of a workspace."""

    code = "drive_in_use"


@dataclass(frozen=True, slots=True)
class DriveContent:
    """What a request says of a new drive; ``workspace`` None means the whole organization."""

    name: str
    type: str
    workspace: str | None
    options: dict[str, str | bool]
    credentials: dict[str, str | bool] = field(repr=False)


@dataclass(frozen=True, slots=True)
class DriveChange:
    """What a request says of a drive that is there.

    Attributes:
        options: those to change; None removes one.
        credentials: all of them, in place of those before; None leaves them.
    """

    options: dict[str, str | bool | None]
    credentials: dict[str, str | bool] | None = field(repr=False)


@dataclass(frozen=True, slots=True)
class SeenDrive:
    """A drive as members see it; ``connected`` is None for the built-in one."""

    name: str
    workspace: Workspace | None
    connected: ConnectedDrive | None


def connect_drive(
    session: Session,
    caller: Caller,
    *,
    database: Database,
    drives_of_server: Drives,
    keyring: Keyring,
    content: DriveContent,
    now: datetime,
) -> SeenDrive:
    """Connect a storage as a drive after writing, reading and deleting a small file there.

    ``session`` is untouched so far; what comes before the check is read from ``database``, so that
    nobody waits while the storage answers.

    Raises:
        AdminsOnly: The drive is for the organization and the caller is no admin.
        WorkspaceNotFound, WorkspaceClosed, RoleTooLow: The caller cannot connect drives there.
        Unsupported: There is no such type.
        Invalid: The name cannot be a drive's, or an option or credential breaks its rule.
        DriveExists: The name is taken.
        DriveUnusable: The check failed.
    """
    with database.read() as reading:
        workspace = _enter(reading, caller, content.workspace)
        drive = _new_drive(caller, workspace, content, now=now)
        _check_name(reading, drive, built_in=drives_of_server.built_in.name)
    check_fields(
        content.type,
        get_drive_type(content.type),
        options=content.options,
        credentials=content.credentials,
    )
    _try_out(drives_of_server, drive, content.credentials)
    _check_name(session, drive, built_in=drives_of_server.built_in.name)
    sealed = _seal(session, keyring, content.credentials)
    drives.add_drive(session, drive=replace(drive, encrypted_credentials=sealed))
    _note(session, caller, drive.name, workspace, action="drive.connected", now=now)
    return SeenDrive(name=drive.name, workspace=workspace, connected=drive)


def list_drives(
    session: Session,
    caller: Caller,
    *,
    built_in: str,
    workspace: str | None,
    limit: int,
    offset: int,
) -> Sequence[SeenDrive]:
    """Return the drives of one workspace, or of all that the caller may enter; the built-in one first.

    Raises:
        WorkspaceNotFound, WorkspaceClosed: There is no such workspace for the caller.
    """
    if workspace is None:
        rooms = access.list_open_workspaces(session, caller)
    else:
        rooms = (access.enter_workspace(session, caller, name=workspace, to=Permission.READ),)
    by_id = {room.id: room for room in rooms}
    found = drives.list_drives(session, organization_id=caller.organization_id, workspace_ids=by_id.keys())
    seen = [SeenDrive(name=built_in, workspace=None, connected=None)]
    seen += [
        SeenDrive(
            name=drive.name,
            workspace=None if drive.workspace_id is None else by_id[drive.workspace_id],
            connected=drive,
        )
        for drive in found
    ]
    return seen[offset : offset + limit]


def get_drive(session: Session, caller: Caller, *, built_in: str, drive_id: UUID) -> SeenDrive:
    """Return the drive of that id.

    Raises:
        DriveNotFound: There is none that the caller may see.
    """
    if drive_id == BUILT_IN_DRIVE_ID:
        return SeenDrive(name=built_in, workspace=None, connected=None)
    drive = drives.find_drive(session, drive_id=drive_id)
    if (
        drive is None
        or drive.organization_id != caller.organization_id
        or (
            drive.workspace_id is not None
            and not access.may_enter_id(session, caller, workspace_id=drive.workspace_id)
        )
    ):
        raise DriveNotFound(f"There is no drive {str(drive_id)!r}.")
    return SeenDrive(name=drive.name, workspace=_workspace(session, drive), connected=drive)


def update_drive(
    session: Session,
    caller: Caller,
    *,
    database: Database,
    drives_of_server: Drives,
    keyring: Keyring,
    drive_id: UUID,
    change: DriveChange,
    now: datetime,
) -> SeenDrive:
    """Change options, or replace all credentials; checked like a new drive.

    Name, type and workspace stay: they are in the paths of what lies there.

    Raises:
        DriveNotFound, AdminsOnly, RoleTooLow: The drive is not the caller's to change.
        Invalid: A value breaks its rule, or an address changes without the credentials being sent.
        DriveUnusable: The check failed; nothing has changed.
    """
    with database.read() as reading:
        seen, old = _get_manageable(reading, caller, drive_id)
    changed = {name: value for name, value in change.options.items() if old.options.get(name) != value}
    if change.credentials is None and _ADDRESS & changed.keys():
        raise Invalid("Send 'credentials' too: the place they are sent to changes.")
    kept = {**old.options, **changed}
    chosen_options = {name: value for name, value in kept.items() if value is not None}
    new = replace(old, options=chosen_options, updated_at=now)
    chosen = change.credentials
    if chosen is None:
        chosen = drives_of_server.read_credentials(old)
    check_fields(new.type, get_drive_type(new.type), options=new.options, credentials=chosen)
    _try_out(drives_of_server, new, chosen)
    sealed = _seal(session, keyring, chosen)
    if not drives.update_drive(session, drive_id=drive_id, options=new.options, encrypted=sealed, now=now):
        raise DriveNotFound(f"There is no drive {str(drive_id)!r}.")
    _note(session, caller, new.name, seen.workspace, action="drive.updated", now=now)
    return replace(seen, connected=new)


def check_drive(
    database: Database, caller: Caller, *, drives_of_server: Drives, drive_id: UUID
) -> str | None:
    """Try a drive out again and return what is wrong with it, None if nothing is.

    Raises:
        DriveNotFound, AdminsOnly, RoleTooLow: The drive is not the caller's to check.
    """
    with database.read() as session:
        _, drive = _get_manageable(session, caller, drive_id)
    try:
        _try_out(drives_of_server, drive, drives_of_server.read_credentials(drive))
    except Invalid as refusal:
        return refusal.message
    return None


def disconnect_drive(session: Session, caller: Caller, *, drive_id: UUID, now: datetime) -> None:
    """Disconnect a drive; what lies on it stays there, and batches on it cannot be used any more.

    Raises:
        DriveNotFound, AdminsOnly, RoleTooLow: The drive is not the caller's to disconnect.
        DriveInUse: It is a default drive.
    """
    seen, drive = _get_manageable(session, caller, drive_id)
    if default_drives.is_default(session, drive_id=drive_id):
        raise DriveInUse(
            f"Drive {drive.name!r} is a default drive. Choose another default first, then disconnect it."
        )
    drives.remove_drive(session, drive_id=drive_id)
    _note(session, caller, drive.name, seen.workspace, action="drive.disconnected", now=now)


def _enter(session: Session, caller: Caller, workspace: str | None) -> Workspace | None:
    if workspace is None:
        access.require_admin(caller, to="connect drives for all workspaces; name a 'workspace' of yours")
        return None
    return access.enter_workspace(session, caller, name=workspace, to=Permission.CONNECT_DRIVES)


def _get_manageable(session: Session, caller: Caller, drive_id: UUID) -> tuple[SeenDrive, ConnectedDrive]:
    seen = get_drive(session, caller, built_in="", drive_id=drive_id)
    if seen.connected is None:
        raise Invalid(
            "The built-in drive is the server's own; it cannot be changed, checked or disconnected."
        )
    if seen.connected.workspace_id is None:
        access.require_admin(caller, to="manage drives of the organization")
    else:
        access.require(session, caller, Permission.CONNECT_DRIVES, workspace_id=seen.connected.workspace_id)
    return seen, seen.connected


def _new_drive(
    caller: Caller, workspace: Workspace | None, content: DriveContent, *, now: datetime
) -> ConnectedDrive:
    return ConnectedDrive(
        id=uuid4(),
        organization_id=caller.organization_id,
        workspace_id=None if workspace is None else workspace.id,
        name=content.name,
        type=content.type,
        options=content.options,
        encrypted_credentials="",
        created_by=caller.user_id,
        created_at=now,
        updated_at=now,
    )


def _check_name(session: Session, drive: ConnectedDrive, *, built_in: str) -> None:
    name = drive.name
    if not 0 < len(name) <= _NAME_LENGTH or name != name.strip() or "/" in name:
        raise Invalid(
            f"{name[:80]!r} cannot name a drive; expected 1 to {_NAME_LENGTH} characters without slashes, "
            "and without spaces around."
        )
    files.check_names(name)
    taken = name == built_in or drives.is_name_taken(
        session, organization_id=drive.organization_id, workspace_id=drive.workspace_id, name=name
    )
    if taken:
        raise DriveExists(f"The name {name!r} is taken by a drive that is seen there. Choose another name.")


def _try_out(drives_of_server: Drives, drive: ConnectedDrive, credentials: dict[str, str | bool]) -> None:
    try:
        drives_of_server.open_to_check(drive, credentials=credentials).check()
    except DriveUnavailable as refusal:
        raise DriveUnusable(refusal.message) from refusal


def _seal(session: Session, keyring: Keyring, credentials: Values) -> str:
    check_keys(session, keyring)
    return keyring.encrypt(json.dumps(dict(credentials)))


def _workspace(session: Session, drive: ConnectedDrive) -> Workspace | None:
    if drive.workspace_id is None:
        return None
    return workspaces.get_workspace(session, workspace_id=drive.workspace_id)


def _note(
    session: Session, caller: Caller, target: str, workspace: Workspace | None, *, action: str, now: datetime
) -> None:
    note(
        session,
        caller,
        category=AuditCategory.DATA_SOURCE,
        action=action,
        target=target,
        workspace=None if workspace is None else workspace.name,
        now=now,
    )
