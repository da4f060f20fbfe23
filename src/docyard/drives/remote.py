"""What object stores have in common: writing, and patience with the network."""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import chain
from typing import TYPE_CHECKING
from uuid import uuid4

import obstore
from obstore.exceptions import AlreadyExistsError
from obstore.store import ObjectStore

from docyard.drives.drive import Drive
from docyard.drives.keys import HIDDEN_FOLDER, Spelling
from docyard.drives.types import Connection
from docyard.errors import PreconditionFailed

if TYPE_CHECKING:  # obstore has these two for type checkers only
    from obstore.store import ClientConfig, RetryConfig

# Files up to this size are written in one request; larger ones in parts of it, two on their way at once.
_PART_BYTES = 8 * 1024 * 1024
_PARTS_AT_ONCE = 2

_ABANDONED_AFTER = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a storage is waited for, in seconds; ``retry_s`` 0 means that nothing is tried again."""

    connect_s: float
    request_s: float
    retry_s: float

    def client_options(self, *, allow_http: bool, verify_tls: bool = True) -> "ClientConfig":
        """Return what obstore's HTTP client is told."""
        return {
            "connect_timeout": timedelta(seconds=self.connect_s),
            "timeout": timedelta(seconds=self.request_s),
            "allow_http": allow_http,
            "allow_invalid_certificates": not verify_tls,
        }

    def retry_config(self) -> "RetryConfig":
        """Return how often obstore tries again."""
        return {"max_retries": 4 if self.retry_s else 0, "retry_timeout": timedelta(seconds=self.retry_s)}


_PATIENT = Patience(connect_s=5, request_s=60, retry_s=20)
_IMPATIENT = Patience(connect_s=4, request_s=8, retry_s=0)


def patience_of(connection: Connection) -> Patience:
    """Return the patience to have: little while somebody waits to hear what is wrong."""
    return _IMPATIENT if connection.is_check else _PATIENT


def open_remote(connection: Connection, *, store: ObjectStore, spelling: Spelling) -> Drive:
    """Return the drive over an object store."""
    prefix = (connection.text("prefix") or "").strip("/")
    return Drive(
        drive_id=connection.drive_id,
        name=connection.name,
        scope=connection.scope,
        store=store,
        writer=_RemoteWriter(store),
        spelling=replace(spelling, key_bytes=spelling.key_bytes - len(prefix.encode()) - 1),
        is_remote=True,
    )


class _RemoteWriter:
    """Writes to an object store, which publishes every object whole."""

    def __init__(self, store: ObjectStore) -> None:
        self._store = store

    def write(self, location: str, chunks: Iterable[bytes], *, create_only: bool) -> int:
        counted = _Counted(chunks)
        first = _take(counted, _PART_BYTES)
        try:
            if counted.is_over:
                mode = "create" if create_only else "overwrite"
                obstore.put(self._store, location, first, mode=mode, use_multipart=False)  # type: ignore[arg-type]
            elif create_only:
                self._create(location, chain([first], counted))
            else:
                self._put_parts(location, chain([first], counted))
        except AlreadyExistsError as taken:
            raise PreconditionFailed(
                "Something is there already, and the request asked to write only if nothing is. "
                "Choose another name or leave 'If-None-Match' out."
            ) from taken
        return counted.size_bytes

    def sweep(self, *, now: datetime) -> int:
        left = [
            meta["path"]
            for page in obstore.list(self._store, HIDDEN_FOLDER)
            for meta in page
            if meta["last_modified"] < now - _ABANDONED_AFTER
        ]
        if left:
            obstore.delete(self._store, left)
        return len(left)

    def free_bytes(self) -> int | None:
        return None

    def _create(self, location: str, chunks: Iterable[bytes]) -> None:
        """Write aside and copy on a condition; object stores put no condition on parts."""
        staged = f"{HIDDEN_FOLDER}/{uuid4().hex}"
        self._put_parts(staged, chunks)
        try:
            obstore.copy(self._store, staged, location, overwrite=False)
        finally:
            with suppress(FileNotFoundError):
                obstore.delete(self._store, staged)

    def _put_parts(self, location: str, chunks: Iterable[bytes]) -> None:
        obstore.put(
            self._store,
            location,
            iter(chunks),
            use_multipart=True,
            chunk_size=_PART_BYTES,
            max_concurrency=_PARTS_AT_ONCE,
        )


class _Counted(Iterator[bytes]):
    """Passes chunks on, counts their bytes and knows when they are over."""

    def __init__(self, chunks: Iterable[bytes]) -> None:
        self._chunks = iter(chunks)
        self.size_bytes = 0
        self.is_over = False

    def __next__(self) -> bytes:
        try:
            chunk = next(self._chunks)
        except StopIteration:
            self.is_over = True
            raise
        self.size_bytes += len(chunk)
        return chunk


def _take(chunks: Iterator[bytes], wanted_bytes: int) -> bytes:
    """Return the first chunks, at least ``wanted_bytes`` together unless there are no more."""
    taken = bytearray()
    for chunk in chunks:
        taken += chunk
        if len(taken) >= wanted_bytes:
            break
    return bytes(taken)
