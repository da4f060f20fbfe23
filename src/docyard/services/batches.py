"""Batches: named sets of uploaded files, each a folder on the drive."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import IO

from docyard.domain.audit_events import AuditCategory
from docyard.domain.batches import Batch
from docyard.domain.drives import DriveEntry
from docyard.domain.identity import Caller
from docyard.domain.jobs import Job, JobKind
from docyard.domain.permissions import Permission
from docyard.errors import Conflict, Invalid, NotFound
from docyard.services import access, files, jobs
from docyard.services.audit_events import note
from docyard.services.files import Location
from docyard.store import batches
from docyard.store.database import Database, Session
from docyard.workflows.drives import Drives
from docyard.workflows.queue import WorkQueue

_NAME_LENGTH = 255


class BatchNotFound(NotFound):
    """No batch of that number within the caller's reach."""

    code = "batch_not_found"


class BatchClosed(Conflict):
    """The batch lies on a former default drive and takes no more files."""

    code = "batch_closed"


@dataclass(frozen=True, slots=True)
class BatchPage:
    """A part of a batch's files, sorted by key."""

    folder: Location
    entries: Sequence[DriveEntry]
    next_page_token: str | None


def create_batch(
    session: Session, caller: Caller, *, drives: Drives, name: str, workspace: str | None, now: datetime
) -> Batch:
    """Create an empty batch in a workspace, or in the caller's personal one without a name.

    Raises:
        Invalid: The name is empty or longer than 255 characters.
        WorkspaceNotFound: There is no such workspace.
        WorkspaceClosed: The caller is not in it.
    """
    if not name.strip() or len(name) > _NAME_LENGTH:
        raise Invalid(
            f"A batch needs a name of 1 to {_NAME_LENGTH} characters; {len(name)} were sent as 'name'."
        )
    room = access.enter_workspace(session, caller, name=workspace, to=Permission.UPLOAD)
    drive = drives.find_default(session, workspace=room)
    batch = batches.add_batch(
        session,
        workspace=room,
        drive_id=drive.id,
        drive_name=drive.name,
        name=name,
        owner=caller.user_id,
        now=now,
    )
    _note(session, caller, batch, action="batch.created", now=now)
    return batch


def get_batch(session: Session, caller: Caller, *, batch_id: int, to: Permission = Permission.READ) -> Batch:
    """Return the batch of that number.

    Raises:
        BatchNotFound: There is none in a workspace that the caller may enter.
        RoleTooLow: There is, and the caller may not do that with it.
    """
    batch = batches.find_batch(session, batch_id=batch_id)
    if batch is None or not access.reaches(session, caller, workspace_id=batch.workspace.id, to=to):
        raise _unknown(batch_id)
    return batch


def list_batches(
    session: Session, caller: Caller, *, workspace: str | None, owner: str | None, limit: int, offset: int
) -> Sequence[Batch]:
    """Return a page of batches, newest first, of one workspace or of all that the caller may enter."""
    if workspace is None:
        rooms = access.list_open_workspaces(session, caller)
    else:
        rooms = (access.enter_workspace(session, caller, name=workspace, to=Permission.READ),)
    return batches.list_batches(
        session, workspace_ids=[room.id for room in rooms], owner=owner, limit=limit, offset=offset
    )


def delete_batch(session: Session, caller: Caller, *, queue: WorkQueue, batch_id: int, now: datetime) -> Job:
    """Have a batch and all its files deleted; runs that used it keep their results."""
    batch = get_batch(session, caller, batch_id=batch_id, to=Permission.DELETE)
    _note(session, caller, batch, action="batch.deleted", now=now)
    return jobs.start_job(
        session,
        queue=queue,
        organization_id=batch.workspace.organization_id,
        workspace_id=batch.workspace.id,
        kind=JobKind.DELETE_BATCH,
        target=str(batch.id),
        now=now,
    )


def list_files(
    session: Session,
    caller: Caller,
    *,
    drives: Drives,
    batch_id: int,
    start_token: str | None,
    page_size: int,
) -> BatchPage:
    """Return a page of a batch's files, at any depth, in the order of names.

    Raises:
        BatchNotFound: There is no such batch.
        DriveDisconnected: The drive that it lies on is not connected any more.
        InvalidPageToken: ``start_token`` is not from this batch's listing.
    """
    batch = get_batch(session, caller, batch_id=batch_id)
    folder = locate_batch(session, batch, drives=drives)
    entries, token = files.cut_page(
        list(folder.drive.walk(folder.key)), folder=folder.key, start_token=start_token, page_size=page_size
    )
    return BatchPage(folder=folder, entries=entries, next_page_token=token)


