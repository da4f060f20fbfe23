"""What happens to a run, as its log tells it: states and refusals, and what functions print.

The latter alone may hold content of documents; the log is deleted with its run.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID


class EventLevel(StrEnum):
    """How much an event matters, from least to most."""

    INFO = "info"
    WARNING = "warning"
    ERROR = "error"

    @property
    def and_above(self) -> "tuple[EventLevel, ...]":
        """This level and those that matter more."""
        levels = tuple(EventLevel)
        return levels[levels.index(self) :]


class RunEventKind(StrEnum):
    """What happened: a noun and what became of it."""

    RUN_STARTED = "run.started"
    RUN_PROGRESS = "run.progress"
    FILE_DONE = "file.done"
    FILE_FAILED = "file.failed"
    FILE_REVISED = "file.revised"
    FUNCTION_PRINTED = "function.printed"
    MODEL_ASKED = "model.asked"
    MODEL_FAILED = "model.failed"
    RUN_FINISHING = "run.finishing"
    RUN_STOPPED = "run.stopped"
    RUN_REVIEWED = "run.reviewed"
    RUN_COMPLETED = "run.completed"
    RUN_FAILED = "run.failed"
    RUN_CANCELLED = "run.cancelled"
    DELIVERY_DONE = "delivery.done"
    DELIVERY_FAILED = "delivery.failed"


@dataclass(frozen=True, slots=True)
class NewRunEvent:
    """Something that has just happened to a run.

    Attributes:
        message: one sentence for a person.
        file_position: position of the file it happened to; None if it happened to the run.
        code: why a file failed, the refusal's stable word.
    """

    kind: RunEventKind
    at: datetime
    message: str
    level: EventLevel = EventLevel.INFO
    file_position: int | None = None
    file_name: str | None = None
    code: str | None = None


@dataclass(frozen=True, slots=True)
class RunEvent:
    """An event in a run's log; ``sequence`` counts from 1 within the run, without gaps."""

    run_id: UUID
    sequence: int
    event: NewRunEvent


@dataclass(frozen=True, slots=True)
class LogEnd:
    """How far a run's log goes, 0 being empty, and whether the run is over."""

    sequence: int
    is_over: bool
