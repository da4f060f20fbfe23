"""People and programs that call the server under test."""

import http.client
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit
from uuid import uuid4

import requests
from aihub import AIHub

from docyard.domain.identity import (
    Member,
    OrganizationRole,
    Workspace,
    WorkspaceKind,
    WorkspaceRole,
    user_id_of,
)
from docyard.drives import Drive
from docyard.services.members import add_member
from docyard.services.organizations import found_organization
from docyard.services.tokens import create_token
from docyard.store import workspaces
from docyard.store.database import Database
from tests.waiting import wait_until


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back over a bare connection, which sends paths as they are."""

    status: int
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Site:
    """A running server and its insides."""

    url: str
    data_dir: Path
    database: Database
    drive: Drive

    def found(self, organization_id: str | None = None) -> "Account":
        """Found an organization and return its admin."""
        with self.database.write() as session:
            founding = found_organization(
                session,
                organization_id=organization_id or f"org-{uuid4().hex[:8]}",
                admin_email="admin@example.com",
                now=datetime.now(UTC),
            )
        return Account(self, founding.organization_id, founding.user_id, founding.api_token)


@dataclass(frozen=True, slots=True)
class Account:
    """A member with a token."""

    site: Site
    organization_id: str
    user_id: str
    token: str

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}", "IB-Context": self.organization_id}

    @property
    def drive_path(self) -> str:
        """The root of the personal workspace's drive."""
        return f"/{self.organization_id}/{self.user_id}/fs/Instabase Drive"

    @property
    def sdk(self) -> AIHub:
        """The official client."""
        return AIHub(api_root=f"{self.site.url}/api", api_key=self.token, ib_context=self.organization_id)

    def call(self, method: str, path: str, **options: Any) -> requests.Response:
        """Send a request below ``/api``."""
        headers = self.headers | options.pop("headers", {})
        return requests.request(method, f"{self.site.url}/api{path}", headers=headers, timeout=60, **options)

    def call_bare(
        self, method: str, target: str, body: bytes | None = None, headers: Mapping[str, str] | None = None
    ) -> Answer:
        """Send a request whose target nobody tidies up on its way."""
        parts = urlsplit(self.site.url)
        connection = http.client.HTTPConnection(parts.netloc, timeout=60)
        try:
            connection.request(method, f"/api{target}", body, self.headers | dict(headers or {}))
            answer = connection.getresponse()
            return Answer(answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read())
        finally:
            connection.close()

    def file_url(self, path: str) -> str:
        """The target of a path below the personal drive, each name percent-encoded."""
        return "/v2/files" + quote(f"{self.drive_path}/{path}".rstrip("/"))

    def create_batch(self, name: str = "a batch") -> int:
        answer = self.call("POST", "/v2/batches", json={"name": name})
        assert answer.status_code == 200
        batch_id: int = answer.json()["id"]
        return batch_id

    def hire(self, email: str = "member@example.com") -> "Account":
        """Add a plain member to the organization."""
        member = Member(self.organization_id, user_id_of(email), email, OrganizationRole.MEMBER)
        with self.site.database.write() as session:
            add_member(session, member=member, now=datetime.now(UTC))
            token = create_token(session, member=member, name="token", now=datetime.now(UTC))
        return Account(self.site, self.organization_id, member.user_id, token)

    def share_workspace(
        self, name: str, *members: "Account", role: WorkspaceRole = WorkspaceRole.DEVELOPER
    ) -> None:
        """Add a shared workspace with those members in that role."""
        workspace = Workspace(uuid4(), self.organization_id, name, WorkspaceKind.SHARED)
        with self.site.database.write() as session:
            workspaces.add_workspace(session, workspace=workspace, now=datetime.now(UTC))
            for member in members:
                workspaces.add_workspace_member(
                    session, workspace_id=workspace.id, user_id=member.user_id, role=role
                )


def assert_refused(answer: requests.Response | Answer, status: int, *words: str) -> None:
    """Check that a refusal has its status, the one shape of errors, and a sentence with those words."""
    code, body = (
        (answer.status, answer.body) if isinstance(answer, Answer) else (answer.status_code, answer.content)
    )
    assert code == status, body
    parsed = json.loads(body)
    assert list(parsed) == ["message"]
    assert parsed["message"].endswith(".")
    for word in words:
        assert word in parsed["message"]


def wait_for_job(account: Account, job_id: str) -> tuple[str, str]:
    """Poll a job until it is over and return its state and message."""

    def ended() -> tuple[str, str] | None:
        body = account.call("GET", f"/v2/jobs/{job_id}").json()
        return None if body["state"] in ("PENDING", "RUNNING") else (body["state"], body["message"])

    return wait_until(ended, f"the end of job {job_id}")


def wait_for_run(account: Account, run_id: str) -> dict[str, Any]:
    """Poll a run until it is over or at its checkpoint and return it."""

    def ended() -> dict[str, Any] | None:
        run: dict[str, Any] = account.call("GET", f"/v2/apps/runs/{run_id}").json()
        return None if run["status"] == "RUNNING" else run

    return wait_until(ended, f"the end of run {run_id}")
