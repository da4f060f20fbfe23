"""Founding an organization: its admin, their personal workspace and a first token; finding members."""

import re
from dataclasses import dataclass
from datetime import datetime

from docyard.domain.audit_events import AuditCategory
from docyard.domain.identity import (
    Member,
    Organization,
    OrganizationRole,
    caller_of,
    user_id_of,
)
from docyard.errors import Conflict, Invalid, NotFound
from docyard.services.audit_events import note
from docyard.services.members import MemberNotFound, add_member
from docyard.services.tokens import create_token
from docyard.store import members, organizations
from docyard.store.database import Session

_SLUG = re.compile(r"[a-z0-9][a-z0-9_-]{0,62}")
_EMAIL = re.compile(r"[^@\s/\\]+@[^@\s/\\]+")


class OrganizationExists(Conflict):
    """An organization of that id is there already."""

    code = "organization_exists"


class OrganizationNotFound(NotFound):
    """There is no organization of that id, or none was named where there are several."""

    code = "organization_not_found"


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
    note(
        session,
        caller_of(member),
        category=AuditCategory.ORGANIZATION,
        action="organization.founded",
        target=organization_id,
        workspace=None,
        now=now,
    )
    value = create_token(session, member=member, name="first token", now=now)
    return Founding(organization_id=organization_id, user_id=member.user_id, api_token=value)


def get_member(session: Session, *, organization_id: str | None, user: str | None) -> Member:
    """Return whom the owner's shell acts as.

    ``organization_id`` may be left out where there is only one; ``user`` is a user ID or an e-mail,
    by default the organization's first admin.

    Raises:
        OrganizationNotFound: There is none of that id, or several to choose from.
        MemberNotFound: The organization has no such member.
    """
    organization = _get_organization(session, organization_id=organization_id)
    if user is None:
        member = members.find_first_admin(session, organization_id=organization.id)
    else:
        member = members.find_member(session, organization_id=organization.id, user_id=user_id_of(user))
    if member is None:
        whom = "admin" if user is None else f"member {user!r}"
        raise MemberNotFound(f"Organization {organization.id!r} has no {whom}.")
    return member


def _get_organization(session: Session, *, organization_id: str | None) -> Organization:
    if organization_id is not None:
        organization = organizations.find_organization(session, organization_id=organization_id)
        if organization is None:
            raise OrganizationNotFound(f"There is no organization {organization_id!r}.")
        return organization
    known = organizations.list_organizations(session)
    if len(known) != 1:
        names = ", ".join(organization.id for organization in known) or "none yet"
        raise OrganizationNotFound(f"Name the organization; there are: {names}.")
    return known[0]
