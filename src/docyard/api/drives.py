"""Drives: connect storages, check them, choose the default one."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from docyard.api.backend import Reading, WithBackend, WithCaller, Writing, now
from docyard.api.idempotency_keys import Route
from docyard.api.ids import parse_id
from docyard.api.paging import Limit, Offset
from docyard.api.wire.drives import (
    ChooseDefaultDrive,
    CreateDrive,
    DefaultDriveBody,
    DriveBody,
    DriveCheckBody,
    DriveList,
    UpdateDrive,
)
from docyard.api.wire.text import Text
from docyard.services import default_drives, drives

router = APIRouter(prefix="/v2/drives", tags=["drives"], route_class=Route)

WorkspaceName = Annotated[Text | None, Query(description="Name of a workspace.")]


@router.get("", operation_id="listDrives")
def list_drives(
    backend: WithBackend,
    caller: WithCaller,
    session: Reading,
    workspace: WorkspaceName = None,
    limit: Limit = 100,
    offset: Offset = 0,
) -> DriveList:
    """List the drives that one workspace sees, or any that the caller may enter; the built-in one first."""
    found = drives.list_drives(
        session,
        caller,
        built_in=backend.drives.built_in.name,
        workspace=workspace,
        limit=limit,
        offset=offset,
    )
    return DriveList(drives=[DriveBody.of(drive) for drive in found])


@router.post("", operation_id="createDrive", status_code=201)
def create_drive(body: CreateDrive, backend: WithBackend, caller: WithCaller, session: Writing) -> DriveBody:
    """Connect a storage, after writing, reading and deleting a small file there."""
    drive = drives.connect_drive(
        session,
        caller,
        database=backend.database,
        drives_of_server=backend.drives,
        keyring=backend.keyring,
        content=body.to_content(),
        now=now(),
    )
    return DriveBody.of(drive)


@router.get("/default", operation_id="getDefaultDrive")
def read_default_drive(
    backend: WithBackend, caller: WithCaller, session: Reading, workspace: WorkspaceName = None
) -> DefaultDriveBody:
    """Read which drive new batches and results of a workspace, or of the organization, go to."""
    built_in = backend.drives.built_in.name
    return DefaultDriveBody.of(
        default_drives.get_default(session, caller, built_in=built_in, workspace=workspace)
    )


@router.put("/default", operation_id="chooseDefaultDrive")
def choose_default_drive(
    body: ChooseDefaultDrive, backend: WithBackend, caller: WithCaller, session: Writing
) -> DefaultDriveBody:
    """Choose the drive of new batches and results; those there are stay where they are."""
    chosen = default_drives.choose_default(
        session,
        caller,
        built_in=backend.drives.built_in.name,
        workspace=body.workspace,
        drive_id=None if body.drive_id is None else parse_id(body.drive_id, noun="drive"),
        now=now(),
    )
    return DefaultDriveBody.of(chosen)


@router.get("/{drive_id}", operation_id="getDrive")
def read_drive(drive_id: str, backend: WithBackend, caller: WithCaller, session: Reading) -> DriveBody:
    """Read what is known of a drive, without its credentials."""
    built_in = backend.drives.built_in.name
    return DriveBody.of(
        drives.get_drive(session, caller, built_in=built_in, drive_id=parse_id(drive_id, noun="drive"))
    )


@router.patch("/{drive_id}", operation_id="updateDrive")
def update_drive(
    drive_id: str, body: UpdateDrive, backend: WithBackend, caller: WithCaller, session: Writing
) -> DriveBody:
    """Change a drive's options or credentials, checked like those of a new one."""
    drive = drives.update_drive(
        session,
        caller,
        database=backend.database,
        drives_of_server=backend.drives,
        keyring=backend.keyring,
        drive_id=parse_id(drive_id, noun="drive"),
        change=body.to_change(),
        now=now(),
    )
    return DriveBody.of(drive)


@router.delete("/{drive_id}", operation_id="deleteDrive", status_code=204)
def delete_drive(drive_id: str, caller: WithCaller, session: Writing) -> Response:
    """Disconnect a drive; what lies on it stays there, and batches on it cannot be used any more."""
    drives.disconnect_drive(session, caller, drive_id=parse_id(drive_id, noun="drive"), now=now())
    return Response(status_code=204)


@router.post("/{drive_id}/check", operation_id="checkDrive")
def check_drive(drive_id: str, backend: WithBackend, caller: WithCaller) -> DriveCheckBody:
    """Try a drive out as when it was connected and tell what is wrong with it, if anything."""
    message = drives.check_drive(
        backend.database,
        caller,
        drives_of_server=backend.drives,
        drive_id=parse_id(drive_id, noun="drive"),
    )
    return DriveCheckBody(is_usable=message is None, message=message)
