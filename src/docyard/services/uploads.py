"""Multipart uploads: a large file in parts, which become a batch's file when all are there."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import IO
from uuid import UUID, uuid4

from docyard.domain.audit_events import AuditCategory
from docyard.domain.batches import Batch, UploadPart, UploadSession
from docyard.domain.identity import Caller
from docyard.domain.jobs import JobKind
from docyard.domain.permissions import Permission
from docyard.drives import Drive
from docyard.errors import FileTooLarge, Invalid, NotFound
from docyard.services import batches, files, jobs
from docyard.services.audit_events import note
from docyard.store import uploads
from docyard.store.database import Database, Session
from docyard.workflows.drives import Drives
from docyard.workflows.queue import WorkQueue
from docyard.workflows.quotas import Writing, room_for


class UploadNotFound(NotFound):
    """No upload session of that id: unknown, committed, aborted, or out of the caller's reach."""

    code = "upload_session_not_found"


class WrongPart(Invalid):
    """A part has another size or number than the session expects."""

    code = "upload_part_wrong"


class PartsIncomplete(Invalid):
    """The parts to commit are not exactly those that make the file."""

    code = "upload_parts_incomplete"


@dataclass(frozen=True, slots=True)
class NamedPart:
    """A part as a commit names it."""

    number: int
    id: str


@dataclass(frozen=True, slots=True)
class UploadLimits:
    """Size of every part but the last, and largest size of a file."""

    part_bytes: int
    file_bytes: int


def start_upload(
    session: Session,
    caller: Caller,
    *,
    drives: Drives,
    batch_id: int,
    file_name: str,
    file_size_bytes: int,
    limits: UploadLimits,
    now: datetime,
) -> UploadSession:
    """Open a session for a file of a size that is told in advance.

    Raises:
        Invalid: The name cannot be a file's, or the size is negative.
        FileTooLarge: The size is beyond the limit.
        BatchNotFound: There is no such batch.
        BatchClosed, DriveDisconnected: It takes no more files.
    """
    batches.check_file_name(file_name)
    if file_size_bytes < 0:
        raise Invalid(f"'file_size' is {file_size_bytes}; expected the file's size in bytes, 0 or more.")
    if file_size_bytes > limits.file_bytes:
        raise FileTooLarge(
            f"The file has {file_size_bytes} bytes and the limit 'file_bytes' is {limits.file_bytes}. "
            "Split the file, or have the server's owner raise the limit."
        )
    batch = batches.get_batch(session, caller, batch_id=batch_id, to=Permission.UPLOAD)
    batches.check_open(session, batch, drives=drives)
    upload = UploadSession(
        id=uuid4(),
        batch_id=batch.id,
        file_name=file_name,
        file_size_bytes=file_size_bytes,
        part_size_bytes=limits.part_bytes,
        created_at=now,
    )
    uploads.add_upload(session, upload=upload)
    _note(session, caller, upload, batch, action="upload.started", now=now)
    return upload


def add_part(
    database: Database,
    caller: Caller,
    *,
    drives: Drives,
    session_id: UUID,
    number: int,
    body: IO[bytes] | Iterable[bytes],
    size_bytes: int,
) -> UploadPart:
    """Receive a part; one of the same number is replaced.

    Raises:
        UploadNotFound: There is no such session.
        WrongPart: The session has no such part, or it has another size.
        DiskFull, QuotaExceeded: There is no room for it.
    """
    with database.read() as session:
        upload, batch = _get_upload(session, caller, session_id)
    _check_part(upload, number=number, size_bytes=size_bytes)
    part = UploadPart(number=number, id=uuid4().hex, size_bytes=size_bytes)
    drives.built_in.check_room(size_bytes)
    # The part counts by its row once it is there.
    writing = Writing(batch.workspace.id, size_bytes, is_kept=False)
    with room_for(database, drives.built_in, writing):
        drives.built_in.write(upload.key_of_part(part), body)
    with database.write() as session:
        still_open = uploads.find_upload(session, session_id=session_id) is not None
        replaced = uploads.replace_part(session, session_id=session_id, part=part) if still_open else part
    if replaced is not None:
        drives.built_in.delete(upload.key_of_part(replaced))
    if not still_open:
        raise _unknown(session_id)
    return part


