"""A fixed number of engine processes, shared by any number of threads."""

import contextlib
import threading
from collections.abc import Callable
from types import TracebackType
from typing import TYPE_CHECKING, Self, cast

from docyard.domain.page_images import Drawing, DrawTask
from docyard.engine.functions import Limits as FunctionLimits
from docyard.engine.processes.slot import (
    EngineFault,
    OutOfTime,
    ProcessDied,
    ProcessLimits,
    ProcessNotStarted,
    Slot,
    Stopping,
)
from docyard.engine.processes.turns import Turns
from docyard.errors import FileCrashed, FileTimedOut

if TYPE_CHECKING:
    from docyard.engine.packets import PacketOutcome, PacketTask
    from docyard.engine.pipeline import FileOutcome, FileTask
    from docyard.engine.processes.messages import Outcome, Task

ATTEMPTS = 3
"""A file that crashes its process, or takes too long, is tried as often before it is set aside."""

# A process that does not start may be a machine short of memory for a moment.
_STARTS = 2


# More than any file should leave behind.
_RECYCLE_BYTES = 700_000_000


class EnginePool:
    """Runs tasks in child processes with limits of time and memory.

    Processes start with their first task; one more than ``processes`` starts for a group of tasks that
    has none while others have all. One that runs out of time, dies, does not stop when it is
    asked to, has read enough pages or holds too much memory is replaced by a fresh one.
    """

    def __init__(
        self,
        processes: int,
        *,
        wall_limit_s: float,
        memory_limit_bytes: int,
        cpu_limit_s: float | None = None,
        recycle_pages: int = 2_000,
        functions: FunctionLimits | None = None,
        attempts: int = ATTEMPTS,
        drawing_idle_s: float | None = None,
    ) -> None:
        """Take what processes may use; without ``cpu_limit_s`` that is ``wall_limit_s``.

        With ``drawing_idle_s`` there is ``draw`` alone, by processes that load half as much and end when
        they have had nothing to do for so many seconds.
        """
        self.size = processes
        self._idle_s = drawing_idle_s
        self._timers: dict[Slot, threading.Timer] = {}
        self._attempts = attempts
        limits = ProcessLimits(
            wall_s=wall_limit_s,
            cpu_s=wall_limit_s if cpu_limit_s is None else cpu_limit_s,
            memory_bytes=memory_limit_bytes,
            recycle_bytes=_RECYCLE_BYTES,
            recycle_pages=recycle_pages,
            functions=functions or FunctionLimits(),
            draws_only=drawing_idle_s is not None,
        )
        *slots, spare = self._slots = tuple(Slot(limits) for _ in range(processes + 1))
        self._turns = Turns(slots, spare=spare)
        self._closed = threading.Event()

    def run(
        self,
        task: "FileTask",
        *,
        group: str = "",
        alone: bool = False,
        should_stop: Callable[[], bool] = lambda: False,
        before_attempt: Callable[[], None] = lambda: None,
    ) -> "FileOutcome":
        """Return what became of the file; waits for a free process.

        Args:
            task: the file.
            group: tasks of one group share its turns, so that no other group waits for all of them.
            alone: no other file is worked on meanwhile, so that none suffers by what this one does.
            should_stop: asked about once a second; True abandons the task.
            before_attempt: called each time a process is about to read the file; what it raises
                ends the task.

        Raises:
            FileTimedOut: if it took longer than a limit, at every attempt.
            FileCrashed: if as many processes in turn died of it, by a fault or the memory limit.
            FileStopped: if ``should_stop`` said so, or the pool was closed.
        """
        outcome = self._attempt(
            task, group=group, alone=alone, should_stop=should_stop, before_attempt=before_attempt
        )
        return cast("FileOutcome", outcome)

    def draw(
        self, task: DrawTask, *, group: str = "", should_stop: Callable[[], bool] = lambda: False
    ) -> Drawing:
        """Return pages as pictures; waits for a free process.

        Args:
            task: the pages.
            group: as of ``run``.
            should_stop: as of ``run``.

        Raises:
            FileTimedOut, FileCrashed, FileStopped: as ``run`` does.
        """
        outcome = self._attempt(task, group=group, should_stop=should_stop)
        return cast("Drawing", outcome)

    def run_packet(
        self, task: "PacketTask", *, group: str = "", should_stop: Callable[[], bool] = lambda: False
    ) -> "PacketOutcome":
        """Return a packet; waits for a free process. Functions that meet a limit of the process all fail.

        Args:
            task: the packet.
            group: as of ``run``.
            should_stop: as of ``run``.

        Raises:
            FileStopped: if ``should_stop`` said so, or the pool was closed.
        """
        # With it comes the engine, which servers that only draw do without.
        from docyard.engine.packets import packet_without_functions  # noqa: PLC0415

        try:
            outcome = self._attempt(task, group=group, should_stop=should_stop)
        except (FileCrashed, FileTimedOut):
            return packet_without_functions(task, "the packet's functions met a limit of the engine process")
        return cast("PacketOutcome", outcome)

    def close(self) -> None:
        """Stop all tasks and end all processes; threads inside ``run`` leave it with FileStopped."""
        self._closed.set()
        for slot in self._slots:
            slot.kill()
        for timer in tuple(self._timers.values()):
            timer.cancel()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def _attempt(
        self,
        task: "Task",
        *,
        should_stop: Callable[[], bool],
        group: str = "",
        alone: bool = False,
        before_attempt: Callable[[], None] = lambda: None,
    ) -> "Outcome":
        done = "drawn" if isinstance(task, DrawTask) else "understood"
        stopping = Stopping(task.name, lambda: self._closed.is_set() or should_stop(), done)
        with self._turns.taken(group, stopping, alone=alone) as slot:
            try:
                if self._closed.is_set():
                    stopping.raise_if_asked()
                return _try(slot, task, stopping, attempts=self._attempts, before_attempt=before_attempt)
            finally:
                self._end_later(slot)
                if self._closed.is_set():
                    slot.end()

    def _end_later(self, slot: Slot) -> None:
        """End a process unless it has something to do again; whoever holds the slot calls this."""
        if self._idle_s is None:
            return
        if slot in self._timers:
            self._timers[slot].cancel()
        timer = threading.Timer(self._idle_s, self._turns.if_idle, (slot, slot.end))
        timer.daemon = True
        self._timers[slot] = timer
        timer.start()


