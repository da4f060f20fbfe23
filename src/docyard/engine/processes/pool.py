"""A fixed number of engine processes, shared by any number of threads."""

import contextlib
import os
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from types import TracebackType
from typing import Self

from docyard.engine.pipeline import FileOutcome, FileTask
from docyard.engine.processes.messages import Broke, Done, Ready
from docyard.errors import FileCrashed, FileStopped, FileTimedOut

# Not ``python -m``: the messages would be classes of ``__main__`` there.
_CHILD = "import sys; from docyard.engine.processes.child import main; main(*map(int, sys.argv[1:]))"
_START_LIMIT_S = 120.0
_LOOK_EVERY_S = 1.0
_ATTEMPTS = 2
_ONE_THREAD = {
    "OMP_NUM_THREADS": "1",
    "OMP_THREAD_LIMIT": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    # glibc gives every thread a heap of its own otherwise, which keeps memory from coming back.
    "MALLOC_ARENA_MAX": "2",
}


class EnginePool:
    """Runs tasks in child processes with limits of time and memory.

    Processes start with their first task. One that runs out of time, dies, is stopped, has read
    enough pages or holds too much memory is replaced by a fresh one.
    """

    def __init__(
        self,
        processes: int,
        *,
        wall_limit_s: float,
        memory_limit_bytes: int,
        recycle_bytes: int = 700_000_000,
        recycle_pages: int = 2_000,
    ) -> None:
        self.size = processes
        self._limits = _Limits(wall_limit_s, memory_limit_bytes, recycle_bytes, recycle_pages)
        self._idle: queue.LifoQueue[_Slot] = queue.LifoQueue()
        self._slots = tuple(_Slot(self._limits) for _ in range(processes))
        self._closed = threading.Event()
        for slot in self._slots:
            self._idle.put(slot)

    def run(self, task: FileTask, *, should_stop: Callable[[], bool] = lambda: False) -> FileOutcome:
        """Return what became of the file; waits for a free process.

        Args:
            task: the file.
            should_stop: asked about once a second; True abandons the task.

        Raises:
            FileTimedOut: after ``wall_limit_s``.
            FileCrashed: if two processes in turn died of it, by a fault or the memory limit.
            FileStopped: if ``should_stop`` said so, or the pool was closed.
        """
        stopping = _Stopping(task.name, lambda: self._closed.is_set() or should_stop())
        slot = self._wait_for_slot(stopping)
        try:
            return self._run(task, slot, stopping)
        finally:
            self._idle.put(slot)

    def close(self) -> None:
        """Stop all tasks and end all processes; threads inside ``run`` leave it with FileStopped."""
        self._closed.set()
        for slot in self._slots:
            slot.kill()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def _run(self, task: FileTask, slot: "_Slot", stopping: "_Stopping") -> FileOutcome:
        had_started = False
        for _ in range(_ATTEMPTS):
            stopping.raise_if_asked()
            try:
                return slot.run(task, stopping)
            except _ProcessDied as death:
                had_started |= death.had_started
        if not had_started:
            raise EngineFault("Engine processes do not start; their standard error says why.")
        raise FileCrashed(
            f"The process that read {task.name!r} died twice, by a fault of the parser or the memory "
            "limit. Save the file anew or smaller, and try again."
        )

    def _wait_for_slot(self, stopping: "_Stopping") -> "_Slot":
        while True:
            stopping.raise_if_asked()
            with contextlib.suppress(queue.Empty):
                return self._idle.get(timeout=_LOOK_EVERY_S)


@dataclass(frozen=True, slots=True)
class _Limits:
    wall_s: float
    memory_bytes: int
    recycle_bytes: int
    recycle_pages: int


@dataclass(frozen=True, slots=True)
class _Stopping:
    name: str
    is_asked: Callable[[], bool]

    def raise_if_asked(self) -> None:
        if self.is_asked():
            raise FileStopped(f"{self.name!r} was stopped before it was understood.")


class EngineFault(Exception):
    """A bug met in an engine process; carries that process's traceback for the log."""


class _ProcessDied(Exception):
    """The child ended without an answer."""

    def __init__(self, *, had_started: bool) -> None:
        super().__init__()
        self.had_started = had_started


class _Slot:
    """A place for one child process; used by one thread at a time, ended by any."""

    def __init__(self, limits: _Limits) -> None:
        self._limits = limits
        self._child: _Child | None = None
        self._pages = 0

    def run(self, task: FileTask, stopping: _Stopping) -> FileOutcome:
        if self._child is None:
            self._child = _start_child(self._limits.memory_bytes)
            self._pages = 0
        try:
            answer = self._child.ask(task, stopping, wall_limit_s=self._limits.wall_s)
        except BaseException:
            # Whatever went wrong, the child may be in the middle of a file.
            self.end()
            raise
        if isinstance(answer, Broke):
            raise EngineFault(answer.traceback)
        self._pages += answer.outcome.page_count
        if self._pages >= self._limits.recycle_pages or answer.memory_bytes > self._limits.recycle_bytes:
            self.end()
        return answer.outcome

    def end(self) -> None:
        child, self._child = self._child, None
        if child is not None:
            child.kill()
            child.connection.close()

    def kill(self) -> None:
        """End the process from another thread; the one that talks to it sees the pipe close."""
        child = self._child
        if child is not None:
            child.kill()


@dataclass(frozen=True, slots=True)
class _Child:
    process: subprocess.Popen[bytes]
    connection: "Connection[FileTask, Ready | Done | Broke]"

    def ask(self, task: FileTask, stopping: _Stopping, *, wall_limit_s: float) -> Done | Broke:
        self._wait_until_ready(stopping)
        try:
            self.connection.send(task)
            answer = self._receive(stopping, before=time.monotonic() + wall_limit_s)
        except (EOFError, OSError) as error:
            raise _ProcessDied(had_started=True) from error
        if answer is None:
            raise FileTimedOut(
                f"Understanding {task.name!r} took longer than {wall_limit_s:g} s and was stopped. "
                "Split the file, or raise the limit."
            )
        assert not isinstance(answer, Ready)
        return answer

    def _wait_until_ready(self, stopping: _Stopping) -> None:
        try:
            message = self._receive(stopping, before=time.monotonic() + _START_LIMIT_S)
        except (EOFError, OSError) as error:
            raise _ProcessDied(had_started=False) from error
        if not isinstance(message, Ready):
            raise _ProcessDied(had_started=False)

    def _receive(self, stopping: _Stopping, *, before: float) -> Ready | Done | Broke | None:
        """Return the next message, or None when there is none in time."""
        while True:
            remaining = before - time.monotonic()
            if self.connection.poll(max(0.0, min(_LOOK_EVERY_S, remaining))):
                return self.connection.recv()
            if remaining <= 0:
                return None
            stopping.raise_if_asked()

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()


def _start_child(memory_limit_bytes: int) -> _Child:
    ours, theirs = Pipe()
    try:
        process = subprocess.Popen(  # noqa: S603 - our own interpreter and constant code
            [sys.executable, "-c", _CHILD, str(theirs.fileno()), str(memory_limit_bytes)],
            pass_fds=(theirs.fileno(),),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            env={**os.environ, **_ONE_THREAD},
            # Ctrl-C is for the caller; the child follows when its pipe closes.
            start_new_session=True,
        )
    finally:
        theirs.close()
    return _Child(process=process, connection=ours)
