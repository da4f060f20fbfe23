"""Browsers of people, and a server that believes the address that they say they are at."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import requests
from sqlalchemy import text

from docyard.domain.identity import Member, MemberKind, MemberStatus, OrganizationRole, user_id_of
from docyard.drives import open_built_in
from docyard.services.members import add_member
from docyard.services.passwords import set_password
from tests import databases
from tests.accounts import Site
from tests.server import running_server

PASSWORD = "correct horse battery"


@contextmanager
def serving(data_dir: Path, **settings: str) -> Iterator[Site]:
    """Serve, and believe loopback as a proxy, so that every browser can have an address of its own."""
    settings |= {"DOCYARD_TRUSTED_PROXIES": "127.0.0.1"}
    with (
        running_server(data_dir, **settings) as server,
        databases.opened_database(data_dir) as database,
    ):
        yield Site(server.url, data_dir, database, open_built_in(root=data_dir / "drive"))


@dataclass(frozen=True, slots=True)
class Browser:
    """Somebody's browser: keeps cookies, and says which page a request comes from."""

    site: Site
    ip: str = field(default_factory=lambda: f"2001:db8:{uuid4().hex[:4]}:{uuid4().hex[:4]}::1")
    kept: requests.Session = field(default_factory=requests.Session)

    def send(self, method: str, path: str, **options: Any) -> requests.Response:
        """Send a request from a page of the server, unless ``headers`` say otherwise."""
        headers = {"X-Forwarded-For": self.ip, "Origin": self.site.url} | options.pop("headers", {})
        return self.kept.request(
            method,
            f"{self.site.url}/api{path}",
            headers={name: value for name, value in headers.items() if value is not None},
            timeout=60,
            allow_redirects=False,
            **options,
        )

    def sign_in(self, email: str, password: str = PASSWORD, **more: str) -> requests.Response:
        return self.send("POST", "/v2/sessions", json={"email": email, "password": password} | more)


def join(
    site: Site,
    organization_id: str,
    email: str,
    *,
    password: str | None = PASSWORD,
    status: MemberStatus = MemberStatus.JOINED,
) -> Member:
    """Add a person with a password to an organization."""
    member = Member(
        organization_id, user_id_of(email), email, OrganizationRole.MEMBER, MemberKind.PERSON, status
    )
    with site.database.write() as session:
        add_member(session, member=member, now=datetime.now(UTC))
        if password is not None:
            set_password(session, member=member, password=password, now=datetime.now(UTC))
    return member


def logins(site: Site, organization_id: str) -> list[tuple[str, str, str | None]]:
    """What the audit log has of sign-ins: action, user ID and address, oldest first."""
    with site.database.read() as session:
        of_logins = text(
            "SELECT action, user_id, ip FROM docyard_audit_events "
            "WHERE organization_id = :id AND category = 'login' ORDER BY id"
        )
        return [tuple(row) for row in session.execute(of_logins, {"id": organization_id})]
