"""Runs and their files: states that only move forward."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from docyard.domain.results import FileFailure


class RunStatus(StrEnum):
    """Statuses of a run on the wire (spec ``run``); queued runs count as running.

    ``PAUSED`` is reserved by the spec; no run gets there.
    """

    RUNNING = "RUNNING"
    STOPPED_AT_CHECKPOINT = "STOPPED_AT_CHECKPOINT"
    PAUSED = "PAUSED"
    COMPLETE = "COMPLETE"
    FAILED = "FAILED"
    CANCELLED = "CANCELLED"


class FileStatus(StrEnum):
    """Where one file of a run stands."""

    QUEUED = "queued"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


FINAL_RUN_STATUSES = frozenset({RunStatus.COMPLETE, RunStatus.FAILED, RunStatus.CANCELLED})

READABLE_RUN_STATUSES = FINAL_RUN_STATUSES | {RunStatus.STOPPED_AT_CHECKPOINT}
"""In these, no file of a run waits for its result any more."""

_FORWARD: dict[RunStatus, frozenset[RunStatus]] = {
    RunStatus.RUNNING: frozenset(
        {RunStatus.STOPPED_AT_CHECKPOINT, RunStatus.COMPLETE, RunStatus.FAILED, RunStatus.CANCELLED}
    ),
    RunStatus.STOPPED_AT_CHECKPOINT: frozenset({RunStatus.RUNNING, RunStatus.CANCELLED, RunStatus.FAILED}),
    RunStatus.PAUSED: frozenset(),
    RunStatus.COMPLETE: frozenset(),
    RunStatus.FAILED: frozenset(),
    RunStatus.CANCELLED: frozenset(),
}


def may_move(current: RunStatus, new: RunStatus) -> bool:
    """Tell whether a run in ``current`` may become ``new``; final statuses never change."""
    return new in _FORWARD[current]


@dataclass(frozen=True, slots=True)
class RunSettings:
    """What a run was asked to do beside processing.

    Attributes:
        searchable_pdf: write a searchable PDF per document (``generate_post_process_pdf``).
        passwords: file name → PDF password; forgotten once the run is over.
        custom_keys: values handed to functions, returned in results under ``keys.custom``.
        secret_keys: name of a key → alias of the secret whose value functions get.
        tags: the starter's own words, 500 characters together at most.
    """

    searchable_pdf: bool = False
    passwords: dict[str, str] = field(default_factory=dict, repr=False)
    custom_keys: dict[str, Any] = field(default_factory=dict)
    secret_keys: dict[str, str] = field(default_factory=dict)
    tags: tuple[str, ...] = ()

    def passwords_of(self, file_name: str) -> tuple[str, ...]:
        """Return what to try on a file, named by its path below the input folder or by its last part."""
        names = (file_name, file_name.rpartition("/")[2])
        return tuple(self.passwords[name] for name in dict.fromkeys(names) if name in self.passwords)


@dataclass(frozen=True, slots=True)
class Run:
    """One execution of an app version over a batch or folder.

    Attributes:
        workspace_id: where results are kept and who may see them.
        input_path: folder of the input files, a full drive path.
        input_drive_id: the drive that it leads to.
        input_key: the same as that drive's key.
        output_path: folder of everything the run writes, a full drive path.
        output_drive_id: the drive that it leads to.
        output_key: the same as that drive's key.
        review_completed: whether it stopped at its checkpoint and went on after a review.
        revision: how often a worker was asked to look at it again after corrections.
        revised: the last of these that one has done.
        retry_of: the run whose input this one takes again; None once that is deleted, too.
    """

    id: UUID
    organization_id: str
    workspace_id: UUID
    app_id: UUID
    app_version_id: UUID
    deployment_id: UUID | None
    started_by: str
    batch_id: int | None
    input_path: str
    input_drive_id: UUID
    input_key: str
    output_path: str
    output_drive_id: UUID
    output_key: str
    status: RunStatus
    message: str | None
    settings: RunSettings
    started_at: datetime
    finished_at: datetime | None
    retry_of: UUID | None = None
    review_completed: bool = False
    revision: int = 0
    revised: int = 0

    @property
    def is_revising(self) -> bool:
        """Whether a worker still makes what follows from corrections, while the run waits for more."""
        return self.status is RunStatus.STOPPED_AT_CHECKPOINT and self.revised < self.revision


@dataclass(frozen=True, slots=True)
class RunFile:
    """One input file of a run.

    Attributes:
        position: counts from 0 in the order of results.
        name: path below the run's input folder.
        starts: how often an engine process began to read it.
    """

    run_id: UUID
    position: int
    name: str
    size_bytes: int
    status: FileStatus
    starts: int = 0


@dataclass(frozen=True, slots=True)
class FileEnd:
    """What became of a file.

    Attributes:
        failure: why it gave no documents, if it did not.
        page_count: pages that were read.
        document_count: documents that were found.
        engine_s: seconds that an engine process worked on it; 0 when the process was stopped or died.
    """

    failure: FileFailure | None
    page_count: int
    document_count: int
    engine_s: float

    @property
    def status(self) -> FileStatus:
        """The file's final status."""
        return FileStatus.DONE if self.failure is None else FileStatus.FAILED


@dataclass(frozen=True, slots=True)
class EndedFile:
    """A file with what became of it; ``end`` is None for one that was not processed, or not yet."""

    file: RunFile
    end: FileEnd | None


@dataclass(frozen=True, slots=True)
class RunPace:
    """How fast a run gets on; None where that cannot be known: nothing ended within the last minute.

    Attributes:
        page_count: pages of all files that have ended.
        files_per_minute: by what ended within the last minute, as the next two.
        left_s: seconds until the last file has ended, by the bytes that are left.
    """

    page_count: int
    files_per_minute: float | None = None
    pages_per_minute: float | None = None
    left_s: float | None = None


@dataclass(frozen=True, slots=True)
class RunProgress:
    """How many of a run's files stand where."""

    queued: int
    done: int
    failed: int
    cancelled: int

    @property
    def total(self) -> int:
        """All files of the run."""
        return self.queued + self.done + self.failed + self.cancelled

    @property
    def share(self) -> float:
        """Share of the files that are no longer queued, 0 to 1."""
        return 1.0 if self.total == 0 else round(1 - self.queued / self.total, 4)
