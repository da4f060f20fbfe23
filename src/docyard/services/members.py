"""Members of an organization: what they are in it, and how they leave it."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from uuid import uuid4

from docyard.domain.audit_events import AuditCategory
from docyard.domain.identity import (
    Caller,
    Member,
    MemberKind,
    MemberStatus,
    OrganizationRole,
    Workspace,
    WorkspaceKind,
    WorkspaceRole,
    caller_of,
)
from docyard.errors import Conflict, Invalid, NotFound
from docyard.services import access
from docyard.services.audit_events import note
from docyard.store import members, workspaces
from docyard.store.database import Session

_EMAIL = re.compile(r"[^@\s/\\]+@[^@\s/\\]+")
_EMAIL_LENGTH = 254
_NAME_LENGTH = 255


class MemberNotFound(NotFound):
    """The organization has no member of that user ID or e-mail."""

    code = "member_not_found"


class LastAdmin(Conflict):
    """The organization would be left without a person who is an admin."""

    code = "last_admin"


def add_member(session: Session, *, member: Member, now: datetime) -> None:
    """Add a member together with their personal workspace, which is named after their user ID."""
    members.add_member(session, member=member, now=now)
    open_personal_workspace(session, member=member, now=now)
    note_account(session, caller_of(member), member, action="member.added", now=now)


def open_personal_workspace(session: Session, *, member: Member, now: datetime) -> None:
    """Give a person their personal workspace; who comes back gets the one they had."""
    workspace = workspaces.find_workspace(
        session, organization_id=member.organization_id, name=member.user_id
    )
    if workspace is None:
        workspace = Workspace(
            id=uuid4(),
            organization_id=member.organization_id,
            name=member.user_id,
            kind=WorkspaceKind.PERSONAL,
        )
        workspaces.add_workspace(session, workspace=workspace, now=now)
    workspaces.add_workspace_member(
        session, workspace_id=workspace.id, user_id=member.user_id, role=WorkspaceRole.MANAGER
    )


def list_members(
    session: Session, caller: Caller, *, kind: MemberKind, limit: int, offset: int
) -> Sequence[Member]:
    """Return a page of the organization's people, or of its service accounts, by user ID."""
    return members.list_members(
        session, organization_id=caller.organization_id, kind=kind, limit=limit, offset=offset
    )


def get_account(session: Session, caller: Caller, *, user_id: str, kind: MemberKind | None = None) -> Member:
    """Return the account of that user ID in the caller's organization, of one kind where it is given.

    Raises:
        MemberNotFound: There is none.
    """
    member = members.find_member(session, organization_id=caller.organization_id, user_id=user_id)
    if member is None or (kind is not None and member.kind is not kind):
        what = "service account" if kind is MemberKind.SERVICE_ACCOUNT else "member"
        raise MemberNotFound(f"There is no {what} {user_id!r} in organization {caller.organization_id!r}.")
    return member


def update_member(
    session: Session,
    caller: Caller,
    *,
    user_id: str,
    display_name: str | None,
    role: OrganizationRole | None,
    now: datetime,
) -> Member:
    """Change a person's name, which they may do themselves, or their role; None leaves it as it is.

    Raises:
        MemberNotFound: The organization has no such person.
        AdminsOnly: The caller is no admin, and changes a role or somebody else.
        Invalid: The name breaks its rule.
        LastAdmin: They are the last admin and would be none.
    """
    old = get_account(session, caller, user_id=user_id, kind=MemberKind.PERSON)
    if role is not None or user_id != caller.user_id:
        access.require_admin(caller, to="change members and their roles")
    new = replace(
        old,
        display_name=old.display_name if display_name is None else check_display_name(display_name),
        role=role or old.role,
    )
    if new.role is not OrganizationRole.ADMIN:
        _keep_an_admin(session, old)
    members.update_member(session, member=new)
    note_account(session, caller, new, action="member.updated", now=now)
    if new.role is not old.role:
        note_role(session, caller, new, now=now)
    return new


def remove_member(session: Session, caller: Caller, *, user_id: str, now: datetime) -> None:
    """Remove a person: tokens and sessions die at once, and places in groups and workspaces go.

    Their personal workspace stays for admins, and is theirs again if they come back.

    Raises:
        AdminsOnly: The caller is no admin.
        MemberNotFound: The organization has no such person.
        LastAdmin: They are the last admin.
    """
    member = get_account(session, caller, user_id=user_id, kind=MemberKind.PERSON)
    access.require_admin(caller, to="remove members")
    _keep_an_admin(session, member)
    note_account(session, caller, member, action="member.removed", now=now)
    members.remove_member(session, organization_id=member.organization_id, user_id=user_id)


def parse_email(text: str) -> str:
    """Return an e-mail address as it is stored.

    Raises:
        Invalid: The text is none.
    """
    email = text.strip().lower()
    if not _EMAIL.fullmatch(email) or len(email) > _EMAIL_LENGTH or not email.isprintable():
        raise Invalid(f"{text[:80]!r} is not an e-mail address; expected the form name@host.")
    return email


def check_display_name(name: str) -> str:
    """Return a name as it is.

    Raises:
        Invalid: It is too long or has control characters.
    """
    if len(name) > _NAME_LENGTH or not name.isprintable():
        raise Invalid(
            f"A display name has at most {_NAME_LENGTH} characters, none of them a control character; "
            f"{name[:80]!r} was sent."
        )
    return name


def note_account(session: Session, caller: Caller, member: Member, *, action: str, now: datetime) -> None:
    """Note an event about an account."""
    note(
        session,
        caller,
        category=AuditCategory.ACCOUNT,
        action=action,
        target=member.user_id,
        workspace=None,
        now=now,
    )


def note_role(session: Session, caller: Caller, member: Member, *, now: datetime) -> None:
    """Note that somebody has another role in the organization."""
    note(
        session,
        caller,
        category=AuditCategory.ORGANIZATION,
        action="organization_role.changed",
        target=f"{member.user_id}: {member.role}",
        workspace=None,
        now=now,
    )


def _keep_an_admin(session: Session, member: Member) -> None:
    """Refuse to take the last admin away, where the member is about to be one no more."""
    is_admin = member.role is OrganizationRole.ADMIN and member.status is MemberStatus.JOINED
    if is_admin and members.count_admins(session, organization_id=member.organization_id) == 1:
        raise LastAdmin(
            f"{member.user_id!r} is the last admin of the organization. Make another member an admin first."
        )
