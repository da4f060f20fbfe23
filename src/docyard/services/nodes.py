"""Making empty files and folders, and files chunk by chunk."""

from collections.abc import Iterator
from datetime import datetime
from itertools import chain
from typing import IO

from docyard.domain.drives import DriveEntry
from docyard.domain.identity import Caller
from docyard.drives import FileStream
from docyard.drives.drive import FOLDERS_OF_DOCYARD
from docyard.errors import Conflict, EmptyFile, FileTooLarge, Invalid, PreconditionFailed
from docyard.services.files import (
    Location,
    PathNotFound,
    WrongNodeType,
    find_node,
    note_file,
    room_at,
)
from docyard.store.database import Database

_PIECE_BYTES = 1024 * 1024


class NodeExists(Conflict):
    """Something of that name is there already."""

    code = "node_exists"


class CursorWrong(Conflict):
    """The chunk belongs behind another byte than the file's last one."""

    code = "cursor_wrong"


def create_node(
    database: Database,
    caller: Caller,
    *,
    parent: Location,
    location: Location,
    is_folder: bool,
    now: datetime,
) -> DriveEntry:
    """Make an empty file or folder; folders above it are made.

    Raises:
        WrongNodeType: The parent is a file.
        NodeExists: Something is there already.
        Invalid: The name cannot be stored.
    """
    above = find_node(parent)
    if above is not None and not above.is_folder:
        raise WrongNodeType(f"{str(parent.path)!r} is a file; nothing can be made in it.")
    if not is_folder and location.path.key in FOLDERS_OF_DOCYARD:
        raise Invalid(f"{str(location.path)!r} is a folder; choose another name for the file.")
    if find_node(location) is not None:
        raise _exists(location)
    try:
        if is_folder:
            location.drive.make_folder(location.key)
        else:
            location.drive.write(location.key, [], create_only=True)
    except PreconditionFailed as taken:
        raise _exists(location) from taken
    with database.write() as session:
        action = "folder.created" if is_folder else "file.written"
        note_file(session, caller, action=action, location=location, now=now)
    made = find_node(location)
    return made or DriveEntry(location.key, is_folder=is_folder, size_bytes=0, modified_at=None)


def _exists(location: Location) -> NodeExists:
    return NodeExists(f"{str(location.path)!r} is there already. Choose another name, or delete it first.")


def write_chunk(
    database: Database,
    caller: Caller,
    *,
    location: Location,
    chunk: IO[bytes],
    size_bytes: int,
    cursor: int | None,
    limit_bytes: int,
    now: datetime,
) -> None:
    """Write a chunk of a file: the first one at ``cursor`` 0, others behind what is there.

    Readers see the file as it was before the chunk or with all of it. ``cursor`` None means the end,
    wherever that is.

    Raises:
        EmptyFile: The chunk has no bytes.
        PathNotFound: There is no file to go on with.
        WrongNodeType: A folder is there.
        CursorWrong: The file does not end at ``cursor``.
        FileTooLarge: The file would be larger than ``limit_bytes``.
        DiskFull, QuotaExceeded: There is no room for it.
    """
    if size_bytes == 0:
        raise EmptyFile("The request has no body; send the chunk's bytes, at least one.")
    if not location.path.key or location.path.key in FOLDERS_OF_DOCYARD:
        raise Invalid(f"{str(location.path)!r} is a folder; add a file name to write to.")
    present = None if cursor == 0 else _open(location, cursor, size_bytes=size_bytes, limit_bytes=limit_bytes)
    with room_at(database, location, size_bytes=size_bytes + (present.entry.size_bytes if present else 0)):
        location.drive.write(location.key, chain(present or (), _pieces(chunk)))
    with database.write() as session:
        note_file(session, caller, action="file.written", location=location, now=now)


def _open(location: Location, cursor: int | None, *, size_bytes: int, limit_bytes: int) -> FileStream:
    """Return what the file has so far, if the chunk may follow it."""
    node = find_node(location)
    if node is None:
        raise PathNotFound(
            f"There is no file at {str(location.path)!r} to go on with; "
            "send its first chunk with 'IB-Cursor: 0'."
        )
    if node.is_folder:
        raise WrongNodeType(f"{str(location.path)!r} is a folder; add a file name to write to.")
    stream = location.drive.stream(location.key)
    present = stream.entry.size_bytes
    if cursor not in (None, present):
        raise CursorWrong(
            f"{str(location.path)!r} has {present} bytes, and the chunk was to begin at byte {cursor}. "
            f"Go on with 'IB-Cursor: {present}', or begin anew with 'IB-Cursor: 0'."
        )
    if present + size_bytes > limit_bytes:
        raise FileTooLarge(
            f"The file would have {present + size_bytes} bytes; the limit 'file_bytes' is {limit_bytes}. "
            "Split the file, or have the server's owner raise the limit."
        )
    return stream


def _pieces(chunk: IO[bytes]) -> Iterator[bytes]:
    return iter(lambda: chunk.read(_PIECE_BYTES), b"")
