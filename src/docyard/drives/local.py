"""Drives in a folder of this machine, or of a file server that it has mounted."""

import errno
import os
import shutil
from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from uuid import uuid4

from obstore.store import LocalStore

from docyard.domain.drives import BUILT_IN_DRIVE_ID, DriveField, DriveScope
from docyard.drives.drive import Drive
from docyard.drives.faults import DriveUnavailable
from docyard.drives.keys import GUARDED, HIDDEN_FOLDER, PLAIN_LOCAL
from docyard.drives.types import Connection, DriveType
from docyard.errors import DiskFull, Invalid, PreconditionFailed, Unavailable, is_out_of_space

_ABANDONED_AFTER = timedelta(days=1)

# A folder that a writer has just made may vanish again when a deletion elsewhere empties it.
_PUBLISH_ATTEMPTS = 20


def open_built_in(*, root: Path, name: str = "Instabase Drive", reserved_bytes: int = 0) -> Drive:
    """Open the server's own drive below ``root``, which is made if missing.

    ``reserved_bytes`` of the disk are kept for work under way.
    """
    files, incoming = root.resolve() / "files", root.resolve() / "incoming"
    files.mkdir(parents=True, exist_ok=True)
    incoming.mkdir(exist_ok=True)
    return Drive(
        drive_id=BUILT_IN_DRIVE_ID,
        name=name,
        scope=DriveScope.BUILT_IN,
        store=LocalStore(files, automatic_cleanup=True),
        writer=_LocalWriter(files=files, incoming=incoming),
        spelling=GUARDED,
        reserved_bytes=reserved_bytes,
    )


def open_local(connection: Connection) -> Drive:
    """Open a folder of this machine as a drive.

    Raises:
        Invalid: The folder is none of those that the server's owner allows, or not there.
    """
    folder = Path(connection.text("folder") or "")
    if not _is_allowed(folder, connection.local_folders):
        raise Invalid(
            f"Folder {str(folder)!r} is none that the server's owner opened to drives; "
            "DOCYARD_LOCAL_DRIVE_FOLDERS lists them."
        )
    if not folder.is_dir():
        raise Invalid(f"There is no folder {str(folder)!r} on the server's machine; make it first.")
    incoming = folder / HIDDEN_FOLDER
    return Drive(
        drive_id=connection.drive_id,
        name=connection.name,
        scope=connection.scope,
        store=LocalStore(folder, automatic_cleanup=True),
        writer=_LocalWriter(files=folder, incoming=incoming),
        spelling=PLAIN_LOCAL,
    )


def _is_allowed(folder: Path, allowed: tuple[Path, ...]) -> bool:
    """Tell whether the folder really lies in an allowed one, whatever links lead there."""
    return folder.is_absolute() and any(folder.resolve().is_relative_to(each.resolve()) for each in allowed)


class _LocalWriter:
    """Writes to a file of its own beside the drive's tree and renames it into its place.

    obstore would stage its writes inside the tree under names that it then neither lists nor
    deletes, and it does not wait for the disk, so that a file acknowledged could be empty after a
    power cut.
    """

    def __init__(self, *, files: Path, incoming: Path) -> None:
        self._files = files
        self._incoming = incoming

    def write(self, location: str, chunks: Iterable[bytes], *, create_only: bool) -> int:
        staged = self._incoming / uuid4().hex
        try:
            self._incoming.mkdir(exist_ok=True)
            size = _write_through(staged, chunks)
            _publish(staged, self._files / location, create_only=create_only)
        except OSError as fault:
            if is_out_of_space(fault):
                raise DiskFull("The drive is full. Free some space and try again.") from fault
            if fault.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
                reason = "the server may not write there; give its user the permission"
                raise DriveUnavailable(f"The drive cannot be used: {reason}.", reason=reason) from fault
            raise
        finally:
            with suppress(OSError):
                staged.unlink(missing_ok=True)
        return size

    def free_bytes(self) -> int | None:
        return shutil.disk_usage(self._files).free

    def sweep(self, *, now: datetime) -> int:
        swept = 0
        for staged in self._incoming.glob("*"):
            with suppress(FileNotFoundError):  # its writer may have finished
                if staged.stat().st_mtime < (now - _ABANDONED_AFTER).timestamp():
                    staged.unlink()
                    swept += 1
        return swept


def _write_through(path: Path, chunks: Iterable[bytes]) -> int:
    size = 0
    with path.open("xb") as file:
        for chunk in chunks:
            size += file.write(chunk)
        file.flush()
        os.fsync(file.fileno())
    return size


def _publish(staged: Path, target: Path, *, create_only: bool) -> None:
    for _ in range(_PUBLISH_ATTEMPTS):
        try:
            _make_folder(target.parent)
            (_link if create_only else _rename)(staged, target)
        except FileNotFoundError:
            continue
        return _write_name_through(target)
    raise Unavailable("The folder was deleted again and again while the file was written. Try again.")


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except (FileExistsError, NotADirectoryError) as blocked:
        if not folder.exists() and not isinstance(blocked, NotADirectoryError):
            raise FileNotFoundError(folder) from blocked  # it was there and is deleted
        raise Invalid(f"A file stands where the folder {folder.name!r} would be made.") from blocked


def _link(staged: Path, target: Path) -> None:
    try:
        os.link(staged, target)
    except FileExistsError as taken:
        raise PreconditionFailed(
            "Something is there already, and the request asked to write only if nothing is. "
            "Choose another name or leave 'If-None-Match' out."
        ) from taken


def _rename(staged: Path, target: Path) -> None:
    try:
        staged.replace(target)
    except (IsADirectoryError, NotADirectoryError) as blocked:
        raise Invalid("A folder stands where the file would be written.") from blocked


def _write_name_through(target: Path) -> None:
    """Wait until the new name itself is on disk."""
    with suppress(FileNotFoundError):  # the file was deleted again, and its folder with it
        folder = os.open(target.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


_FOLDER = DriveField(
    "folder",
    "Absolute path on the server's machine, in one of `DOCYARD_LOCAL_DRIVE_FOLDERS`.",
    is_needed=True,
)

LOCAL = DriveType(
    title="Folder of the server's machine", fields=(_FOLDER,), may_be_default=False, open=open_local
)
