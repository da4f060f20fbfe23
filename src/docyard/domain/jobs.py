"""Jobs: polled background work on files and batches, as the API's ``jobs`` show it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID


class JobState(StrEnum):
    """States of a job on the wire (spec ``jobStatusResponse``)."""

    PENDING = "PENDING"
    RUNNING = "RUNNING"
    COMPLETE = "COMPLETE"
    FAILED = "FAILED"
    CANCELLED = "CANCELLED"


class JobKind(StrEnum):
    """What a job does."""

    DELETE_PATH = "delete_path"
    DELETE_BATCH = "delete_batch"
    COPY = "copy"
    MOVE = "move"
    EXTRACT = "extract"


@dataclass(frozen=True, slots=True)
class JobSource:
    """A key of a drive."""

    drive_id: UUID
    key: str


@dataclass(frozen=True, slots=True)
class Job:
    """One job; ``target`` is a key of the drive ``drive_id`` or the id of a row, by kind.

    Attributes:
        source: where something is taken from to be put there; None for other kinds.
    """

    id: UUID
    organization_id: str
    workspace_id: UUID
    kind: JobKind
    drive_id: UUID
    target: str
    state: JobState
    message: str
    created_at: datetime
    source: JobSource | None = None
