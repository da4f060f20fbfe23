"""Organizations: founding one with its admin, its settings, and finding members for the owner's shell."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from docyard.domain.audit_events import AuditCategory
from docyard.domain.identity import (
    Caller,
    Group,
    Member,
    Organization,
    OrganizationRole,
    TokenCreation,
    caller_of,
    user_id_of,
)
from docyard.domain.storage import Quota
from docyard.domain.sweeps import Retention
from docyard.errors import Conflict, Invalid, NotFound
from docyard.services import access
from docyard.services.audit_events import note
from docyard.services.groups import get_group
from docyard.services.members import MemberNotFound, add_member, parse_email
from docyard.services.tokens import create_token
from docyard.store import groups, members, organizations, storage, token_issuers
from docyard.store.database import Session

_SLUG = re.compile(r"[a-z0-9][a-z0-9_-]{0,62}")
_NAME_LENGTH = 255


class OrganizationExists(Conflict):
    """An organization of that id is there already."""

    code = "organization_exists"


class OrganizationNotFound(NotFound):
    """There is no organization of that id, or none was named where there are several."""

    code = "organization_not_found"


class TokenIssuerMissing(Conflict):
    """Nobody would have a token that works: the organization believes no token issuer."""

    code = "token_issuer_missing"


@dataclass(frozen=True, slots=True)
class OrganizationSettings:
    """An organization and what its admins decide.

    Attributes:
        token_groups: whose members may have API tokens where the organization lets only groups.
    """

    organization: Organization
    token_groups: Sequence[Group]


@dataclass(frozen=True, slots=True)
class OrganizationLimits:
    """How long, and how much, an organization keeps; None leaves a limit as it is."""

    retention: Retention | None
    quota: Quota | None


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
    email = parse_email(admin_email)
    if organizations.find_organization(session, organization_id=organization_id):
        raise OrganizationExists(
            f"Organization {organization_id!r} exists already; nothing was changed. Choose another ID."
        )
    organizations.add_organization(
        session, organization=Organization(id=organization_id, name=organization_id), now=now
    )
    member = Member(
        organization_id=organization_id,
        user_id=user_id_of(email),
        email=email,
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


def get_settings(session: Session, caller: Caller) -> OrganizationSettings:
    """Return the caller's organization and its settings."""
    organization = organizations.find_organization(session, organization_id=caller.organization_id)
    assert organization is not None
    found = groups.list_token_groups(session, organization_id=organization.id)
    return OrganizationSettings(organization, found)


def update_settings(
    session: Session,
    caller: Caller,
    *,
    name: str | None,
    token_creation: TokenCreation | None,
    token_group_ids: Sequence[UUID] | None,
    docyard_tokens: bool | None,
    limits: OrganizationLimits,
    now: datetime,
) -> OrganizationSettings:
    """Change the organization's name, whose API tokens work, retention or quota; None leaves a part as it is.

    Tokens that stop working are not revoked, and work again once their owner may have some. People who
    are admins keep theirs, so that one of them can always undo the change. Without ``docyard_tokens``
    nobody keeps theirs, and tokens of token issuers work alone, beside sessions.

    Raises:
        AdminsOnly: The caller is no admin.
        TokenIssuerMissing: Only issuers' tokens would work, and there is no issuer.
        Invalid: The name breaks its rule, or only groups may have tokens and none is named.
        GroupNotFound: The organization has no such group.
    """
    access.require_admin(caller, to="change the organization")
    old = get_settings(session, caller).organization
    new = replace(
        old,
        name=name or old.name,
        token_creation=token_creation or old.token_creation,
        docyard_tokens=old.docyard_tokens if docyard_tokens is None else docyard_tokens,
        retention_days=old.retention_days if limits.retention is None else limits.retention.days,
        quota_bytes=old.quota_bytes if limits.quota is None else limits.quota.size_bytes,
    )
    if not new.docyard_tokens:
        _check_issuers(session, new)
    if name is not None and (not name.strip() or len(name) > _NAME_LENGTH or not name.isprintable()):
        raise Invalid(
            f"An organization needs a name of 1 to {_NAME_LENGTH} characters, none of them a control "
            f"character; {name[:80]!r} was sent."
        )
    organizations.update_organization(session, organization=new)
    if limits.quota is not None:
        storage.forget_measurements(session, organization_id=new.id)
    if token_group_ids is not None:
        chosen = [get_group(session, caller, group_id=group_id).id for group_id in token_group_ids]
        groups.choose_token_groups(session, organization_id=new.id, group_ids=chosen)
    settings = get_settings(session, caller)
    if new.token_creation is TokenCreation.GROUPS and not settings.token_groups:
        raise Invalid("'token_creation' groups needs at least one group in 'token_group_ids'.")
    note(
        session,
        caller,
        category=AuditCategory.ORGANIZATION,
        action="organization.updated",
        target=new.id,
        workspace=None,
        now=now,
    )
    return settings


def _check_issuers(session: Session, organization: Organization) -> None:
    if not token_issuers.list_issuers(session, organization_id=organization.id, limit=1, offset=0):
        raise TokenIssuerMissing(
            "'docyard_tokens' can be false only where a token issuer is believed. Add one first."
        )


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
