"""Faults for engine processes: with this folder first on PYTHONPATH, names of files do what they say.

Python imports this module in every process; it does something in engine processes only.
"""

import ctypes
import os
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any


def _loop() -> None:
    while True:
        pass


def _allocate() -> None:
    held = []
    while True:
        held.append(bytearray(10_000_000))


FAULTS: dict[str, Callable[[], object]] = {
    "loops": _loop,
    "hangs": lambda: time.sleep(3600),
    "segfaults": lambda: ctypes.string_at(0),
    "allocates": _allocate,
    "kills-worker": lambda: os.kill(os.getppid(), signal.SIGKILL),
    "quotes": lambda: int(" ".join(("Jane", "Doe"))),
    "crashes-once": lambda: _once(lambda: os._exit(1)),
}


def _once(fault: Callable[[], object]) -> None:
    """Do it the first time only; the folder of the marks comes from the environment."""
    mark = Path(os.environ["DOCYARD_TEST_FAULTS"]) / "once"
    if not mark.exists():
        mark.touch()
        fault()


def _inject() -> None:
    from docyard.engine import pipeline  # noqa: PLC0415 - other processes need none of this

    real = pipeline.process_file

    def process_file(task: Any, **options: Any) -> Any:
        fault = FAULTS.get(task.name.rsplit("/", 1)[-1].partition(".")[0])
        if fault is not None:
            fault()
        return real(task, **options)

    pipeline.process_file = process_file


if any("docyard.engine.processes.child" in argument for argument in sys.orig_argv):
    _inject()