def _try(
    slot: Slot,
    task: "Task",
    stopping: Stopping,
    *,
    attempts: int,
    before_attempt: Callable[[], None],
) -> "Outcome":
    failure: FileCrashed | FileTimedOut | None = None
    for _ in range(attempts):
        _prepare(slot, stopping)
        before_attempt()
        try:
            return slot.run(task, stopping)
        except ProcessDied:
            stopping.raise_if_asked()
            failure = _crashed(task, attempts)
        except OutOfTime as limit:
            failure = _timed_out(task, limit, attempts)
    assert failure is not None
    raise failure


def _prepare(slot: Slot, stopping: Stopping) -> None:
    for _ in range(_STARTS):
        with contextlib.suppress(ProcessNotStarted):
            return slot.prepare(stopping)
        stopping.raise_if_asked()
    raise EngineFault("Engine processes do not start; their standard error says why.")


def _crashed(task: "Task", attempts: int) -> FileCrashed:
    did = "drew pages of" if isinstance(task, DrawTask) else "read"
    return FileCrashed(
        f"The process that {did} {task.name!r} died {attempts} times, by a fault of the parser or the memory "
        "limit. Save the file anew or smaller, and try again."
    )


def _timed_out(task: "Task", limit: OutOfTime, attempts: int) -> FileTimedOut:
    doing, way_out = "Understanding", "Split the file"
    if isinstance(task, DrawTask):
        doing, way_out = "Drawing pages of", "Save the file anew or smaller"
    return FileTimedOut(
        f"{doing} {task.name!r} took longer than {limit} and was stopped, {attempts} times. "
        f"{way_out}, or raise the limit."
    )
