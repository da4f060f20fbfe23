"""After a cancellation is acknowledged, nothing more appears and engine processes stand still."""

import io
from pathlib import Path
from typing import Any

import psutil
import requests
from PIL import Image

from tests.server import Organization, Server, running_server
from tests.waiting import wait_until


def pages_of_noise() -> bytes:
    """Return a file that takes minutes to read."""
    noise = Image.effect_noise((350, 400), 90)
    written = io.BytesIO()
    noise.save(written, "TIFF", save_all=True, append_images=[noise] * 200)
    return written.getvalue()


def is_busy(server: Server) -> bool:
    assert server.process is not None
    return any(map(is_working_engine, psutil.Process(server.process.pid).children(recursive=True)))


def is_working_engine(process: psutil.Process) -> bool:
    try:
        is_engine = "docyard.engine.processes.child" in " ".join(process.cmdline())
        return is_engine and process.cpu_percent(0.4) > 10
    except psutil.NoSuchProcess:
        return False


def get(server: Server, organization: Organization, path: str) -> Any:
    answer = requests.get(f"{server.url}/api{path}", headers=organization.headers, timeout=120)
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
        wait_until(lambda: is_busy(server), "work of the engine processes")
        answer = requests.post(
            f"{server.url}/api/v2/apps/runs/{run_id}/cancel", headers=acme.headers, timeout=30
        )
        assert answer.status_code == 200
        log = get(server, acme, f"/v2/apps/runs/{run_id}/logs")
        wait_until(lambda: not is_busy(server), "the standstill of the engine processes", within_s=60)
        assert get(server, acme, f"/v2/apps/runs/{run_id}/logs") == log
        details = get(server, acme, f"/v2/apps/runs/{run_id}/details")
        files = details["files"]
        assert {name: files[name] for name in ("queued", "done", "failed", "cancelled", "total")} == {
            **dict.fromkeys(("queued", "done", "failed"), 0),
            "cancelled": 3,
            "total": 3,
        }
        assert not list((tmp_path / "data" / "drive").rglob("app-runs/**/*.*"))
