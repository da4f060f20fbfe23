"""Batches and the upload sessions that fill them."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from docyard.domain.identity import Workspace


@dataclass(frozen=True, slots=True)
class Batch:
    """A named set of uploaded files; ``path_suffix`` is its folder below the drive."""

    id: int
    name: str
    workspace: Workspace
    drive_id: UUID
    drive_name: str
    owner: str
    created_at: datetime
    updated_at: datetime
    path_suffix: str

    @property
    def path(self) -> str:
        """Its folder as users write it."""
        workspace = self.workspace
        return f"{workspace.organization_id}/{workspace.name}/fs/{self.drive_name}/{self.path_suffix}"


@dataclass(frozen=True, slots=True)
class UploadPart:
    """One received part of an upload session; ``number`` counts from 1."""

    number: int
    id: str
    size_bytes: int


@dataclass(frozen=True, slots=True)
class UploadSession:
    """A multipart upload under way; every part but the last has ``part_size_bytes``."""

    id: UUID
    batch_id: int
    file_name: str
    file_size_bytes: int
    part_size_bytes: int
    created_at: datetime

    @property
    def part_count(self) -> int:
        """How many parts make the file; none for an empty one."""
        return -(-self.file_size_bytes // self.part_size_bytes)

    def size_of_part(self, number: int) -> int:
        """Return the bytes that part ``number``, from 1 to ``part_count``, must have."""
        return min(self.part_size_bytes, self.file_size_bytes - (number - 1) * self.part_size_bytes)

    @property
    def key(self) -> str:
        """Folder of its parts, a key of the drive out of users' reach."""
        return f"_uploads/{self.id}"

    def key_of_part(self, part: UploadPart) -> str:
        """Return where a part lies; one that is sent again lies elsewhere, so that none is ever torn."""
        return f"{self.key}/{part.number}-{part.id}"
