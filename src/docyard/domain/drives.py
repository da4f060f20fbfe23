"""Paths on drives: ``/<organization>/<workspace>/fs/<drive>/<folder>/…``."""

from dataclasses import dataclass
from datetime import datetime


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
