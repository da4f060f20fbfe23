"""One engine process: builds the engine once, then works off what its pipe brings.

Started as a plain interpreter and not with ``multiprocessing``, which would import the caller's
main module, web server and all.
"""

import logging
import os
import resource
import sys
import threading
import time
import traceback
from dataclasses import replace
from multiprocessing.connection import Connection

from docyard.engine.pipeline import Engine, FileTask, process_file
from docyard.engine.processes.messages import Broke, Done, Ready

_NICENESS = 10
_LOOK_FOR_PARENT_EVERY_S = 0.5


def main(fd: int, memory_limit_bytes: int) -> None:
    """Answer tasks until the caller closes the pipe."""
    connection: Connection[Ready | Done | Broke, FileTask] = Connection(fd)
    os.nice(_NICENESS)
    _limit_memory(memory_limit_bytes)
    threading.Thread(target=_end_with_parent, args=(os.getppid(),), daemon=True).start()
    logging.getLogger("pypdfium2").setLevel(logging.CRITICAL)
    engine = Engine()
    try:
        while True:
            connection.send(Ready())
            connection.send(_answer(connection.recv(), engine=engine))
    except (EOFError, BrokenPipeError, ConnectionResetError):
        return


def _answer(task: FileTask, *, engine: Engine) -> Done | Broke:
    began = time.monotonic()
    try:
        outcome = process_file(task, engine=engine)
    except MemoryError:
        # Half-built state of C libraries cannot be trusted after this; the caller starts afresh.
        os._exit(1)
    except Exception:  # noqa: BLE001 - the fault is the caller's to raise and to log
        return Broke(traceback=traceback.format_exc())
    outcome = replace(outcome, engine_s=round(time.monotonic() - began, 3))
    return Done(outcome=outcome, memory_bytes=_memory_bytes())


def _limit_memory(limit_bytes: int) -> None:
    """Bound what the process may allocate; address space alone would count the models' mappings."""
    if sys.platform == "linux":
        resource.setrlimit(resource.RLIMIT_DATA, (limit_bytes, limit_bytes))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


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
