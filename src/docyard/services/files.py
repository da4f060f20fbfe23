"""Files and folders under their full paths; each path leads into one workspace's part of a drive.

Actions that move bytes take the database and open sessions around the copying, never across it:
on SQLite a writing session keeps all other writers waiting.
"""

import re
from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import IO

from docyard.domain.audit_events import AuditCategory
from docyard.domain.drives import DriveEntry, DrivePath, DriveScope
from docyard.domain.identity import Caller, Workspace
from docyard.domain.jobs import Job, JobKind
from docyard.domain.permissions import Permission
from docyard.drives import Drive, FileStream
from docyard.drives.drive import FOLDERS_OF_DOCYARD, is_in_own_folder
from docyard.errors import EmptyFile, Invalid, NotFound
from docyard.services import access, jobs
from docyard.services.audit_events import note
from docyard.services.page_tokens import read_page_token, write_page_token
from docyard.store.database import Database, Session
from docyard.workflows.drives import Drives
from docyard.workflows.queue import WorkQueue
from docyard.workflows.quotas import Writing, room_for

_NEVER_IN_NAMES = re.compile(r"[\x00-\x1f\x7f\\\ufffd\ud800-\udfff]")

_FORM = "/<organization>/<workspace>/fs/<drive>/<folder>/…"


class PathNotFound(NotFound):
    """Nothing is at the path, or the path leads out of the caller's reach."""

    code = "path_not_found"


class WrongNodeType(Invalid):
    """A folder is at the path and a file was asked for, or the other way round."""

    code = "node_type_wrong"


@dataclass(frozen=True, slots=True)
class Location:
    """A path that the caller may use, and its ``key`` on the ``drive`` that it leads to."""

    workspace: Workspace
    path: DrivePath
    drive: Drive
    key: str


@dataclass(frozen=True, slots=True)
class FolderPage:
    """A part of a folder's listing; entries' keys are on the drive, ``folder`` is their parent's."""

    folder: Location
    entries: Sequence[DriveEntry]
    next_page_token: str | None


def parse_path(raw: str) -> DrivePath:
    """Take a full path apart; slashes around it do not matter.

    Raises:
        Invalid: It is not of the form, or has names that no path may have.
    """
    path = raw.removeprefix("/").removesuffix("/")
    check_names(path)
    names = path.split("/")
    if len(names) < 4 or names[2] != "fs":
        raise Invalid(f"{raw!r} is not a full path; expected the form {_FORM}.")
    return DrivePath(organization_id=names[0], workspace=names[1], drive=names[3], key="/".join(names[4:]))


def check_names(path: str) -> None:
    """Refuse a path that could mean another place than it says.

    Raises:
        Invalid: A name is empty, ``.`` or ``..``, or has a backslash, a control character or bytes
            that are not UTF-8.
    """
    if not {"", ".", ".."}.isdisjoint(path.split("/")):
        raise Invalid(f"{path!r} has an empty name, '.' or '..' in it; write the path out without them.")
    # Bytes that are not UTF-8 reach us as U+FFFD, under which different names would become one.
    if _NEVER_IN_NAMES.search(path):
        raise Invalid(
            f"{path!r} has a character that names cannot have: a backslash, a control character, "
            "or one that is not UTF-8."
        )


def locate(session: Session, caller: Caller, *, drives: Drives, path: str, to: Permission) -> Location:
    """Return where a full path leads.

    Raises:
        Invalid: The path is malformed.
        PathNotFound: The organization is not the caller's, or has no such drive.
        WorkspaceNotFound: The organization has no such workspace.
        WorkspaceClosed: The caller is not in the workspace.
        RoleTooLow: The caller is in it, and may not do that there.
    """
    parsed = parse_path(path)
    if parsed.organization_id != caller.organization_id:
        raise PathNotFound("There is nothing at this path in your organization.")
    workspace = access.enter_workspace(session, caller, name=parsed.workspace, to=to)
    drive = drives.find_named(session, workspace=workspace, name=parsed.drive)
    if drive is None:
        raise PathNotFound(
            f"There is no drive {parsed.drive!r} in workspace {workspace.name!r}; "
            f"{drives.built_in.name!r} is there always."
        )
    if drive.scope is DriveScope.ORGANIZATION and is_in_own_folder(parsed.key):
        raise PathNotFound(f"There is nothing at {str(parsed)!r}.")
    return locate_in(workspace, drive=drive, suffix=parsed.key)


def locate_in(workspace: Workspace, *, drive: Drive, suffix: str) -> Location:
    """Return the place that members of a workspace call ``suffix`` on a drive of theirs."""
    path = DrivePath(
        organization_id=workspace.organization_id, workspace=workspace.name, drive=drive.name, key=suffix
    )
    key = drive.key_of(suffix, workspace=workspace)
    return Location(workspace=workspace, path=path, drive=drive, key=key)


def find_node(location: Location) -> DriveEntry | None:
    """Return the file or folder at a location; a drive's own root is always a folder."""
    found = location.drive.find(location.key)
    if found is None and not location.path.key:
        return DriveEntry(key=location.key, is_folder=True, size_bytes=0, modified_at=None)
    return found


