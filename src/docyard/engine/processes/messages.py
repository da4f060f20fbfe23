"""What an engine process and its caller tell each other: tasks one way as they are, answers the other."""

from dataclasses import dataclass

from docyard.engine.packets import PacketOutcome, PacketTask
from docyard.engine.pipeline import FileOutcome, FileTask

Task = FileTask | PacketTask
Outcome = FileOutcome | PacketOutcome


@dataclass(frozen=True, slots=True)
class Ready:
    """The process waits for a task."""


@dataclass(frozen=True, slots=True)
class Done:
    """A task is finished; ``memory_bytes`` is what the process holds now."""

    outcome: Outcome
    memory_bytes: int


@dataclass(frozen=True, slots=True)
class Broke:
    """A task met a fault of our own; the traceback is for the log."""

    traceback: str


@dataclass(frozen=True, slots=True)
class Stopped:
    """A task was left at a page's border, as its caller asked."""
