"""Browsers of people, and what people need to sign in."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from typing import Any
from uuid import uuid4

import requests
from argon2 import PasswordHasher
from sqlalchemy import text

from docyard.domain.identity import Member, MemberKind, MemberStatus, OrganizationRole, user_id_of
from docyard.services.members import add_member
from docyard.store.passwords import put_password
from tests.accounts import Site

PASSWORD = "correct horse battery"


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


@cache
def hashed(password: str) -> str:
    """What is kept of a password; made once, for it is slow on purpose."""
    return PasswordHasher().hash(password)


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
            put_password(
                session,
                organization_id=organization_id,
                user_id=member.user_id,
                password_hash=hashed(password),
                now=datetime.now(UTC),
            )
    return member


def logins(site: Site, organization_id: str) -> list[tuple[str, str, str | None]]:
    """What the audit log has of sign-ins: action, user ID and address, oldest first."""
    with site.database.read() as session:
        of_logins = text(
            "SELECT action, user_id, ip FROM docyard_audit_events "
            "WHERE organization_id = :id AND category = 'login' ORDER BY id"
        )
        return [tuple(row) for row in session.execute(of_logins, {"id": organization_id})]
