"""Copying, moving and extracting: jobs that put something at another path."""

from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from docyard.domain.audit_events import AuditCategory
from docyard.domain.identity import Caller
from docyard.domain.jobs import Job, JobKind, JobSource, JobState
from docyard.domain.permissions import Permission
from docyard.drives.drive import FOLDERS_OF_DOCYARD
from docyard.errors import Invalid
from docyard.services import files, jobs
from docyard.services.audit_events import note
from docyard.services.files import Location, PathNotFound, WrongNodeType
from docyard.services.nodes import NodeExists
from docyard.store.database import Database, Session
from docyard.workflows.drives import Drives
from docyard.workflows.queue import WorkQueue

_ACTIONS = {JobKind.COPY: "path.copied", JobKind.MOVE: "path.moved", JobKind.EXTRACT: "archive.extracted"}


@dataclass(frozen=True, slots=True)
class Paths:
    """Full paths: what to take, and where to put it."""

    source: str
    target: str


def start_copy(
    session: Session,
    caller: Caller,
    *,
    database: Database,
    drives: Drives,
    queue: WorkQueue,
    paths: Paths,
    kind: JobKind,
    now: datetime,
) -> Job:
    """Start a job that copies, moves or extracts; ``session`` is not used before the drives have answered.

    Raises:
        Invalid: A path is malformed or a whole drive, or the target lies within the source.
        PathNotFound: Nothing is at the source, or a path leads out of reach.
        WrongNodeType: A folder is to be extracted, or a file stands where the target's folder would be.
        NodeExists: Something is at the target; extracting alone may go into a folder that is there.
        RoleTooLow: The caller may not read (to move: delete) the source, or not write the target.
    """
    taking = Permission.DELETE if kind is JobKind.MOVE else Permission.READ
    with database.read() as reading:
        source = files.locate(reading, caller, drives=drives, path=paths.source, to=taking)
        target = files.locate(reading, caller, drives=drives, path=paths.target, to=Permission.UPLOAD)
    _check_paths(source, target)
    _check_nodes(source, target, kind)
    job = Job(
        id=uuid4(),
        organization_id=target.workspace.organization_id,
        workspace_id=target.workspace.id,
        kind=kind,
        drive_id=target.drive.id,
        target=target.key,
        state=JobState.PENDING,
        message="",
        created_at=now,
        source=JobSource(drive_id=source.drive.id, key=source.key),
    )
    jobs.queue_job(session, queue=queue, job=job)
    note(
        session,
        caller,
        category=AuditCategory.API,
        action=_ACTIONS[kind],
        target=f"{source.path} → {target.path}",
        workspace=target.workspace.name,
        now=now,
    )
    return job


def _check_paths(source: Location, target: Location) -> None:
    for location in (source, target):
        if not location.path.key:
            raise Invalid(f"{str(location.path)!r} is a whole drive; name a file or folder on it.")
    if source.drive.id == target.drive.id and f"{target.key}/".startswith(f"{source.key}/"):
        raise Invalid(f"{str(target.path)!r} is, or lies in, what is to be taken; choose another 'dst_path'.")


def _check_nodes(source: Location, target: Location, kind: JobKind) -> None:
    taken, there = files.find_node(source), files.find_node(target)
    if taken is None:
        raise PathNotFound(f"There is nothing at {str(source.path)!r}.")
    if kind is JobKind.EXTRACT:
        if taken.is_folder:
            raise WrongNodeType(f"{str(source.path)!r} is a folder; name a zip archive to extract.")
        if there is not None and not there.is_folder:
            raise WrongNodeType(f"{str(target.path)!r} is a file; name a folder to extract into.")
    elif there is not None:
        raise NodeExists(
            f"{str(target.path)!r} is there already. Choose another 'dst_path', or delete it first."
        )
    elif not taken.is_folder and target.path.key in FOLDERS_OF_DOCYARD:
        raise Invalid(f"{str(target.path)!r} is a folder; add a file name.")
    if (blocking := _file_above(target)) is not None:
        raise WrongNodeType(
            f"{blocking!r} is a file, so nothing can lie below it; choose another 'dst_path'."
        )


def _file_above(target: Location) -> str | None:
    """Return the nearest file on the way to the target, if there is one."""
    names = target.key.split("/")
    for depth in range(len(names) - 1, 0, -1):
        node = target.drive.find("/".join(names[:depth]))
        if node is not None:
            return None if node.is_folder else names[depth - 1]
    return None
