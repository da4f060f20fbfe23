"""Founding an organization: its admin, their personal workspace and a first token."""

import re
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from docyard.domain.identity import (
    Member,
    Organization,
    OrganizationRole,
    Workspace,
    WorkspaceKind,
    user_id_of,
)
from docyard.errors import Conflict, Invalid
from docyard.services.tokens import create_token
from docyard.store import organizations, workspaces
from docyard.store.database import Session

_SLUG = re.compile(r"[a-z0-9][a-z0-9_-]{0,62}")
_EMAIL = re.compile(r"[^@\s/\\]+@[^@\s/\\]+")


class OrganizationExists(Conflict):
    """An organization of that id is there already."""

    code = "organization_exists"


@dataclass(frozen=True, slots=True)
class Founding:
    """What the founder of an organization receives; the token is told only this once."""

    organization_id: str
    user_id: str
    api_token: str


def found_organization(
    session: Session, *, organization_id: str, admin_email: str, now: datetime
) -> Founding:
    """Create an organization with its admin, their personal workspace and one token.

    Raises:
        Invalid: The id is no slug or the e-mail no address.
        OrganizationExists: The id is taken; nothing has changed.
    """
    if not _SLUG.fullmatch(organization_id):
        raise Invalid(
            f"{organization_id!r} cannot be an organization ID: expected 1 to 63 lower-case letters, digits, "
            "hyphens or underscores, beginning with a letter or digit."
        )
    if not _EMAIL.fullmatch(admin_email.strip()):
        raise Invalid(f"{admin_email!r} is not an e-mail address; expected the form name@host.")
    if organizations.find_organization(session, organization_id=organization_id):
        raise OrganizationExists(
            f"Organization {organization_id!r} exists already; nothing was changed. Choose another ID."
        )
    organizations.add_organization(
        session, organization=Organization(id=organization_id, name=organization_id), now=now
    )
    member = Member(
        organization_id=organization_id,
        user_id=user_id_of(admin_email),
        email=admin_email.strip().lower(),
        role=OrganizationRole.ADMIN,
    )
    add_member(session, member=member, now=now)
    value = create_token(session, member=member, name="first token", now=now)
    return Founding(organization_id=organization_id, user_id=member.user_id, api_token=value)


def add_member(session: Session, *, member: Member, now: datetime) -> None:
    """Add a member together with their personal workspace, which is named after their user ID."""
    organizations.add_member(session, member=member, now=now)
    workspace = Workspace(
        id=uuid4(),
        organization_id=member.organization_id,
        name=member.user_id,
        kind=WorkspaceKind.PERSONAL,
    )
    workspaces.add_workspace(session, workspace=workspace, now=now)
    workspaces.add_workspace_member(session, workspace_id=workspace.id, user_id=member.user_id)