def commit_upload(
    database: Database,
    caller: Caller,
    *,
    drives: Drives,
    queue: WorkQueue,
    session_id: UUID,
    parts: Sequence[NamedPart],
    now: datetime,
) -> None:
    """Make the parts the batch's file and close the session.

    The file appears whole in one step. When that is interrupted the session stays open and can be
    committed again; once it is closed, a second commit finds no session.

    Raises:
        UploadNotFound: There is no such session.
        BatchClosed, DriveDisconnected: The batch takes no more files.
        PartsIncomplete: ``parts`` are not all parts of the file, in order, by their ids.
    """
    with database.read() as session:
        upload, batch = _get_upload(session, caller, session_id)
        batches.check_open(session, batch, drives=drives)
        received = uploads.list_parts(session, session_id=session_id)
        location = batches.locate_file(session, batch, drives=drives, name=upload.file_name)
    _check_complete(upload, received=received, named=parts)
    joined = _join(drives.built_in, upload, received)
    size_bytes = upload.file_size_bytes
    with files.room_at(database, location, size_bytes=size_bytes, counted_bytes=size_bytes):
        batches.write_into(database, caller, batch=batch, location=location, source=joined, now=now)
    with database.write() as session:
        _close(session, queue=queue, upload=upload, batch=batch, now=now)


def abort_upload(
    session: Session, caller: Caller, *, queue: WorkQueue, session_id: UUID, now: datetime
) -> None:
    """Close a session and drop its parts.

    Raises:
        UploadNotFound: There is no such session.
    """
    upload, batch = _get_upload(session, caller, session_id)
    _close(session, queue=queue, upload=upload, batch=batch, now=now)
    _note(session, caller, upload, batch, action="upload.aborted", now=now)


def _note(
    session: Session, caller: Caller, upload: UploadSession, batch: Batch, *, action: str, now: datetime
) -> None:
    note(
        session,
        caller,
        category=AuditCategory.API,
        action=action,
        target=f"{batch.path}/{upload.file_name}",
        workspace=batch.workspace.name,
        now=now,
    )


def _get_upload(session: Session, caller: Caller, session_id: UUID) -> tuple[UploadSession, Batch]:
    upload = uploads.find_upload(session, session_id=session_id)
    if upload is None:
        raise _unknown(session_id)
    try:
        return upload, batches.get_batch(session, caller, batch_id=upload.batch_id, to=Permission.UPLOAD)
    except batches.BatchNotFound:
        raise _unknown(session_id) from None


def _unknown(session_id: UUID) -> UploadNotFound:
    return UploadNotFound(
        f"There is no open upload session {str(session_id)!r}; it may be committed or aborted already."
    )


def _check_part(upload: UploadSession, *, number: int, size_bytes: int) -> None:
    if not 1 <= number <= upload.part_count:
        raise WrongPart(
            f"There is no part {number}: a file of {upload.file_size_bytes} bytes has "
            f"{upload.part_count} parts of {upload.part_size_bytes} bytes, numbered from 1."
        )
    expected = upload.size_of_part(number)
    if size_bytes != expected:
        raise WrongPart(
            f"Part {number} has {size_bytes} bytes and must have {expected}. "
            "Every part but the last has exactly 'part_size' bytes."
        )


def _check_complete(
    upload: UploadSession, *, received: Sequence[UploadPart], named: Sequence[NamedPart]
) -> None:
    numbers = [part.number for part in named]
    if numbers != list(range(1, upload.part_count + 1)):
        raise PartsIncomplete(
            f"The file has {upload.part_count} parts; name each once and in order, from 1 without gaps."
        )
    ids = {part.number: part.id for part in received}
    for part in named:
        if part.number not in ids:
            raise PartsIncomplete(f"Part {part.number} was not received; upload it, then commit again.")
        if ids[part.number] != part.id:
            raise PartsIncomplete(
                f"Part {part.number} is not {part.id[:80]!r}; send the 'part_id' of its last upload."
            )


def _join(drive: Drive, upload: UploadSession, parts: Sequence[UploadPart]) -> Iterator[bytes]:
    for part in parts:
        yield from drive.stream(upload.key_of_part(part))


def _close(session: Session, *, queue: WorkQueue, upload: UploadSession, batch: Batch, now: datetime) -> None:
    """Forget the session; a job drops its parts, so that none stay behind after a crash."""
    uploads.remove_upload(session, session_id=upload.id)
    jobs.start_job(
        session,
        queue=queue,
        organization_id=batch.workspace.organization_id,
        workspace_id=batch.workspace.id,
        kind=JobKind.DELETE_PATH,
        target=upload.key,
        now=now,
    )
