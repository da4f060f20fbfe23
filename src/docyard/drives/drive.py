"""A drive: files under keys, read as streams and written whole or not at all."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime
from typing import IO, TYPE_CHECKING, Protocol, runtime_checkable
from uuid import UUID, uuid4

import obstore
from obstore.exceptions import GenericError
from obstore.store import ObjectStore

from docyard.domain.drives import DriveEntry, DriveScope
from docyard.domain.identity import Workspace
from docyard.drives.faults import DriveUnavailable, explained, is_bucket_missing
from docyard.drives.keys import FOLDER_MARK, Spelling
from docyard.errors import DiskFull, FileMissing, Invalid, PreconditionFailed, RangeNotSatisfiable

if TYPE_CHECKING:  # obstore has these two for type checkers only
    from obstore import GetResult, ObjectMeta

_CHUNK_BYTES = 1024 * 1024

# What object stores delete in one request.
_DELETED_AT_ONCE = 1000

# Top folders that docyard itself fills, and where they lie on a drive that several workspaces share.
FOLDERS_OF_DOCYARD = frozenset({"batches", "app-runs"})
OWN_FOLDER = "docyard"


class Writer(Protocol):
    """How one storage type makes a file appear whole; all else is the same for every type."""

    def write(self, location: str, chunks: Iterable[bytes], *, create_only: bool) -> int:
        """Publish a file in one step and return its size in bytes.

        Raises:
            PreconditionFailed: ``create_only`` is set and something is there.
            DiskFull: The storage is full.
        """
        ...

    def sweep(self, *, now: datetime) -> int:
        """Remove what writers that were killed long ago left behind; return how many files."""
        ...

    def free_bytes(self) -> int | None:
        """Return how much room is left; None where nobody knows."""
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
    """Files and folders of one storage; a folder is there as long as a file is below it, or once made.

    Attributes:
        id: what rows refer to it by.
        name: what users write in paths, e.g. ``Instabase Drive``.
        scope: who sees it.
        is_remote: it is an object store, which knows no folders and may be out of reach.
    """

    def __init__(
        self,
        *,
        drive_id: UUID,
        name: str,
        scope: DriveScope,
        store: ObjectStore,
        writer: Writer,
        spelling: Spelling,
        is_remote: bool = False,
        reserved_bytes: int = 0,
    ) -> None:
        """Take the parts; nothing is sent to the storage."""
        self.id = drive_id
        self.name = name
        self.scope = scope
        self._store = store
        self._writer = writer
        self._spelling = spelling
        self.is_remote = is_remote
        self._reserved_bytes = reserved_bytes

    def key_of(self, suffix: str, *, workspace: Workspace) -> str:
        """Return the key of what members of a workspace call ``suffix``.

        The built-in drive has a folder per workspace. On connected drives people find their own files
        under their own names; but where several workspaces share a drive, each has its own place for
        what docyard puts there.
        """
        if self.scope is DriveScope.BUILT_IN:
            return f"{workspace.organization_id}/{workspace.id}/{suffix}".rstrip("/")
        if self.scope is DriveScope.ORGANIZATION and suffix.split("/", 1)[0] in FOLDERS_OF_DOCYARD:
            return f"{OWN_FOLDER}/{workspace.id}/{suffix}"
        return suffix

    def write(self, key: str, source: IO[bytes] | Iterable[bytes], *, create_only: bool = False) -> int:
        """Write a file and return its size in bytes; folders above it need not exist.

        Readers see the whole new file or what was there before, also when the writer is killed.

        Raises:
            Invalid: The key cannot be stored, names a folder, or lies below a file.
            PreconditionFailed: ``create_only`` is set and something is there.
            DiskFull: The storage is full.
        """
        location = self._spelling.encode_key(key)
        chunks = _chunks_of(source) if isinstance(source, _Readable) else source
        with self._asking():
            self._refuse_blocked(key, location)
            return self._writer.write(location, chunks, create_only=create_only)

    def check_room(self, size_bytes: int) -> None:
        """Refuse what would leave less room than is kept for work under way; that itself does not ask.

        Raises:
            DiskFull: There is too little room for so many bytes.
        """
        if not self._reserved_bytes:
            return
        free = self._writer.free_bytes()
        if free is not None and free - size_bytes < self._reserved_bytes:
            raise DiskFull(
                f"The drive has {free} bytes left and keeps {self._reserved_bytes} of them for work under "
                f"way, so {size_bytes} more do not fit. Free some space and try again."
            )

    def read(self, key: str) -> bytes:
        """Return a file's bytes.

        Raises:
            FileMissing: There is no such file.
        """
        with self._asking():
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
        with self._asking():
            if start is None and end is None:
                opened = self._open(key)
                return FileStream(_file(key, opened.meta), opened)
            found = self._head(self._spelling.encode_key(key))
            if found is None:
                raise _missing(key)
            size = found["size"]
            first, behind = start or 0, size if end is None else min(end, size)
            if first >= size or first >= behind:
                raise RangeNotSatisfiable(f"The range begins at byte {first} and the file has {size} bytes.")
            opened = self._open(key, first, behind)
            return FileStream(_file(key, opened.meta), opened)

    def find(self, key: str) -> DriveEntry | None:
        """Return the file or folder of that key, if there is one."""
        location = self._spelling.encode_key(key)
        with self._asking():
            found = self._head(location)
            if found is not None:
                return _file(key, found)
            return _folder(key) if self._has_files(location) else None

    def list_folder(self, key: str) -> list[DriveEntry]:
        """Return what lies directly in a folder, sorted by key; nothing if there is no such folder."""
        location = self._spelling.encode_key(key)
        with self._asking():
            if self._is_below_file(location):
                return []
            found = obstore.list_with_delimiter(self._store, location or None)
            folders = [_folder(below) for place in found["common_prefixes"] if (below := self._key(place))]
            files = self._files(found["objects"], folder=location)
        return sorted((entry for entry in (*folders, *files) if self._shows(entry, key)), key=_by_key)

    def walk(self, key: str) -> Iterator[DriveEntry]:
        """Yield every file below a folder, at any depth, sorted by key; the list is taken at once."""
        location = self._spelling.encode_key(key)
        with self._asking():
            files = self._files(self._list(location), folder=location)
        return iter(sorted((entry for entry in files if self._shows(entry, key)), key=_by_key))

    def check_key(self, key: str) -> None:
        """Tell whether a key can be stored.

        Raises:
            Invalid: It cannot; the message says why.
        """
        self._spelling.encode_key(key)

    def make_folder(self, key: str) -> None:
        """Make an empty folder; it stays when what is put into it is deleted.

        Raises:
            Invalid: The key cannot be stored, or lies below a file.
            PreconditionFailed: Something is there.
        """
        mark = f"{self._spelling.encode_key(key)}/{FOLDER_MARK}"
        if not key or self.find(key) is not None:
            raise PreconditionFailed(f"{key.rsplit('/', 1)[-1]!r} is there already.")
        with self._asking():
            self._refuse_blocked(key, mark)
            self._writer.write(mark, [], create_only=True)

    def list_made_folders(self, key: str) -> list[str]:
        """Return the keys of all folders that were made empty, the folder itself and any below it."""
        with self._asking():
            places = [meta["path"] for meta in self._list(self._spelling.encode_key(key))]
        folders = (place.removesuffix(f"/{FOLDER_MARK}") for place in places if place.endswith(FOLDER_MARK))
        made = [_folder(found) for folder in folders if (found := self._key(folder))]
        return sorted(entry.key for entry in made if self._shows(entry, key))

    def delete(self, key: str) -> None:
        """Delete a file, or a folder with all below it; harmless if nothing is there.

        Raises:
            Invalid: The key is empty, which would mean everything.
        """
        location = self._spelling.encode_key(key)
        if not location:
            raise Invalid("The root of a drive cannot be deleted; name a file or folder on it.")
        with self._asking():
            if self._head(location) is not None:
                self._delete_file(location)
            if not self._is_below_file(location):
                for chunk in obstore.list(self._store, location, chunk_size=_DELETED_AT_ONCE):
                    self._delete_files([meta["path"] for meta in chunk])

    def check(self) -> None:
        """List, write, read and delete a small file, so that a wrong set-up shows itself at once.

        Raises:
            DriveUnavailable: Something of that does not work; the message says what and why.
        """
        key = f"docyard-check-{uuid4().hex}"
        steps: dict[str, Callable[[], object]] = {
            "listed": lambda: self.list_folder(key),
            "written to": lambda: self.write(key, [b"docyard"]),
            "read": lambda: self.read(key),
            "deleted from": lambda: self.delete(key),
        }
        for verb, step in steps.items():
            try:
                step()
            except DriveUnavailable as refusal:
                message = f"Drive {self.name!r} cannot be {verb}: {refusal.reason}."
                raise DriveUnavailable(message, reason=refusal.reason) from refusal

    def sweep(self, *, now: datetime) -> int:
        """Remove what writers killed more than a day ago left behind; return how many files."""
        with self._asking():
            return self._writer.sweep(now=now)

    def _asking(self) -> AbstractContextManager[None]:
        """Explain what a storage far away refuses; faults of the machine's own disk are not explained."""
        return explained(self.name) if self.is_remote else nullcontext()

    def _key(self, location: str) -> str | None:
        return self._spelling.decode_key(location)

    def _shows(self, entry: DriveEntry, listed: str) -> bool:
        """Hide what docyard keeps for the workspaces that share a drive from listings of its root."""
        return self.scope is not DriveScope.ORGANIZATION or bool(listed) or not is_in_own_folder(entry.key)

    def _files(self, found: Iterable["ObjectMeta"], *, folder: str) -> list[DriveEntry]:
        """Return the entries of what was listed in a folder, without the marks of folders."""
        return [
            _file(key, meta)
            for meta in found
            if (key := self._key(meta["path"])) and not self._is_mark(meta, folder=folder)
        ]

    def _is_mark(self, meta: "ObjectMeta", *, folder: str) -> bool:
        """Tell whether it is an empty object ``<folder>/``, which other programs make for empty folders.

        obstore takes the slash away, so that only asking for it tells it from an empty file.
        """
        if not self.is_remote or meta["size"] > 0:
            return False
        return meta["path"] == folder or self._head(meta["path"]) is None

    def _open(self, key: str, start: int | None = None, end: int | None = None) -> "GetResult":
        location = self._spelling.encode_key(key)
        try:
            if start is None or end is None:
                return obstore.get(self._store, location)
            return obstore.get(self._store, location, options={"range": (start, end)})
        except FileNotFoundError as missing:
            if self.is_remote and is_bucket_missing(missing):
                raise
            raise _missing(key) from None
        except GenericError:
            if self._is_below_file(location):
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
            if self._is_below_file(location):
                return None
            raise

    def _list(self, location: str) -> Iterator["ObjectMeta"]:
        if self._is_below_file(location):
            return
        for chunk in obstore.list(self._store, location or None):
            yield from chunk

    def _has_files(self, location: str) -> bool:
        return any(not self._is_mark(meta, folder=location) for meta in self._list(location))

    def _is_below_file(self, location: str) -> bool:
        """Tell whether asking for the place would be an error; object stores do not mind."""
        return not self.is_remote and self._file_above(location) is not None

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
            raise Invalid(f"{self._key(blocking)!r} is a file, so nothing can lie below it.")
        if not location or (self._head(location) is None and self._has_files(location)):
            raise Invalid(f"{key.rsplit('/', 1)[-1]!r} is a folder and cannot be overwritten by a file.")


@runtime_checkable
class _Readable(Protocol):
    """What tells a binary stream from other iterables, which would be read by lines."""

    def read(self, size: int, /) -> bytes: ...


def _chunks_of(stream: _Readable) -> Iterator[bytes]:
    while chunk := stream.read(_CHUNK_BYTES):
        yield chunk


def is_in_own_folder(key: str) -> bool:
    """Tell whether a key of a shared drive is, or lies in, the folder that docyard keeps for workspaces."""
    return key.split("/", 1)[0] == OWN_FOLDER


def _by_key(entry: DriveEntry) -> str:
    return entry.key


def _missing(key: str) -> FileMissing:
    return FileMissing(f"The file {key.rsplit('/', 1)[-1]!r} is not on its drive.")


def _file(key: str, meta: "ObjectMeta") -> DriveEntry:
    return DriveEntry(key=key, is_folder=False, size_bytes=meta["size"], modified_at=meta["last_modified"])


def _folder(key: str) -> DriveEntry:
    return DriveEntry(key=key, is_folder=True, size_bytes=0, modified_at=None)
