"""A place for one engine process: started when needed, asked, stopped, ended."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from typing import TYPE_CHECKING

from docyard.engine.functions import Limits as FunctionLimits
from docyard.engine.processes.messages import Broke, Done, Ready, Stopped
from docyard.errors import FileStopped

if TYPE_CHECKING:
    from docyard.engine.processes.messages import Outcome, Task

# Not ``python -m``: the messages would be classes of ``__main__`` there.
_CHILD = "import sys; from docyard.engine.processes.child import main; main(*map(int, sys.argv[1:]))"
_START_LIMIT_S = 120.0
_LOOK_EVERY_S = 1.0

# A page takes about a second; a new process takes two or three to load what it needs.
_STOP_WITHIN_S = 2.5

# Between the end of the pipe and the end of the process.
_END_WITHIN_S = 5.0

ENVIRONMENT = {
    "OMP_NUM_THREADS": "1",
    "OMP_THREAD_LIMIT": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    # glibc gives every thread a heap of its own otherwise, which keeps memory from coming back.
    "MALLOC_ARENA_MAX": "2",
    # A page's tensors come from the heap and stay there for the next page. Having them from the
    # system anew, the default, takes a sixth of the time of a page. See mallopt(3).
    "MALLOC_MMAP_THRESHOLD_": str(32 * 1024**2),
    "MALLOC_TRIM_THRESHOLD_": str(512 * 1024**2),
}
"""What engine processes have in their environment: one thread, and a heap that is kept between pages."""


@dataclass(frozen=True, slots=True)
class ProcessLimits:
    """Bounds of one engine process.

    Attributes:
        wall_s: seconds that one file may take.
        cpu_s: seconds of processor time that one file may take, all threads together.
        memory_bytes: most that the process may allocate.
        recycle_bytes: a process that holds more after a file is replaced.
        recycle_pages: so is one that has read as many pages.
        functions: of one call of a function.
        draws_only: whether the process loads nothing but what draws pages.
    """

    wall_s: float
    cpu_s: float
    memory_bytes: int
    recycle_bytes: int
    recycle_pages: int
    functions: FunctionLimits
    draws_only: bool = False


@dataclass(frozen=True, slots=True)
class Stopping:
    """Whether the task of that file is still wanted; ``done`` is what it does, in the past."""

    name: str
    is_asked: Callable[[], bool]
    done: str

    def raise_if_asked(self) -> None:
        """Leave the task.

        Raises:
            FileStopped: It is not wanted any more.
        """
        if self.is_asked():
            raise self.refusal

    @property
    def refusal(self) -> FileStopped:
        """What whoever waits for the task is told."""
        return FileStopped(f"{self.name!r} was stopped before it was {self.done}.")


class EngineFault(Exception):
    """A bug met in an engine process; carries that process's traceback for the log."""


class ProcessNotStarted(Exception):
    """The process ended, or fell silent, before it could take a file."""


class ProcessDied(Exception):
    """The process ended in the middle of a file: by a fault or the memory limit."""


class OutOfTime(Exception):
    """The process was ended because a file took too long; the message says how long is allowed."""


