"""How a backup's manifest is written and read."""

import json
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import Any

from docyard.domain.backups import BackedUpFile, Manifest
from docyard.errors import Invalid, NotFound, Unsupported

MANIFEST_NAME = "manifest.json"

DATABASE_NAME = "docyard.db"
KEYS_NAME = "secret.keys"
SETTINGS_NAME = "docyard.env"
DRIVE_FOLDER = "drive/files"

_FORMAT = 1


class BackupMissing(NotFound):
    """The folder holds no whole backup."""

    code = "backup_missing"


class BackupDamaged(Invalid):
    """A backup is not what it was when it was made; nothing was restored."""

    code = "backup_damaged"


class BackupTooNew(Unsupported):
    """A newer docyard made the backup."""

    code = "backup_too_new"


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Write a manifest under its final name, whole or not at all."""
    written = {
        "format": _FORMAT,
        "version": manifest.version,
        "made_at": int(manifest.made_at.timestamp() * 1000),
        "has_database": manifest.has_database,
        "has_keys": manifest.has_keys,
        "files": [
            {"path": file.path, "size_bytes": file.size_bytes, "sha256": file.sha256}
            for file in manifest.files
        ],
    }
    draft = folder / f"{MANIFEST_NAME}.new"
    draft.write_text(json.dumps(written, indent=1), encoding="utf-8")
    draft.replace(folder / MANIFEST_NAME)


def read_manifest(folder: Path) -> Manifest:
    """Read what a backup says of itself.

    Raises:
        BackupMissing: There is none, or making it was not finished.
        BackupTooNew: A newer docyard made it.
        BackupDamaged: It is not what docyard writes.
    """
    try:
        read = json.loads((folder / MANIFEST_NAME).read_bytes())
    except (FileNotFoundError, NotADirectoryError):
        raise BackupMissing(
            f"There is no whole backup in {str(folder)!r}: it has no {MANIFEST_NAME}, which is written last."
        ) from None
    except ValueError:
        raise _damaged(folder) from None
    if isinstance(read, dict) and isinstance(read.get("format"), int) and read["format"] > _FORMAT:
        raise BackupTooNew(f"Backup {str(folder)!r} was made by a newer docyard; restore it with that one.")
    try:
        return _manifest(read)
    except (KeyError, TypeError, ValueError, OverflowError):
        raise _damaged(folder) from None


def _manifest(read: Any) -> Manifest:
    return Manifest(
        version=str(read["version"]),
        made_at=datetime.fromtimestamp(read["made_at"] / 1000, UTC),
        has_database=bool(read["has_database"]),
        has_keys=bool(read["has_keys"]),
        files=tuple(
            BackedUpFile(path=_safe(each["path"]), size_bytes=int(each["size_bytes"]), sha256=each["sha256"])
            for each in read["files"]
        ),
    )


def _safe(path: str) -> str:
    """Return the path; a manifest that somebody else wrote must not lead out of the folder."""
    is_known = path in (DATABASE_NAME, KEYS_NAME, SETTINGS_NAME) or path.startswith(f"{DRIVE_FOLDER}/")
    if not is_known or ".." in PurePosixPath(path).parts or "\0" in path:
        raise ValueError(path)
    return path


def _damaged(folder: Path) -> BackupDamaged:
    return BackupDamaged(f"{MANIFEST_NAME} of backup {str(folder)!r} is damaged; take another backup.")
