"""A drive: files under keys, read as streams and written whole or not at all."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import IO, TYPE_CHECKING, Protocol, runtime_checkable
from uuid import UUID

import obstore
from obstore.exceptions import GenericError
from obstore.store import ObjectStore

from docyard.domain.drives import BUILT_IN_DRIVE_ID, DriveEntry
from docyard.drives.keys import decode_key, encode_key
from docyard.errors import FileMissing, Invalid, RangeNotSatisfiable

if TYPE_CHECKING:  # obstore has these two for type checkers only
    from obstore import GetResult, ObjectMeta

_CHUNK_BYTES = 1024 * 1024

# What object stores delete in one request.
_DELETED_AT_ONCE = 1000


class Writer(Protocol):
    """How one storage type makes a file appear whole; all else is the same for every type."""

    def write(self, location: str, chunks: Iterable[bytes], *, create_only: bool) -> int:
        """Publish a file in one step and return its size in bytes.

        Raises:
            PreconditionFailed: ``create_only`` is set and something is there.
            Unavailable: The storage is full.
        """
        ...

    def sweep(self, *, now: datetime) -> int:
        """Remove what writers that were killed long ago left behind; return how many files."""
        ...


class FileStream(Iterator[bytes]):
    """A file, or a range of it, as it was when it was opened, whatever is written meanwhile.

    Attributes:
        entry: the whole file; its size may exceed what is streamed.
        start: offset of the first byte streamed.
        end: offset behind the last byte streamed.
    """

    def __init__(self, entry: DriveEntry, opened: "GetResult") -> None:
        self.entry = entry
        self.start, self.end = opened.range
        self._chunks = iter(opened.stream(min_chunk_size=_CHUNK_BYTES))

    def __next__(self) -> bytes:
        return bytes(next(self._chunks))


class Drive:
    """Files and folders of one storage; a folder is there as long as a file is below it.

    Attributes:
        id: what rows refer to it by.
        name: what users write in paths, e.g. ``Instabase Drive``.
    """

    def __init__(
        self, *, drive_id: UUID = BUILT_IN_DRIVE_ID, name: str, store: ObjectStore, writer: Writer
    ) -> None:
        self.id = drive_id
        self.name = name
        self._store = store
        self._writer = writer

    def write(self, key: str, source: IO[bytes] | Iterable[bytes], *, create_only: bool = False) -> int:
        """Write a file and return its size in bytes; folders above it need not exist.

        Readers see the whole new file or what was there before, also when the writer is killed.

        Raises:
            Invalid: The key cannot be stored, names a folder, or lies below a file.
            PreconditionFailed: ``create_only`` is set and something is there.
            Unavailable: The storage is full.
        """
        location = encode_key(key)
        self._refuse_blocked(key, location)
        chunks = _chunks_of(source) if isinstance(source, _Readable) else source
        return self._writer.write(location, chunks, create_only=create_only)

    def read(self, key: str) -> bytes:
        """Return a file's bytes.

        Raises:
            FileMissing: There is no such file.
        """
        return bytes(self._open(key).bytes())

    def find_bytes(self, key: str) -> bytes | None:
        """Return a file's bytes if there is such a file."""
        try:
            return self.read(key)
        except FileMissing:
            return None

    def stream(self, key: str, start: int | None = None, end: int | None = None) -> FileStream:
        """Open a file for reading from offset ``start`` up to, not including, ``end``.

        Raises:
            FileMissing: There is no such file.
            RangeNotSatisfiable: ``start`` is not before the end of the file.
        """
        opened = self._open(key)
        size = opened.meta["size"]
        if start is not None or end is not None:
            first, behind = start or 0, size if end is None else min(end, size)
            if first >= size or first >= behind:
                raise RangeNotSatisfiable(f"The range begins at byte {first} and the file has {size} bytes.")
            opened = self._open(key, first, behind)
        return FileStream(_file(key, opened.meta), opened)

    def find(self, key: str) -> DriveEntry | None:
        """Return the file or folder of that key, if there is one."""
        location = encode_key(key)
        found = self._head(location)
        if found is not None:
            return _file(key, found)
        return _folder(key) if self._has_files(location) else None

    def list_folder(self, key: str) -> list[DriveEntry]:
        """Return what lies directly in a folder, sorted by key; nothing if there is no such folder."""
        location = encode_key(key)
        if self._file_above(location):
            return []
        found = obstore.list_with_delimiter(self._store, location or None)
        folders = [_folder(below) for place in found["common_prefixes"] if (below := decode_key(place))]
        files = [_file(below, meta) for meta in found["objects"] if (below := decode_key(meta["path"]))]
        return sorted(folders + files, key=lambda entry: entry.key)

    def walk(self, key: str) -> Iterator[DriveEntry]:
        """Yield every file below a folder, at any depth, sorted by key; the list is taken at once."""
        found = self._list(encode_key(key))
        files = [_file(below, meta) for meta in found if (below := decode_key(meta["path"]))]
        return iter(sorted(files, key=lambda entry: entry.key))

    def delete(self, key: str) -> None:
        """Delete a file, or a folder with all below it; harmless if nothing is there.

        Raises:
            Invalid: The key is empty, which would mean everything.
        """
        location = encode_key(key)
        if not location:
            raise Invalid("The root of a drive cannot be deleted; name a file or folder on it.")
        if self._head(location) is not None:
            self._delete_file(location)
        if not self._file_above(location):
            for chunk in obstore.list(self._store, location, chunk_size=_DELETED_AT_ONCE):
                self._delete_files([meta["path"] for meta in chunk])

    def check(self) -> None:
        """Write, read and delete a small file, so that a wrong set-up shows itself at once."""
        key = "_check/file"
        self.write(key, [b"docyard"])
        self.read(key)
        self.delete(key)

    def sweep(self, *, now: datetime) -> int:
        """Remove what writers killed more than a day ago left behind; return how many files."""
        return self._writer.sweep(now=now)

    def _open(self, key: str, start: int | None = None, end: int | None = None) -> "GetResult":
        location = encode_key(key)
        try:
            if start is None or end is None:
                return obstore.get(self._store, location)
            return obstore.get(self._store, location, options={"range": (start, end)})
        except FileNotFoundError:
            raise _missing(key) from None
        except GenericError:
            if self._file_above(location):
                raise _missing(key) from None
            raise

    def _head(self, location: str) -> "ObjectMeta | None":
        if not location:
            return None
        try:
            return obstore.head(self._store, location)
        except FileNotFoundError:
            return None
        except GenericError:
            # A local path below a file is an error of its own kind; an object store has no such thing.
            if self._file_above(location):
                return None
            raise

    def _list(self, location: str) -> Iterator["ObjectMeta"]:
        if self._file_above(location):
            return
        for chunk in obstore.list(self._store, location or None):
            yield from chunk

    def _has_files(self, location: str) -> bool:
        return next(self._list(location), None) is not None

    def _file_above(self, location: str) -> str | None:
        """Return the first name on the way to ``location`` that is a file, from the root on."""
        names = location.split("/")
        for depth in range(1, len(names)):
            above = "/".join(names[:depth])
            try:
                obstore.head(self._store, above)
            except FileNotFoundError:
                continue
            return names[depth - 1]
        return None

    def _delete_files(self, locations: list[str]) -> None:
        try:
            obstore.delete(self._store, locations)
        except FileNotFoundError:  # somebody else is deleting, too
            for location in locations:
                self._delete_file(location)

    def _delete_file(self, location: str) -> None:
        try:
            obstore.delete(self._store, location)
        except FileNotFoundError:
            return

    def _refuse_blocked(self, key: str, location: str) -> None:
        blocking = self._file_above(location)
        if blocking:
            raise Invalid(f"{decode_key(blocking)!r} is a file, so nothing can lie below it.")
        if not location or (self._head(location) is None and self._has_files(location)):
            raise Invalid(f"{key.rsplit('/', 1)[-1]!r} is a folder and cannot be overwritten by a file.")


@runtime_checkable
class _Readable(Protocol):
    """What tells a binary stream from other iterables, which would be read by lines."""

    def read(self, size: int, /) -> bytes: ...


def _chunks_of(stream: _Readable) -> Iterator[bytes]:
    while chunk := stream.read(_CHUNK_BYTES):
        yield chunk


def _missing(key: str) -> FileMissing:
    return FileMissing(f"The file {key.rsplit('/', 1)[-1]!r} is not on its drive.")


def _file(key: str, meta: "ObjectMeta") -> DriveEntry:
    return DriveEntry(key=key, is_folder=False, size_bytes=meta["size"], modified_at=meta["last_modified"])


def _folder(key: str) -> DriveEntry:
    return DriveEntry(key=key, is_folder=True, size_bytes=0, modified_at=None)
