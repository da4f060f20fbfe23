"""One engine process: builds the engine once, then works off what its pipe brings.

Started as a plain interpreter and not with ``multiprocessing``, which would import the caller's
main module, web server and all.
"""

import contextlib
import ctypes
import logging
import os
import resource
import signal
import sys
import threading
import time
import traceback
from dataclasses import replace
from math import ceil
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TYPE_CHECKING

from docyard.domain.page_images import DrawTask
from docyard.engine.functions import Limits
from docyard.engine.page_images import draw_webp
from docyard.engine.processes.messages import Broke, Done, Ready, Stopped

if TYPE_CHECKING:
    from collections.abc import Callable

    from docyard.engine.processes.messages import Outcome, Task

    # What becomes of a task, and how many pages that took.
    Answer = Callable[[Task], tuple[Outcome, int]]

_NICENESS = 10
_LOOK_FOR_PARENT_EVERY_S = 0.5

# Freed heap is kept for the next page, but not by a process without work, and never beyond this.
_KEEP_HEAP_S = 1.0
_KEPT_BYTES = 600_000_000


class _AskedToStop(BaseException):
    """The file is not wanted any more; no ``except Exception`` of a parser holds it up."""


def main(
    fd: int,
    memory_limit_bytes: int,
    cpu_limit_s: int,
    function_limit_ms: int,
    function_memory_bytes: int,
    python_allowed: int,
    draws_only: int,
) -> None:
    """Answer tasks until the caller closes the pipe; SIGUSR1 asks to leave the present one."""
    stop = threading.Event()
    signal.signal(signal.SIGUSR1, lambda *_: stop.set())
    connection: Connection[Ready | Done | Broke | Stopped, Task] = Connection(fd)
    os.nice(_NICENESS)
    _limit_memory(memory_limit_bytes)
    threading.Thread(target=_end_with_parent, args=(os.getppid(),), daemon=True).start()
    logging.getLogger("pypdfium2").setLevel(logging.CRITICAL)

    def leave_if_asked() -> None:
        if stop.is_set():
            raise _AskedToStop

    functions = Limits(
        wall_s=function_limit_ms / 1000,
        memory_bytes=function_memory_bytes,
        python_allowed=bool(python_allowed),
    )
    answer = _draw if draws_only else _load_engine(functions, before_page=leave_if_asked)
    try:
        while True:
            connection.send(Ready())
            if not connection.poll(_KEEP_HEAP_S):
                _give_memory_back()
            task = connection.recv()
            stop.clear()
            _limit_cpu(cpu_limit_s)
            connection.send(_try(answer, task))
    except (EOFError, BrokenPipeError, ConnectionResetError):
        return


def _try(answer: "Answer", task: "Task") -> Done | Broke | Stopped:
    try:
        outcome, page_count = answer(task)
    except _AskedToStop:
        return Stopped()
    except MemoryError:
        # Half-built state of C libraries cannot be trusted after this; the caller starts afresh.
        os._exit(1)
    except Exception as fault:  # noqa: BLE001 - the fault is the caller's to raise and to log
        return Broke(traceback=_traceback_of(fault))
    return Done(outcome=outcome, page_count=page_count, memory_bytes=_settle_memory())


def _traceback_of(fault: Exception) -> str:
    """Return where a fault arose and of which type, without its message, which may quote the document."""
    frames = "".join(traceback.format_tb(fault.__traceback__))
    return f"Traceback (most recent call last):\n{frames}{type(fault).__qualname__}"


def _draw(task: "Task") -> "tuple[Outcome, int]":
    assert isinstance(task, DrawTask)
    return draw_webp(task), len(task.frames)


def _load_engine(functions: Limits, *, before_page: "Callable[[], None]") -> "Answer":
    # Twice what drawing needs.
    from docyard.engine.digitization import OcrEngine  # noqa: PLC0415
    from docyard.engine.functions import Sandboxes  # noqa: PLC0415
    from docyard.engine.packets import PacketTask, process_packet  # noqa: PLC0415
    from docyard.engine.pipeline import Engine, process_file  # noqa: PLC0415

    engine = Engine(ocr=OcrEngine(before_page=before_page), sandboxes=Sandboxes(functions))

    def answer(task: "Task") -> "tuple[Outcome, int]":
        if isinstance(task, DrawTask):
            return _draw(task)
        if isinstance(task, PacketTask):
            return process_packet(task, sandboxes=engine.sandboxes), 0
        began = time.monotonic()
        outcome = process_file(task, engine=engine)
        return replace(outcome, engine_s=round(time.monotonic() - began, 3)), outcome.page_count

    return answer


def _limit_memory(limit_bytes: int) -> None:
    """Bound what the process may allocate; address space alone would count the models' mappings."""
    if sys.platform == "linux":
        resource.setrlimit(resource.RLIMIT_DATA, (limit_bytes, limit_bytes))
        # Where memory of the whole machine ends first, this process goes and not its caller.
        with contextlib.suppress(OSError):
            Path("/proc/self/oom_score_adj").write_text("1000", encoding="ascii")
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _limit_cpu(limit_s: int) -> None:
    """Let the system end the process by SIGXCPU when it has used so much more processor time."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    _, most = resource.getrlimit(resource.RLIMIT_CPU)
    wanted = ceil(used.ru_utime + used.ru_stime) + limit_s
    resource.setrlimit(resource.RLIMIT_CPU, (wanted if most < 0 else min(wanted, most), most))


def _settle_memory() -> int:
    """Return the bytes that the process holds once it keeps no more freed heap than it may."""
    if _memory_bytes() > _KEPT_BYTES:
        _give_memory_back()
    return _memory_bytes()


def _give_memory_back() -> None:
    """Return freed heap to the system."""
    if sys.platform == "linux":
        trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
        if trim is not None:
            trim(0)


def _memory_bytes() -> int:
    if sys.platform == "linux":
        with open("/proc/self/statm", encoding="ascii") as numbers:  # noqa: PTH123 - not a real file
            return int(numbers.read().split()[1]) * resource.getpagesize()
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def _end_with_parent(parent: int) -> None:
    """End this process soon after its parent died, even in the middle of a long page.

    PR_SET_PDEATHSIG would do it at once, but also whenever the *thread* that started it ends.
    """
    while os.getppid() == parent:
        time.sleep(_LOOK_FOR_PARENT_EVERY_S)
    os._exit(1)
