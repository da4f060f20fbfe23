"""Paths on drives: ``/<organization>/<workspace>/fs/<drive>/<folder>/…``."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from docyard.domain.identity import Workspace

# Stands in rows for the drive that the server itself has; connected drives have random ids.
BUILT_IN_DRIVE_ID = UUID(int=0)


@dataclass(frozen=True, slots=True)
class DrivePath:
    """A full path, taken apart; ``key`` is what follows the drive's name, without slashes around."""

    organization_id: str
    workspace: str
    drive: str
    key: str

    def __str__(self) -> str:
        return f"{self.organization_id}/{self.workspace}/fs/{self.drive}/{self.key}".rstrip("/")


@dataclass(frozen=True, slots=True)
class DriveEntry:
    """A file or folder on a drive; a folder has size 0 and no time of change."""

    key: str
    is_folder: bool
    size_bytes: int
    modified_at: datetime | None


def key_of(suffix: str, *, workspace: Workspace, drive_id: UUID) -> str:
    """Return the drive's key of what a workspace's members call ``suffix``.

    The built-in drive has a folder per organization and workspace; on a connected drive people find
    their own files under their own names.
    """
    if drive_id != BUILT_IN_DRIVE_ID:
        return suffix
    return f"{workspace.organization_id}/{workspace.id}/{suffix}".rstrip("/")