class Slot:
    """A place for one process; used by one thread at a time, ended by any."""

    def __init__(self, limits: ProcessLimits) -> None:
        self._limits = limits
        self._child: _Child | None = None
        self._is_ready = False
        self._pages = 0

    def prepare(self, stopping: Stopping) -> None:
        """Have a process ready for a file; one that is just starting goes on with that when this is left.

        Raises:
            FileStopped: The task is not wanted any more.
            ProcessNotStarted: There is no process.
        """
        if self._child is None:
            self._child = _start_child(self._limits)
            self._is_ready = False
            self._pages = 0
        if not self._is_ready:
            try:
                message = self._child.receive(before=time.monotonic() + _START_LIMIT_S, stopping=stopping)
            except ProcessDied:
                message = None
            if not isinstance(message, Ready):
                self.end()
                raise ProcessNotStarted
            self._is_ready = True

    def run(self, task: "Task", stopping: Stopping) -> "Outcome":
        """Return what became of a task; ``prepare`` comes before.

        Raises:
            FileStopped: The task is not wanted any more.
            ProcessDied, OutOfTime, EngineFault: As their names say.
        """
        assert self._child is not None
        self._is_ready = False
        try:
            answer = self._child.ask(task, stopping, limits=self._limits)
        except BaseException:
            # Whatever went wrong, the process may be in the middle of a file.
            self.end()
            raise
        if isinstance(answer, Stopped):
            raise stopping.refusal
        if isinstance(answer, Broke):
            raise EngineFault(answer.traceback)
        self._pages += answer.page_count
        if self._pages >= self._limits.recycle_pages or answer.memory_bytes > self._limits.recycle_bytes:
            self.end()
        return answer.outcome

    def end(self) -> None:
        """End the process, if there is one."""
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
    connection: "Connection[Task, Ready | Done | Broke | Stopped]"

    def ask(self, task: "Task", stopping: Stopping, *, limits: ProcessLimits) -> Done | Broke | Stopped:
        try:
            self.connection.send(task)
        except OSError as error:
            raise self._death(limits) from error
        try:
            answer = self.receive(before=time.monotonic() + limits.wall_s, stopping=stopping)
        except FileStopped:
            return self._stop()
        except ProcessDied as error:
            raise self._death(limits) from error
        if answer is None:
            raise OutOfTime(f"{limits.wall_s:g} s")
        if isinstance(answer, Ready | Stopped):
            # Nobody asked for that: a stop meant for the file before came too late.
            raise ProcessDied
        return answer

    def receive(self, *, before: float, stopping: Stopping | None) -> Ready | Done | Broke | Stopped | None:
        """Return the next message, or None when there is none in time.

        Raises:
            FileStopped: The task is not wanted any more.
            ProcessDied: There will be no message.
        """
        while True:
            remaining = before - time.monotonic()
            try:
                if self.connection.poll(max(0.0, min(_LOOK_EVERY_S, remaining))):
                    return self.connection.recv()
            except (EOFError, OSError) as error:
                raise ProcessDied from error
            if remaining <= 0:
                return None
            if stopping is not None:
                stopping.raise_if_asked()

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()

    def _stop(self) -> Stopped:
        """Have the process leave its file at the next page, so that it stays for others.

        Raises:
            ProcessDied: It did not, or was ended meanwhile.
        """
        self.process.send_signal(signal.SIGUSR1)
        answer = self.receive(before=time.monotonic() + _STOP_WITHIN_S, stopping=None)
        if answer is None:
            raise FileStopped("The file was stopped in the middle of a page.")
        return Stopped()

    def _death(self, limits: ProcessLimits) -> Exception:
        """Return what the process's end means."""
        try:
            code = self.process.wait(_END_WITHIN_S)
        except subprocess.TimeoutExpired:
            code = None
        if code == -signal.SIGXCPU:
            return OutOfTime(f"{limits.cpu_s:g} s of processor time")
        return ProcessDied()


def _start_child(limits: ProcessLimits) -> _Child:
    ours, theirs = Pipe()
    functions = limits.functions
    numbers = (
        *(theirs.fileno(), limits.memory_bytes, max(1, round(limits.cpu_s))),
        *(round(functions.wall_s * 1000), functions.memory_bytes, int(functions.python_allowed)),
        int(limits.draws_only),
    )
    try:
        process = subprocess.Popen(  # noqa: S603 - our own interpreter and constant code
            [sys.executable, "-c", _CHILD, *map(str, numbers)],
            pass_fds=(theirs.fileno(),),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            env={**os.environ, **ENVIRONMENT},
            # Ctrl-C is for the caller; the child follows when its pipe closes.
            start_new_session=True,
        )
    finally:
        theirs.close()
    return _Child(process=process, connection=ours)
