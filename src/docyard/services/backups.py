"""Backing up a data directory while its server runs."""

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from stat import S_ISREG

from docyard.domain.backups import BackedUpFile, Manifest
from docyard.errors import Conflict, DiskFull, Invalid, is_out_of_space
from docyard.services.manifests import (
    DATABASE_NAME,
    DRIVE_FOLDER,
    KEYS_NAME,
    SETTINGS_NAME,
    BackupDamaged,
    write_manifest,
)
from docyard.store.backups import copy_database, find_damage

_CHUNK_BYTES = 1024 * 1024


class BackupExists(Conflict):
    """Something lies already where the backup would go."""

    code = "backup_exists"


def back_up(
    data_dir: Path, *, to: Path, has_database: bool, with_keys: bool, version: str, now: datetime
) -> Manifest:
    """Back up a data directory; whatever was committed when the database was copied is in it whole.

    docyard writes a file before the row that speaks of it, and never changes a file in its place. So
    files are copied first, which takes long, then the database, then the files that came meanwhile.
    What is deleted meanwhile may be in the backup or not.

    ``has_database`` says whether the database is SQLite's file in the data directory; ``with_keys``
    whether to copy key file and settings, too, which open all secrets.

    Raises:
        BackupExists: The folder is not empty.
        Invalid: The folder lies in the data directory.
        DiskFull: Its disk is full.
        DatabaseUnavailable, BackupDamaged: The database cannot be read.
    """
    _make_target(to, data_dir=data_dir)
    source, target = data_dir / DRIVE_FOLDER, to / DRIVE_FOLDER
    copied: dict[str, _Copied] = {}
    with told_when_full(to):
        for _ in range(2):  # the second round is short, and what is gone by then was deleted before
            _copy_changes(source, target, copied)
            _drop_gone(source, target, copied)
        files = [_back_up_database(data_dir, to=to)] if has_database else []
        _copy_changes(source, target, copied)
        files += [each.file for _, each in sorted(copied.items())]
        kept = (KEYS_NAME, SETTINGS_NAME) if with_keys else ()
        files += [
            copy_file(data_dir / name, to / name, path=name) for name in kept if (data_dir / name).is_file()
        ]
        manifest = Manifest(
            version=version, made_at=now, has_database=has_database, has_keys=with_keys, files=tuple(files)
        )
        os.sync()
        write_manifest(to, manifest)
        os.sync()
    return manifest


def copy_file(source: Path, target: Path, *, path: str) -> BackedUpFile:
    """Copy a file's bytes, for the owner alone, and return what was copied."""
    target.parent.mkdir(parents=True, exist_ok=True)
    digest, size = hashlib.sha256(), 0
    opened = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with source.open("rb") as reading, os.fdopen(opened, "wb") as writing:
        while chunk := reading.read(_CHUNK_BYTES):
            digest.update(chunk)
            size += writing.write(chunk)
    return BackedUpFile(path=path, size_bytes=size, sha256=digest.hexdigest())


@contextmanager
def told_when_full(folder: Path) -> Iterator[None]:
    """Refuse in words when the disk of a folder is full.

    Raises:
        DiskFull: It is.
    """
    try:
        yield
    except OSError as fault:
        if not is_out_of_space(fault):
            raise
        raise DiskFull(
            f"The disk of {str(folder)!r} is full. Free space there or choose another folder."
        ) from fault


@dataclass(frozen=True, slots=True)
class _Copied:
    """A file that was copied, and what tells whether another one stands in its place by now."""

    file: BackedUpFile
    stamp: tuple[int, int, int]


def _make_target(folder: Path, *, data_dir: Path) -> None:
    if folder.resolve().is_relative_to(data_dir.resolve()):
        raise Invalid(f"{str(folder)!r} lies in the data directory; a backup belongs elsewhere.")
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        is_empty = not any(folder.iterdir())
    except OSError as refusal:
        raise Invalid(f"{str(folder)!r} cannot hold a backup: {refusal.strerror}.") from refusal
    if not is_empty:
        raise BackupExists(f"Folder {str(folder)!r} is not empty. Name a new folder for each backup.")


def _back_up_database(data_dir: Path, *, to: Path) -> BackedUpFile:
    copy = to / DATABASE_NAME
    copy_database(data_dir / DATABASE_NAME, to=copy)
    copy.chmod(0o600)
    damage = find_damage(copy)
    if damage is not None:
        raise BackupDamaged(f"The database is damaged: {damage}. Restore the last backup that is whole.")
    with copy.open("rb") as reading:
        digest = hashlib.file_digest(reading, "sha256").hexdigest()
    return BackedUpFile(path=DATABASE_NAME, size_bytes=copy.stat().st_size, sha256=digest)


def _copy_changes(source: Path, target: Path, copied: dict[str, _Copied]) -> None:
    """Copy all files that are new, or others than those copied before under their names."""
    for name, stamp in _list_files(source):
        if name in copied and copied[name].stamp == stamp:
            continue
        _make_way(name, target, copied)
        try:
            file = copy_file(source / name, target / name, path=f"{DRIVE_FOLDER}/{name}")
        except FileNotFoundError:  # deleted meanwhile
            (target / name).unlink(missing_ok=True)
            copied.pop(name, None)
        else:
            copied[name] = _Copied(file, stamp)


def _drop_gone(source: Path, target: Path, copied: dict[str, _Copied]) -> None:
    there = {name for name, _ in _list_files(source)}
    for name in copied.keys() - there:
        (target / name).unlink()
        del copied[name]


def _make_way(name: str, target: Path, copied: dict[str, _Copied]) -> None:
    """Drop copies of what was deleted since, where a folder has taken a file's name or the other way."""
    parts = name.split("/")
    above = {"/".join(parts[:depth]) for depth in range(1, len(parts))} & copied.keys()
    below = {other for other in copied if other.startswith(f"{name}/")} if (target / name).is_dir() else set()
    for other in above | below:
        (target / other).unlink()
        del copied[other]
    if (target / name).is_dir():
        for folder, _, _ in os.walk(target / name, topdown=False):
            Path(folder).rmdir()


def _list_files(folder: Path) -> Iterator[tuple[str, tuple[int, int, int]]]:
    """Yield the names of all files below a folder, with slashes, and what tells them from later ones."""
    for above, _, names in os.walk(folder):
        for name in names:
            path = Path(above, name)
            try:
                status = path.stat(follow_symlinks=False)
            except FileNotFoundError:
                continue
            if S_ISREG(status.st_mode):
                yield path.relative_to(folder).as_posix(), (status.st_ino, status.st_mtime_ns, status.st_size)