def open_file(location: Location, *, start: int | None, end: int | None) -> FileStream:
    """Open the file at a location, from byte ``start`` up to, not including, ``end``.

    Raises:
        WrongNodeType: A folder is there.
        PathNotFound: Nothing is there.
        RangeNotSatisfiable: The file has no byte ``start``.
    """
    node = _get_node(location)
    if node.is_folder:
        raise WrongNodeType(f"{str(location.path)!r} is a folder; ask with 'expect-node-type=folder'.")
    return location.drive.stream(location.key, start, end)


def list_folder(location: Location, *, start_token: str | None, page_size: int) -> FolderPage:
    """Return a page of what lies directly in a folder, in the order of names.

    Raises:
        WrongNodeType: A file is there.
        PathNotFound: Nothing is there.
        InvalidPageToken: ``start_token`` is not from this folder's listing.
    """
    if not _get_node(location).is_folder:
        raise WrongNodeType(f"{str(location.path)!r} is a file; ask with 'expect-node-type=file'.")
    entries, token = cut_page(
        location.drive.list_folder(location.key),
        folder=location.key,
        start_token=start_token,
        page_size=page_size,
    )
    return FolderPage(folder=location, entries=entries, next_page_token=token)


def cut_page(
    entries: Sequence[DriveEntry], *, folder: str, start_token: str | None, page_size: int
) -> tuple[Sequence[DriveEntry], str | None]:
    """Return a page of entries that are sorted by key, and the token of the next one, if any."""
    last = read_page_token(folder, start_token)
    rest = [entry for entry in entries if entry.key > last] if last else entries
    page = rest[:page_size]
    return page, write_page_token(folder, last=page[-1].key) if len(rest) > page_size else None


def write_file(
    database: Database,
    caller: Caller,
    *,
    location: Location,
    body: IO[bytes],
    size_bytes: int,
    create_only: bool,
    now: datetime,
) -> None:
    """Write a file; folders above it are made.

    Raises:
        EmptyFile: The body has no bytes.
        Invalid: The path names a folder, or lies below a file.
        PreconditionFailed: ``create_only`` is set and something is there.
        DiskFull, QuotaExceeded: There is no room for it.
    """
    if not location.path.key or location.path.key in FOLDERS_OF_DOCYARD:
        raise Invalid(f"{str(location.path)!r} is a folder; add a file name to write to.")
    if not body.read(1):
        raise EmptyFile("The request has no body; send the file's bytes, at least one.")
    body.seek(0)
    with room_at(database, location, size_bytes=size_bytes):
        location.drive.write(location.key, body, create_only=create_only)
    with database.write() as session:
        note_file(session, caller, action="file.written", location=location, now=now)


def room_at(
    database: Database, location: Location, *, size_bytes: int, counted_bytes: int = 0
) -> AbstractContextManager[None]:
    """Hold room while a file of that size is written to a location, in place of what is there.

    ``counted_bytes`` of it the workspace holds already, as parts of an upload.
    """
    location.drive.check_room(size_bytes)
    writing = Writing(location.workspace.id, size_bytes, key=location.key, counted_bytes=counted_bytes)
    return room_for(database, location.drive, writing)


def delete_path(
    database: Database, caller: Caller, *, queue: WorkQueue, location: Location, now: datetime
) -> Job:
    """Delete a file at once or a folder by a job; harmless if nothing is there.

    A file goes before the answer, so that one uploaded under its name afterwards is safe: clients
    of the official SDK are not told the job and cannot wait for it.

    Raises:
        Invalid: The path is a drive's root.
    """
    if not location.path.key:
        raise Invalid(f"{str(location.path)!r} is a whole drive; name the file or folder to delete.")
    workspace, drive, key = location.workspace, location.drive, location.key
    node = drive.find(key)
    in_place = node is None or not node.is_folder
    if in_place:
        drive.delete(key)
    with database.write() as session:
        if node is not None:
            action = "file.deleted" if in_place else "folder.deleted"
            note_file(session, caller, action=action, location=location, now=now)
        if in_place:
            return jobs.note_finished_job(
                session,
                workspace=workspace,
                kind=JobKind.DELETE_PATH,
                target=key,
                drive_id=drive.id,
                now=now,
            )
        return jobs.start_job(
            session,
            queue=queue,
            organization_id=workspace.organization_id,
            workspace_id=workspace.id,
            kind=JobKind.DELETE_PATH,
            target=key,
            drive_id=drive.id,
            now=now,
        )


def note_file(session: Session, caller: Caller, *, action: str, location: Location, now: datetime) -> None:
    """Note in the audit log what happened to a file or folder."""
    note(
        session,
        caller,
        category=AuditCategory.API,
        action=action,
        target=str(location.path),
        workspace=location.workspace.name,
        now=now,
    )


def _get_node(location: Location) -> DriveEntry:
    node = find_node(location)
    if node is None:
        raise PathNotFound(f"There is nothing at {str(location.path)!r}.")
    return node
