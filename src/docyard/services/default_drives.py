"""Default drives: where new batches and results go when nothing else is said."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from docyard.domain.audit_events import AuditCategory
from docyard.domain.drives import BUILT_IN_DRIVE_ID
from docyard.domain.identity import Caller, Workspace
from docyard.domain.permissions import Permission
from docyard.drives import get_drive_type
from docyard.errors import Invalid
from docyard.services import access
from docyard.services.audit_events import note
from docyard.services.drives import SeenDrive, get_drive
from docyard.store import default_drives
from docyard.store.database import Session


@dataclass(frozen=True, slots=True)
class DefaultDrive:
    """A default drive and who chose it.

    Attributes:
        workspace: whose it is; None for the organization.
        is_own: chosen for just that; a workspace has else the organization's, and that the built-in one.
    """

    workspace: Workspace | None
    drive: SeenDrive
    is_own: bool


def get_default(session: Session, caller: Caller, *, built_in: str, workspace: str | None) -> DefaultDrive:
    """Return the default drive of a workspace, or of the organization without a name.

    Raises:
        WorkspaceNotFound, WorkspaceClosed: There is no such workspace for the caller.
    """
    room = None
    if workspace is not None:
        room = access.enter_workspace(session, caller, name=workspace, to=Permission.READ)
    return _get(session, caller, built_in=built_in, workspace=room)


def choose_default(
    session: Session,
    caller: Caller,
    *,
    built_in: str,
    workspace: str | None,
    drive_id: UUID | None,
    now: datetime,
) -> DefaultDrive:
    """Choose the default drive of a workspace, or of the organization; None takes the choice back.

    Nothing is moved: batches on the drive before stay there, for runs, and take no more files.

    Raises:
        AdminsOnly, RoleTooLow, WorkspaceClosed: It is not for the caller to choose.
        DriveNotFound: There is no such drive for the caller.
        Invalid: The drive is not seen there, or of a type that cannot be a default.
    """
    room = None
    if workspace is None:
        access.require_admin(caller, to="choose the organization's default drive")
    else:
        room = access.enter_workspace(session, caller, name=workspace, to=Permission.CONNECT_DRIVES)
    if drive_id is not None:
        _check_candidate(get_drive(session, caller, built_in=built_in, drive_id=drive_id), room)
    default_drives.set_default(
        session,
        organization_id=caller.organization_id,
        workspace_id=None if room is None else room.id,
        drive_id=drive_id,
    )
    chosen = _get(session, caller, built_in=built_in, workspace=room)
    note(
        session,
        caller,
        category=AuditCategory.DATA_SOURCE,
        action="default_drive.chosen",
        target=chosen.drive.name,
        workspace=None if room is None else room.name,
        now=now,
    )
    return chosen


def _get(session: Session, caller: Caller, *, built_in: str, workspace: Workspace | None) -> DefaultDrive:
    organization_id = caller.organization_id
    workspace_id = None if workspace is None else workspace.id
    own = default_drives.find_default(session, organization_id=organization_id, workspace_id=workspace_id)
    chosen = own
    if chosen is None:
        chosen = default_drives.find_default(session, organization_id=organization_id, workspace_id=None)
    drive = get_drive(session, caller, built_in=built_in, drive_id=chosen or BUILT_IN_DRIVE_ID)
    return DefaultDrive(workspace=workspace, drive=drive, is_own=own is not None)


def _check_candidate(drive: SeenDrive, workspace: Workspace | None) -> None:
    if drive.connected is None:
        return
    if not get_drive_type(drive.connected.type).may_be_default:
        raise Invalid(
            f"Drive {drive.name!r} is of type {drive.connected.type!r}, which cannot be a default drive; "
            "choose the built-in one, or one in S3 or Azure."
        )
    if drive.workspace is not None and (workspace is None or drive.workspace.id != workspace.id):
        raise Invalid(
            f"Drive {drive.name!r} is of workspace {drive.workspace.name!r} alone; "
            "a default drive must be seen by all who are to use it."
        )
