"""Restoring a data directory from a backup."""

import hashlib
import os
import shutil
from pathlib import Path
from uuid import uuid4

from docyard.domain.backups import Manifest
from docyard.errors import Conflict, Invalid
from docyard.services.backups import copy_file, told_when_full
from docyard.services.manifests import DATABASE_NAME, BackupDamaged, read_manifest
from docyard.store.backups import find_damage, silence_workers


class DataDirTaken(Conflict):
    """Something lies already where the data directory would go."""

    code = "data_dir_taken"


def check_backup(folder: Path) -> Manifest:
    """Read every file of a backup and compare it with the manifest.

    Raises:
        BackupMissing, BackupTooNew, BackupDamaged: It is not whole.
    """
    manifest = read_manifest(folder)
    for file in manifest.files:
        path = folder / file.path
        if path.is_symlink() or not path.is_file():
            raise BackupDamaged(f"{file.path!r} is missing from the backup; nothing was restored.")
        with path.open("rb") as reading:
            digest = hashlib.file_digest(reading, "sha256").hexdigest()
        if digest != file.sha256 or path.stat().st_size != file.size_bytes:
            raise _changed(file.path)
    if manifest.has_database and not any(file.path == DATABASE_NAME for file in manifest.files):
        raise BackupDamaged(f"{DATABASE_NAME!r} is missing from the backup; nothing was restored.")
    return manifest


def restore(folder: Path, *, to: Path) -> Manifest:
    """Make a new data directory from a backup whose every file was compared with the manifest.

    The folder appears whole under its name, or not at all. Work that was unfinished when the backup
    was made goes on when a server starts there.

    Raises:
        DataDirTaken: The new folder is not empty.
        Invalid: It cannot be made.
        BackupMissing, BackupTooNew, BackupDamaged: The backup is not whole.
        DiskFull: The disk is full.
    """
    to = to.resolve()
    _check_target(to)
    manifest = check_backup(folder)
    draft = to.with_name(f"{to.name}.restoring-{uuid4().hex[:8]}")
    try:
        with told_when_full(to):
            _copy(folder, draft, manifest)
        if to.is_dir():
            to.rmdir()
        draft.rename(to)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return manifest


def _check_target(to: Path) -> None:
    try:
        to.parent.mkdir(parents=True, exist_ok=True)
        is_taken = to.exists() and any(to.iterdir())
    except OSError as refusal:
        raise Invalid(f"{str(to)!r} cannot be a data directory: {refusal.strerror}.") from refusal
    if is_taken:
        raise DataDirTaken(f"{str(to)!r} is not empty. Name a new folder, or move this one away first.")


def _copy(folder: Path, draft: Path, manifest: Manifest) -> None:
    draft.mkdir(mode=0o700)
    for file in manifest.files:
        if copy_file(folder / file.path, draft / file.path, path=file.path) != file:
            raise _changed(file.path)
    if manifest.has_database:
        damage = find_damage(draft / DATABASE_NAME)
        if damage is not None:
            raise BackupDamaged(f"The database of the backup is damaged: {damage}; nothing was restored.")
        silence_workers(draft / DATABASE_NAME)
    os.sync()


def _changed(path: str) -> BackupDamaged:
    return BackupDamaged(f"{path!r} of the backup is not what was backed up; nothing was restored.")
