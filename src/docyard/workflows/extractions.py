"""Extracting zip archives into folders; nothing is written before all of the archive is known to be sound."""

from pathlib import PurePosixPath
from tempfile import SpooledTemporaryFile

from docyard.domain.jobs import Job
from docyard.drives import Drive
from docyard.errors import Invalid
from docyard.workflows.archives import Archive, ArchiveTooLarge, Member, open_archive
from docyard.workflows.copies import make_folder
from docyard.workflows.quotas import Writing, room_for
from docyard.workflows.worker import Worker

# Archives up to this size are held in memory while they are read.
_SPOOL_BYTES = 4_000_000


def extract_archive(worker: Worker, job: Job) -> None:
    """Write every file of an archive below the target, replacing files of the same names.

    Raises:
        FileMissing: The archive is not there any more.
        ArchiveUnsafe: It is damaged, or has names or kinds of entries that are not written.
        ArchiveTooLarge: A limit stands in the way.
        DiskFull, QuotaExceeded: There is no room for it.
        Invalid: A file or folder stands where the other would be made.
    """
    assert job.source is not None
    with worker.database.read() as session:
        source = worker.drives.open(session, drive_id=job.source.drive_id, path=job.source.key)
        target = worker.drives.open(session, drive_id=job.drive_id, path=job.target)
    with SpooledTemporaryFile(_SPOOL_BYTES) as file:
        stream = source.stream(job.source.key)
        if stream.entry.size_bytes > worker.extraction.total_bytes:
            raise ArchiveTooLarge(
                f"The archive has {stream.entry.size_bytes} bytes; the limit 'extract_bytes' is "
                f"{worker.extraction.total_bytes}. Split it."
            )
        for chunk in stream:
            file.write(chunk)
        with open_archive(file, limits=worker.extraction) as archive:
            _check_room(target, job.target, archive.members)
            archive.check_contents()
            size = sum(member.info.file_size for member in archive.members)
            target.check_room(size)
            with room_for(worker.database, target, Writing(job.workspace_id, size)):
                _write(target, job.target, archive)


def _write(drive: Drive, folder: str, archive: Archive) -> None:
    for member in archive.members:
        key = f"{folder}/{member.name}"
        if member.is_folder:
            make_folder(drive, key)
        else:
            drive.write(key, archive.read(member))


def _check_room(drive: Drive, folder: str, members: tuple[Member, ...]) -> None:
    """Refuse members that cannot be stored, or that something on the drive stands in the way of."""
    there = {entry.key for entry in drive.walk(folder)}
    folders = {str(above) for key in there for above in PurePosixPath(key).parents}
    folders.update(drive.list_made_folders(folder))
    for member in members:
        key = f"{folder}/{member.name}"
        drive.check_key(key)
        above = {str(each) for each in PurePosixPath(key).parents}
        if (not member.is_folder and key in folders) or (member.is_folder and key in there) or above & there:
            raise Invalid(f"{member.name!r} cannot be extracted: a file and a folder would have one name.")
