"""Copying and moving files and folders, between drives too; doing it twice is harmless."""

from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass

from docyard.domain.drives import BUILT_IN_DRIVE_ID, DriveEntry
from docyard.domain.jobs import Job, JobKind, JobSource
from docyard.drives import Drive
from docyard.errors import FileMissing, PreconditionFailed
from docyard.workflows.quotas import Writing, room_for
from docyard.workflows.worker import Worker


@dataclass(frozen=True, slots=True)
class _Ends:
    source: Drive
    target: Drive
    source_key: str
    target_key: str

    def moved(self, key: str) -> str:
        """Return the key at the target of what has ``key`` at the source."""
        return self.target_key + key.removeprefix(self.source_key)


def copy_path(worker: Worker, job: Job) -> None:
    """Copy a file, or a folder with all below it.

    Raises:
        FileMissing: Nothing is there any more.
    """
    ends = _open(worker, job)
    found = _list(ends)
    if not found and ends.source.find(ends.source_key) is None:
        raise FileMissing("What was to be copied is not there any more.")
    with _room(worker, ends, found, job):
        _copy(ends, found, job)


def move_path(worker: Worker, job: Job) -> None:
    """Copy, then delete what was copied; what was changed or added meanwhile stays.

    Raises:
        FileMissing: Nothing is at the source any more, nor at the target.
    """
    ends = _open(worker, job)
    found = _list(ends)
    if not found and ends.source.find(ends.source_key) is None and ends.target.find(ends.target_key) is None:
        raise FileMissing("What was to be moved is not there any more.")
    with _room(worker, ends, found, job):
        _copy(ends, found, job)
    for entry in found:
        if ends.source.find(entry.key) == entry:
            ends.source.delete(entry.key)
    if not list(ends.source.walk(ends.source_key)):
        ends.source.delete(ends.source_key)


def _open(worker: Worker, job: Job) -> _Ends:
    source: JobSource | None = job.source
    assert source is not None
    with worker.database.read() as session:
        return _Ends(
            source=worker.drives.open(session, drive_id=source.drive_id, path=source.key),
            target=worker.drives.open(session, drive_id=job.drive_id, path=job.target),
            source_key=source.key,
            target_key=job.target,
        )


def _list(ends: _Ends) -> list[DriveEntry]:
    """Return the files to take along: the one there, or those below the folder."""
    node = ends.source.find(ends.source_key)
    if node is None:
        return []
    return list(ends.source.walk(ends.source_key)) if node.is_folder else [node]


def _room(worker: Worker, ends: _Ends, found: list[DriveEntry], job: Job) -> AbstractContextManager[None]:
    """Hold room for what is still to be written; moving within a workspace takes none."""
    if ends.target.id != BUILT_IN_DRIVE_ID:
        return nullcontext()
    size = sum(entry.size_bytes for entry in found if not _is_copied(ends, entry, job))
    ends.target.check_room(size)
    own = f"{job.organization_id}/{job.workspace_id}/"
    stays = job.kind is JobKind.MOVE and ends.source.id == ends.target.id and ends.source_key.startswith(own)
    writing = Writing(job.workspace_id, size, is_kept=not stays, counted_bytes=size if stays else 0)
    return room_for(worker.database, ends.target, writing)


def _copy(ends: _Ends, found: list[DriveEntry], job: Job) -> None:
    for entry in found:
        if not _is_copied(ends, entry, job):
            with_bytes = ends.source.stream(entry.key)
            ends.target.write(ends.moved(entry.key), with_bytes)
    for folder in ends.source.list_made_folders(ends.source_key):
        make_folder(ends.target, ends.moved(folder))


def _is_copied(ends: _Ends, entry: DriveEntry, job: Job) -> bool:
    """Tell whether this job had got so far before it was interrupted."""
    there = ends.target.find(ends.moved(entry.key))
    return (
        there is not None
        and there.modified_at is not None
        and entry.modified_at is not None
        and there.size_bytes == entry.size_bytes
        and there.modified_at >= max(job.created_at, entry.modified_at)
    )


def make_folder(drive: Drive, key: str) -> None:
    """Make a folder unless it is there."""
    try:
        drive.make_folder(key)
    except PreconditionFailed:
        return
