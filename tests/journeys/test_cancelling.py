"""After a cancellation is acknowledged, nothing more appears and engine processes stand still."""

import io
import time
from pathlib import Path
from typing import Any

import psutil
import requests
from PIL import Image

from tests.server import Organization, Server, running_server

# Longer than the five seconds that a machine with a free core needs at most.
IDLE_WITHIN_S = 30


def pages_of_noise() -> bytes:
    """Return a file that takes minutes to read."""
    noise = Image.effect_noise((350, 400), 90)
    written = io.BytesIO()
    noise.save(written, "TIFF", save_all=True, append_images=[noise] * 200)
    return written.getvalue()


def engine_processes(server: Server) -> list[psutil.Process]:
    assert server.process is not None
    return [
        process
        for process in psutil.Process(server.process.pid).children(recursive=True)
        if "docyard.engine.processes.child" in " ".join(process.cmdline())
    ]


def is_busy(server: Server) -> bool:
    return any(process.cpu_percent(0.4) > 10 for process in engine_processes(server))


def get(server: Server, organization: Organization, path: str) -> Any:
    answer = requests.get(f"{server.url}/api{path}", headers=organization.headers, timeout=30)
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_a_cancelled_run_stops_within_seconds_and_leaves_nothing(tmp_path: Path) -> None:
    with running_server(tmp_path / "data", DOCYARD_PROCESSES="2") as server:
        acme = server.found("acme")
        client = server.client(acme)
        batch = client.batches.create(name="noise")
        for number in range(3):
            client.batches.add_file(batch.id, f"{number}.tiff", pages_of_noise())
        run_id = str(client.apps.runs.create(app_name="Invoice", batch_id=batch.id).id)
        while not is_busy(server):
            time.sleep(0.1)
        began = time.monotonic()
        answer = requests.post(
            f"{server.url}/api/v2/apps/runs/{run_id}/cancel", headers=acme.headers, timeout=30
        )
        assert answer.status_code == 200
        acknowledged_s = time.monotonic() - began
        log = get(server, acme, f"/v2/apps/runs/{run_id}/logs")
        while is_busy(server):
            assert time.monotonic() - began < IDLE_WITHIN_S, "engine processes work on"
        assert acknowledged_s < IDLE_WITHIN_S
        assert get(server, acme, f"/v2/apps/runs/{run_id}/logs") == log
        details = get(server, acme, f"/v2/apps/runs/{run_id}/details")
        files = details["files"]
        assert {name: files[name] for name in ("queued", "done", "failed", "cancelled", "total")} == {
            **dict.fromkeys(("queued", "done", "failed"), 0),
            "cancelled": 3,
            "total": 3,
        }
        assert not list((tmp_path / "data" / "drive").rglob("app-runs/**/*.*"))