def add_file(
    database: Database,
    caller: Caller,
    *,
    drives: Drives,
    batch_id: int,
    name: str,
    body: IO[bytes],
    size_bytes: int,
    now: datetime,
) -> None:
    """Put a file into a batch; one of the same name is replaced. ``/`` in the name makes sub-folders.

    Raises:
        BatchNotFound: There is no such batch.
        BatchClosed, DriveDisconnected: It takes no more files.
        Invalid: The name cannot be a file's.
        DiskFull, QuotaExceeded: There is no room for it.
    """
    check_file_name(name)
    with database.read() as session:
        batch = get_batch(session, caller, batch_id=batch_id, to=Permission.UPLOAD)
        check_open(session, batch, drives=drives)
        location = locate_file(session, batch, drives=drives, name=name)
    with files.room_at(database, location, size_bytes=size_bytes):
        write_into(database, caller, batch=batch, location=location, source=body, now=now)


def write_into(
    database: Database,
    caller: Caller,
    *,
    batch: Batch,
    location: Location,
    source: IO[bytes] | Iterable[bytes],
    now: datetime,
) -> None:
    """Write a file of a batch, and take it back if the batch was deleted meanwhile.

    Raises:
        BatchNotFound: The batch was deleted meanwhile.
    """
    location.drive.write(location.key, source)
    with database.write() as session:
        is_there = batches.touch_batch(session, batch_id=batch.id, now=now)
        if is_there:
            files.note_file(session, caller, action="file.written", location=location, now=now)
    if not is_there:
        location.drive.delete(location.key)
        raise _unknown(batch.id)


def delete_file(
    database: Database,
    caller: Caller,
    *,
    drives: Drives,
    queue: WorkQueue,
    batch_id: int,
    name: str,
    now: datetime,
) -> Job:
    """Delete a file, or a sub-folder, of a batch; harmless if nothing of that name is there.

    Raises:
        BatchNotFound: There is no such batch.
        Invalid: The name cannot be a file's.
    """
    check_file_name(name)
    with database.read() as session:
        batch = get_batch(session, caller, batch_id=batch_id, to=Permission.DELETE)
        location = locate_file(session, batch, drives=drives, name=name)
    return files.delete_path(database, caller, queue=queue, location=location, now=now)


def locate_batch(session: Session, batch: Batch, *, drives: Drives) -> Location:
    """Return where a batch's folder is, or would be.

    Raises:
        DriveDisconnected: The drive that the batch lies on is not connected any more.
    """
    drive = drives.open(session, drive_id=batch.drive_id, path=batch.path)
    return files.locate_in(batch.workspace, drive=drive, suffix=batch.path_suffix)


def locate_file(session: Session, batch: Batch, *, drives: Drives, name: str) -> Location:
    """Return where a batch's file of that name is, or would be.

    Raises:
        DriveDisconnected: The drive that the batch lies on is not connected any more.
    """
    drive = drives.open(session, drive_id=batch.drive_id, path=batch.path)
    return files.locate_in(batch.workspace, drive=drive, suffix=f"{batch.path_suffix}/{name}")


def check_open(session: Session, batch: Batch, *, drives: Drives) -> None:
    """Refuse a batch that takes no more files.

    Raises:
        DriveDisconnected: The drive that it lies on is not connected any more.
        BatchClosed: That drive is not the default of its workspace any more.
    """
    drives.open(session, drive_id=batch.drive_id, path=batch.path)
    if drives.find_default(session, workspace=batch.workspace).id != batch.drive_id:
        raise BatchClosed(
            f"Batch {batch.id} lies on drive {batch.drive_name!r}, which is not the default drive of its "
            "workspace any more: it can be run and takes no more files. Create a new batch."
        )


def check_file_name(name: str) -> None:
    """Refuse what cannot name a file of a batch.

    Raises:
        Invalid: The name is empty, too long, or would lead out of the batch.
    """
    if len(name) > _NAME_LENGTH:
        raise Invalid(
            f"A file name may have {_NAME_LENGTH} characters and {name[:60]!r}… has {len(name)}; shorten it."
        )
    files.check_names(name)


def _note(session: Session, caller: Caller, batch: Batch, *, action: str, now: datetime) -> None:
    note(
        session,
        caller,
        category=AuditCategory.API,
        action=action,
        target=str(batch.id),
        workspace=batch.workspace.name,
        now=now,
    )


def _unknown(batch_id: int) -> BatchNotFound:
    return BatchNotFound(f"There is no batch {batch_id}.")
