"""Who acts: organizations, workspaces, members, tokens."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID


class WorkspaceKind(StrEnum):
    """Personal workspaces are their owner's alone; shared and production ones have members."""

    PERSONAL = "personal"
    SHARED = "shared"
    PRODUCTION = "production"


class OrganizationRole(StrEnum):
    """An admin reaches every workspace of the organization; a member only their own."""

    MEMBER = "member"
    ADMIN = "admin"


@dataclass(frozen=True, slots=True)
class Organization:
    """An owner of everything else; ``id`` is a short slug that stands in paths."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Workspace:
    """A room that members share; its ``name`` stands in paths, its ``id`` never changes."""

    id: UUID
    organization_id: str
    name: str
    kind: WorkspaceKind


@dataclass(frozen=True, slots=True)
class Member:
    """A person in an organization; ``user_id`` is the e-mail with ``@`` replaced by ``_``."""

    organization_id: str
    user_id: str
    email: str
    role: OrganizationRole


@dataclass(frozen=True, slots=True)
class Token:
    """An API token's record; the value itself is known only to who received it."""

    id: UUID
    organization_id: str
    user_id: str
    name: str
    created_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None


@dataclass(frozen=True, slots=True)
class Caller:
    """Who makes a request, in which organization, proven by a token or the owner's shell.

    Attributes:
        ip: where the request came from; None for the owner's shell.
    """

    organization_id: str
    user_id: str
    is_admin: bool
    ip: str | None = None


def caller_of(member: Member) -> Caller:
    """Return the caller that a member is in the owner's shell."""
    return Caller(
        organization_id=member.organization_id,
        user_id=member.user_id,
        is_admin=member.role is OrganizationRole.ADMIN,
    )


def user_id_of(email: str) -> str:
    """Return the user ID of an e-mail address: ``jane@acme.com`` is ``jane_acme.com``."""
    return email.strip().lower().replace("@", "_")
