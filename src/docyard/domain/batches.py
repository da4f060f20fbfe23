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
    drive_name: str
    owner: str
    created_at: datetime
    updated_at: datetime
    path_suffix: str


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
