"""What an engine process and its caller tell each other: tasks one way as they are, answers the other."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    # Known by name alone: the server has pages drawn, and has no use for the rest of the engine.
    from docyard.domain.page_images import Drawing, DrawTask
    from docyard.engine.packets import PacketOutcome, PacketTask
    from docyard.engine.pipeline import FileOutcome, FileTask

    Task = FileTask | PacketTask | DrawTask
    Outcome = FileOutcome | PacketOutcome | Drawing


@dataclass(frozen=True, slots=True)
class Ready:
    """The process waits for a task."""


@dataclass(frozen=True, slots=True)
class Done:
    """A task is finished.

    Attributes:
        page_count: pages that were read or drawn for it.
        memory_bytes: what the process holds now.
    """

    outcome: "Outcome"
    page_count: int
    memory_bytes: int


@dataclass(frozen=True, slots=True)
class Broke:
    """A task met a fault of our own; the traceback is for the log."""

    traceback: str


@dataclass(frozen=True, slots=True)
class Stopped:
    """A task was left at a page's border, as its caller asked."""
