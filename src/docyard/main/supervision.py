"""Keeping a worker process alive beside the server."""

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import structlog

from docyard.settings import Settings

_log = structlog.get_logger()

# Seconds that the worker is given to end; with those of the server's requests below the five within
# which SIGTERM ends the server.
_WORKER_GRACE_S = 1.5


@contextmanager
def supervised_worker(settings: Settings) -> Iterator[None]:
    """Keep one worker process alive during the block."""
    stopping = threading.Event()
    supervisor = threading.Thread(target=_keep_alive, args=(settings, stopping))
    supervisor.start()
    try:
        yield
    finally:
        stopping.set()
        supervisor.join()


def _keep_alive(settings: Settings, stopping: threading.Event) -> None:
    while not stopping.is_set():
        process = _start_worker(settings)
        while process.poll() is None and not stopping.wait(0.2):
            pass
        if stopping.is_set():
            _end(process)
        else:
            _log.error("worker.died", exit_code=process.returncode)
            stopping.wait(1.0)


def _start_worker(settings: Settings) -> "subprocess.Popen[bytes]":
    command = [sys.executable, "-m", "docyard", "worker", "--parent", str(os.getpid())]
    given = {f"DOCYARD_{name.upper()}": str(value) for name, value in settings if value is not None}
    return subprocess.Popen(  # noqa: S603 - our own program
        command, env=os.environ | given, stdin=subprocess.DEVNULL
    )


def _end(process: "subprocess.Popen[bytes]") -> None:
    process.terminate()
    try:
        process.wait(_WORKER_GRACE_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
