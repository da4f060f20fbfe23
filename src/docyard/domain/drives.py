"""Drives, their types, and paths on them: ``/<organization>/<workspace>/fs/<drive>/<folder>/…``."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID

# Stands in rows for the drive that the server itself has; connected drives have random ids.
BUILT_IN_DRIVE_ID = UUID(int=0)


class DriveScope(StrEnum):
    """Who sees a drive: everybody with a part of their own, an organization, or a workspace."""

    BUILT_IN = "built_in"
    ORGANIZATION = "organization"
    WORKSPACE = "workspace"


@dataclass(frozen=True, slots=True)
class DriveField:
    """One thing to say when a drive of some type is connected.

    Attributes:
        description: for people, what belongs there.
        is_needed: a drive cannot be connected without it.
        is_secret: belongs to the credentials, which are kept encrypted and never shown.
        is_flag: true or false; all others are text.
    """

    name: str
    description: str
    is_needed: bool = False
    is_secret: bool = False
    is_flag: bool = False


@dataclass(frozen=True, slots=True)
class ConnectedDrive:
    """A storage that an organization connected.

    Attributes:
        workspace_id: None for a drive of the whole organization.
        name: what users write in paths; never changes.
        type: a key of ``docyard.drives.DRIVES``.
        options: field → text or flag, without credentials.
        encrypted_credentials: a JSON object, as the keyring encrypts it.
    """

    id: UUID
    organization_id: str
    workspace_id: UUID | None
    name: str
    type: str
    options: dict[str, str | bool]
    encrypted_credentials: str = field(repr=False)
    created_by: str
    created_at: datetime
    updated_at: datetime

    @property
    def scope(self) -> DriveScope:
        """Who sees it."""
        return DriveScope.ORGANIZATION if self.workspace_id is None else DriveScope.WORKSPACE


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
