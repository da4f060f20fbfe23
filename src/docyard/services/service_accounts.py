"""Service accounts: programs with tokens of their own, roles like members, and no personal workspace."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import count

from docyard.domain.identity import Caller, Member, MemberKind, MemberStatus, OrganizationRole
from docyard.errors import Invalid
from docyard.services import access
from docyard.services.members import check_display_name, get_account, note_account, note_role
from docyard.services.tokens import NewToken, issue_token
from docyard.store import members, workspaces
from docyard.store.database import Session

_SLUG_LENGTH = 60


@dataclass(frozen=True, slots=True)
class FirstToken:
    """A token to make together with a service account; it never expires without ``expires_at``."""

    name: str
    expires_at: datetime | None


@dataclass(frozen=True, slots=True)
class ServiceAccountChange:
    """What is to change of a service account; None leaves a part as it is."""

    display_name: str | None
    role: OrganizationRole | None
    is_disabled: bool | None


def create_service_account(
    session: Session,
    caller: Caller,
    *,
    display_name: str,
    role: OrganizationRole,
    first_token: FirstToken | None,
    now: datetime,
) -> tuple[Member, NewToken | None]:
    """Create a service account, whose user ID comes from its name, and a token for it if asked to.

    Raises:
        AdminsOnly: The caller is no admin.
        Invalid: The name is empty or breaks its rule, or so does the token.
        TokensClosed: The organization does not let it have tokens.
    """
    access.require_admin(caller, to="create service accounts")
    account = Member(
        organization_id=caller.organization_id,
        user_id=_choose_user_id(session, caller, _check_name(display_name)),
        email="",
        role=role,
        kind=MemberKind.SERVICE_ACCOUNT,
        display_name=display_name,
    )
    members.add_member(session, member=account, now=now)
    note_account(session, caller, account, action="service_account.created", now=now)
    if first_token is None:
        return account, None
    token = issue_token(
        session,
        caller,
        user_id=account.user_id,
        name=first_token.name,
        description="",
        expires_at=first_token.expires_at,
        now=now,
    )
    return account, token


def update_service_account(
    session: Session, caller: Caller, *, user_id: str, change: ServiceAccountChange, now: datetime
) -> Member:
    """Rename a service account, change its role, or disable it; its user ID stays.

    The tokens of a disabled account do not work, and work again once it is enabled.

    Raises:
        MemberNotFound: The organization has no such service account.
        AdminsOnly: The caller is no admin.
        Invalid: The name is empty or breaks its rule.
    """
    old = get_account(session, caller, user_id=user_id, kind=MemberKind.SERVICE_ACCOUNT)
    access.require_admin(caller, to="change service accounts")
    new = old
    if change.display_name is not None:
        new = replace(new, display_name=_check_name(change.display_name))
    if change.is_disabled is not None:
        new = replace(new, status=MemberStatus.DISABLED if change.is_disabled else MemberStatus.JOINED)
    if change.role is not None:
        new = replace(new, role=change.role)
    members.update_member(session, member=new)
    note_account(session, caller, new, action="service_account.updated", now=now)
    if new.role is not old.role:
        note_role(session, caller, new, now=now)
    return new


def delete_service_account(session: Session, caller: Caller, *, user_id: str, now: datetime) -> None:
    """Delete a service account with its tokens and its places in groups and workspaces.

    Raises:
        MemberNotFound: The organization has no such service account.
        AdminsOnly: The caller is no admin.
    """
    account = get_account(session, caller, user_id=user_id, kind=MemberKind.SERVICE_ACCOUNT)
    access.require_admin(caller, to="delete service accounts")
    note_account(session, caller, account, action="service_account.deleted", now=now)
    members.remove_member(session, organization_id=account.organization_id, user_id=user_id)


def _check_name(display_name: str) -> str:
    if not display_name.strip():
        raise Invalid("A service account needs a 'display_name'.")
    return check_display_name(display_name)


def _choose_user_id(session: Session, caller: Caller, display_name: str) -> str:
    """Return the first slug of the name that is free; a person's user ID has ``_`` and never is one."""
    organization_id = caller.organization_id
    return next(
        slug
        for slug in _slugs(display_name)
        if members.find_member(session, organization_id=organization_id, user_id=slug) is None
        and workspaces.find_workspace(session, organization_id=organization_id, name=slug) is None
    )


def _slugs(display_name: str) -> Iterator[str]:
    plain = unicodedata.normalize("NFKD", display_name).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "-", plain)[:_SLUG_LENGTH].strip("-") or "service-account"
    yield slug
    for number in count(2):
        yield f"{slug}-{number}"
