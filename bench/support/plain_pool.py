"""The engine in a plain process pool: what a server is compared with."""

import os
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from functools import cache
from multiprocessing import get_context
from typing import Any

from docyard.engine.processes.slot import ENVIRONMENT

File = tuple[str, bytes]


def through_plain_pool(files: Sequence[File], *, processes: int, warm_up: Sequence[File]) -> float:
    """Return the seconds that the files take; those to warm up with, and the start, are not counted."""
    os.environ.update(ENVIRONMENT)
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
        list(pool.map(_process, warm_up))
        began = time.monotonic()
        done = list(pool.map(_process, files))
        seconds = time.monotonic() - began
    if done != [1] * len(files):
        raise SystemExit("The engine did not read one document from each file.")
    return seconds


@cache
def _load() -> tuple[Any, Any]:
    """Return the engine and the app, one of each per process of the pool."""
    import logging

    from docyard.engine.appfiles import load_app, prebuilt_app_file
    from docyard.engine.pipeline import Engine

    logging.getLogger("pypdfium2").setLevel(logging.CRITICAL)
    return Engine(), load_app(prebuilt_app_file("Invoice"))


def _process(file: File) -> int:
    from docyard.engine.pipeline import FileTask, process_file

    engine, app = _load()
    name, data = file
    task = FileTask(name=name, data=data, app=app, today=date(2026, 3, 14))
    return len(process_file(task, engine=engine).result.documents)
