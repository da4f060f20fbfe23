"""A real ``docyard serve`` in a process of its own, as tests start, kill and stop it."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psutil
import requests
from aihub import AIHub

from docyard.services.organizations import found_organization
from tests import databases
from tests.waiting import wait_until

# Long, for machines that do much else beside.
READY_S = 180


@dataclass
class Organization:
    """An organization with its admin's token."""

    id: str
    user_id: str
    token: str

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}", "IB-Context": self.id}


@dataclass
class Server:
    """A server that listens on loopback over one data directory."""

    data_dir: Path
    environment: dict[str, str] = field(default_factory=dict)
    process: "subprocess.Popen[bytes] | None" = None
    url: str = ""
    greeting: str = ""

    def found(self, organization_id: str) -> Organization:
        """Found an organization, past the server, straight into its database."""
        with databases.opened_database(self.data_dir) as database, database.write() as session:
            founding = found_organization(
                session,
                organization_id=organization_id,
                admin_email=f"admin@{organization_id}.com",
                now=datetime.now(UTC),
            )
        return Organization(founding.organization_id, founding.user_id, founding.api_token)

    def deploy(self, organization: Organization, *, app: str, name: str) -> str:
        """Put an app to work and return the deployment's id."""
        body = {"name": name, "app_name": app}
        deployment_id: str = self._post(organization, "/v2/apps/deployments", body)["id"]
        return deployment_id

    def push(self, organization: Organization, file: str) -> None:
        """Push an app file."""
        self._post(organization, "/v2/apps", {"file": file})

    def run(self, *arguments: str) -> str:
        """Run a command that must succeed and return what it printed."""
        return subprocess.run(
            [sys.executable, "-m", "docyard", *arguments], capture_output=True, text=True, check=True
        ).stdout

    def start(self, *arguments: str) -> None:
        """Start the server and wait until it and its worker are ready; ``arguments`` are for ``serve``."""
        command = [sys.executable, "-m", "docyard", "serve", "--data-dir", str(self.data_dir), "--port", "0"]
        command += arguments
        # No night begins while tests run, whatever the time.
        night = {"DOCYARD_SWEEP_HOUR": str((datetime.now(UTC).hour + 12) % 24)}
        printed = self.data_dir / "server.out"
        with printed.open("w") as stdout, (self.data_dir / "server.log").open("a") as stderr:
            self.process = subprocess.Popen(
                command, env=night | os.environ | self.environment, stdout=stdout, stderr=stderr
            )
        status = 503 if "--no-worker" in arguments else 200
        try:
            self.url = wait_until(lambda: self._find_url(printed.read_text()), "the server's address")
            wait_until(lambda: self.health() == status, f"the server's health {status}")
        except TimeoutError as silence:
            silence.add_note((self.data_dir / "server.log").read_text())
            raise
        self.greeting = printed.read_text()

    def stop(self) -> int:
        """End the server as a supervisor does and return its exit code."""
        assert self.process is not None
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(60)

    def kill(self) -> None:
        """Kill the server and everything it started, with no warning."""
        assert self.process is not None
        family = [
            *psutil.Process(self.process.pid).children(recursive=True),
            psutil.Process(self.process.pid),
        ]
        for member in reversed(family):
            try:
                member.kill()
            except psutil.NoSuchProcess:
                continue
        psutil.wait_procs(family, timeout=60)
        self.process.wait(60)

    def kill_worker(self) -> None:
        """Kill the worker and its engine processes, and leave the server alone."""
        assert self.process is not None
        for worker in psutil.Process(self.process.pid).children(recursive=True):
            worker.kill()

    def health(self) -> int:
        """Return the status that the server tells its supervisor, 0 while it does not answer."""
        try:
            return requests.get(f"{self.url}/healthz", timeout=READY_S).status_code
        except requests.RequestException:
            return 0

    def client(self, organization: Organization) -> AIHub:
        """Return the official SDK, acting for the organization's admin."""
        return AIHub(api_root=f"{self.url}/api", api_key=organization.token, ib_context=organization.id)

    def _post(self, organization: Organization, path: str, body: dict[str, str]) -> Any:
        answer = requests.post(
            f"{self.url}/api{path}", json=body, headers=organization.headers, timeout=READY_S
        )
        assert answer.ok, answer.text
        return answer.json()

    def _find_url(self, printed: str) -> str | None:
        assert self.process is not None
        assert self.process.poll() is None, (self.data_dir / "server.log").read_text()
        found = re.search(r"http://127\.0\.0\.1:\d+", printed)
        return found and found.group()


@contextmanager
def running_server(data_dir: Path, *arguments: str, **environment: str) -> Iterator[Server]:
    """Start a server over a data directory; stopped after the block. ``arguments`` are for ``serve``."""
    databases.furnish(data_dir)
    server = Server(data_dir, environment)
    server.start(*arguments)
    try:
        yield server
    finally:
        if server.process is not None and server.process.poll() is None:
            server.stop()
