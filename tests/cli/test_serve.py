"""Serving without a worker of its own."""

import signal
import subprocess
import sys
from pathlib import Path

import psutil

from tests import databases
from tests.server import Server
from tests.waiting import wait_until


def await_health(server: Server, status: int) -> None:
    wait_until(lambda: server.health() == status, f"the server's health {status}")


def test_the_api_alone_works_with_workers_of_others(tmp_path: Path) -> None:
    databases.furnish(tmp_path / "data")
    server = Server(tmp_path / "data")
    server.start("--no-worker")
    assert server.process is not None
    try:
        assert not psutil.Process(server.process.pid).children(recursive=True)
        command = [sys.executable, "-m", "docyard", "worker", "--data-dir", str(server.data_dir)]
        with (tmp_path / "worker.log").open("w") as log:
            worker = subprocess.Popen(command, stderr=log)
        try:
            await_health(server, 200)
        finally:
            worker.send_signal(signal.SIGTERM)
            worker.wait(60)
    finally:
        server.stop()
