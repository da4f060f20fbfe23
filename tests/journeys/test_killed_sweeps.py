"""A sweep goes on where it was when everything was killed."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import requests
from sqlalchemy import func, select

from docyard.domain.identity import Caller
from docyard.domain.runs import RunStatus
from docyard.drives import open_built_in
from docyard.store import runs
from docyard.store.database import Database
from docyard.store.tables import RunRow
from tests import databases
from tests.factories import make_run
from tests.server import Organization, Server
from tests.waiting import wait_until

RUNS = 600


def add_old_runs(data_dir: Path, database: Database, acme: Organization) -> None:
    ended = datetime.now(UTC) - timedelta(days=40)
    drive = open_built_in(root=data_dir / "drive")
    with database.write() as session:
        made = make_run(session, Caller("acme", acme.user_id, is_admin=True), files=0, started_at=ended)
        runs.delete_run(session, run_id=made.id)
        for _ in range(RUNS):
            run = replace(made, id=uuid4(), output_key=f"acme/{made.workspace_id}/app-runs/{uuid4()}")
            runs.add_run(session, run=run, files=[])
            runs.move_run(session, run_id=run.id, to=RunStatus.COMPLETE, message=None, now=ended)
            drive.write(f"{run.output_key}/results.json", [b"12345"])


def left(database: Database) -> int:
    with database.read() as session:
        return session.scalar(select(func.count()).select_from(RunRow)) or 0


def await_night(url: str, acme: Organization) -> None:
    """Wait for the sweep that every server begins with; it finds nothing yet."""

    def is_over() -> bool:
        found = requests.get(f"{url}/sweeps", headers=acme.headers, timeout=120).json()
        return {each["state"] for each in found["sweeps"]} == {"COMPLETE"}

    wait_until(is_over, "the end of the first sweep")


def await_sweep(url: str, acme: Organization) -> Any:
    """Wait until a sweep is over and return it."""

    def ended() -> Any:
        found = requests.get(url, headers=acme.headers, timeout=120).json()
        return None if found["state"] == "RUNNING" else found

    return wait_until(ended, f"the end of {url}")


@pytest.mark.slow
def test_a_killed_sweep_is_done_after_the_restart(tmp_path: Path) -> None:
    data_dir = tmp_path / "data"
    databases.furnish(data_dir)
    server = Server(data_dir)
    acme = server.found("acme")
    with databases.opened_database(data_dir) as database:
        add_old_runs(data_dir, database, acme)
        server.start()
        url = f"{server.url}/api/v2"
        await_night(url, acme)
        requests.patch(f"{url}/organization", json={"retention_days": 30}, headers=acme.headers, timeout=120)
        started = requests.post(f"{url}/sweeps", headers=acme.headers, timeout=120)
        assert started.status_code == 202
        wait_until(lambda: left(database) < RUNS, "the first deleted run", pause_s=0.002)
        server.kill()
        assert 0 < left(database) < RUNS
        server.start()
        try:
            found = await_sweep(f"{server.url}/api/v2/sweeps/{started.json()['id']}", acme)
        finally:
            server.stop()
        assert found["state"] == "COMPLETE"
        assert [(each["kind"], each["items"]) for each in found["swept"]] == [("runs", RUNS)]
        assert left(database) == 0
    assert list(open_built_in(root=data_dir / "drive").walk("acme")) == []
