"""Invitations: how people come into an organization, with a value that only they are told."""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from uuid import UUID

from docyard.domain.identity import (
    Caller,
    GroupRole,
    Invitation,
    Member,
    MemberKind,
    MemberStatus,
    OrganizationRole,
    WorkspaceKind,
    WorkspaceRole,
    caller_of,
    user_id_of,
)
from docyard.errors import Conflict, Invalid, NotFound
from docyard.services import access, groups, workspace_members
from docyard.services.members import (
    check_display_name,
    get_account,
    note_account,
    open_personal_workspace,
    parse_email,
)
from docyard.services.passwords import set_password
from docyard.store import invitations, members, workspaces
from docyard.store.database import Session

_VALID_FOR = timedelta(days=7)
_MOST_AT_ONCE = 1_000


class MemberExists(Conflict):
    """The organization has that member, or something else has their user ID."""

    code = "member_exists"


class InvitationNotFound(NotFound):
    """The invitation is unknown, used, replaced or expired; which one is not told."""

    code = "invitation_not_found"


@dataclass(frozen=True, slots=True)
class Guests:
    """Whom to invite, and to what.

    Attributes:
        emails: addresses, or several in one text with commas between.
        group_ids: groups that they are put into, as plain members.
        workspaces: workspaces that they are let into, with their role there.
    """

    emails: Sequence[str]
    role: OrganizationRole = OrganizationRole.MEMBER
    group_ids: Sequence[UUID] = ()
    workspaces: Sequence[tuple[UUID, WorkspaceRole]] = ()


@dataclass(frozen=True, slots=True)
class NewInvitation:
    """An invitation and its value, which is told only this once."""

    member: Member
    invitation: Invitation
    value: str = field(repr=False)


def invite_members(
    session: Session, caller: Caller, *, guests: Guests, now: datetime
) -> Sequence[NewInvitation]:
    """Invite people; they can be in groups and workspaces before they join.

    Raises:
        AdminsOnly: The caller is no admin.
        Invalid: There is no address, there are too many, or one is none.
        MemberExists: One of them is a member, or invited, already; nobody was invited.
        GroupNotFound: The organization has no such group.
        WorkspaceNotFound: The organization has no such workspace.
        WorkspacePersonal: A workspace is somebody's personal one.
    """
    access.require_admin(caller, to="invite people")
    emails = _parse_emails(guests.emails)
    invited = [_invite(session, caller, email=email, role=guests.role, now=now) for email in emails]
    for user_id in (each.member.user_id for each in invited):
        for group_id in guests.group_ids:
            groups.add_member(
                session, caller, group_id=group_id, user_id=user_id, role=GroupRole.MEMBER, now=now
            )
        for workspace_id, role in guests.workspaces:
            workspace_members.add_member(
                session, caller, workspace_id=workspace_id, user_id=user_id, role=role, now=now
            )
    return invited


def resend_invitation(session: Session, caller: Caller, *, user_id: str, now: datetime) -> NewInvitation:
    """Give an invited person a new value; the earlier one is worthless.

    Raises:
        MemberNotFound: The organization has no such person.
        AdminsOnly: The caller is no admin.
        MemberExists: They have joined already.
    """
    member = get_account(session, caller, user_id=user_id, kind=MemberKind.PERSON)
    access.require_admin(caller, to="invite people")
    if member.status is not MemberStatus.INVITED:
        raise MemberExists(f"{user_id!r} has joined already and needs no invitation.")
    note_account(session, caller, member, action="invitation.resent", now=now)
    return _hand_out(session, member, now=now)


def accept_invitation(
    session: Session, *, value: str, password: str, display_name: str | None, ip: str | None, now: datetime
) -> Member:
    """Let the person whom an invitation was made for join, with the password they chose.

    Raises:
        InvitationNotFound: There is no such invitation that is valid now.
        PasswordRefused: The password breaks a rule.
        Invalid: The display name breaks its rule.
    """
    invitation = invitations.find_invitation(session, token_hash=_hash(value))
    if invitation is None or invitation.expires_at <= now:
        raise InvitationNotFound(
            "There is no such invitation, or it was used, replaced or expired. Ask an admin for a new one."
        )
    invited = members.find_member(
        session, organization_id=invitation.organization_id, user_id=invitation.user_id
    )
    assert invited is not None
    member = replace(invited, status=MemberStatus.JOINED)
    if display_name is not None:
        member = replace(member, display_name=check_display_name(display_name))
    members.update_member(session, member=member)
    invitations.remove_invitation(session, organization_id=member.organization_id, user_id=member.user_id)
    open_personal_workspace(session, member=member, now=now)
    set_password(session, member=member, password=password, ip=ip, now=now)
    note_account(session, caller_of(member, ip=ip), member, action="member.joined", now=now)
    return member


def _parse_emails(texts: Sequence[str]) -> Sequence[str]:
    words = [word for text in texts for word in text.split(",") if word.strip()]
    emails = list(dict.fromkeys(parse_email(word) for word in words))
    if not 0 < len(emails) <= _MOST_AT_ONCE:
        raise Invalid(f"'emails' needs 1 to {_MOST_AT_ONCE} addresses; {len(emails)} were sent.")
    return emails


def _invite(
    session: Session, caller: Caller, *, email: str, role: OrganizationRole, now: datetime
) -> NewInvitation:
    member = Member(
        organization_id=caller.organization_id,
        user_id=user_id_of(email),
        email=email,
        role=role,
        status=MemberStatus.INVITED,
    )
    _refuse_taken(session, member)
    members.add_member(session, member=member, now=now)
    note_account(session, caller, member, action="member.invited", now=now)
    return _hand_out(session, member, now=now)


def _refuse_taken(session: Session, member: Member) -> None:
    known = members.find_member(session, organization_id=member.organization_id, user_id=member.user_id)
    if known is not None and known.status is MemberStatus.INVITED:
        raise MemberExists(
            f"{known.email!r} is invited already. Resend the invitation, or remove the member first."
        )
    if known is not None:
        raise MemberExists(f"There is a member {known.user_id!r} already; leave {member.email!r} out.")
    room = workspaces.find_workspace(session, organization_id=member.organization_id, name=member.user_id)
    if room is not None and room.kind is not WorkspaceKind.PERSONAL:
        raise MemberExists(
            f"Workspace {room.name!r} has the name that the personal one of {member.email!r} needs. "
            "Rename it first."
        )


def _hand_out(session: Session, member: Member, *, now: datetime) -> NewInvitation:
    value = secrets.token_urlsafe(32)
    invitation = Invitation(
        organization_id=member.organization_id, user_id=member.user_id, expires_at=now + _VALID_FOR
    )
    invitations.put_invitation(session, invitation=invitation, token_hash=_hash(value))
    return NewInvitation(member=member, invitation=invitation, value=value)


def _hash(value: str) -> str:
    """Return what is stored of an invitation; a plain hash will do, for values are 256 random bits."""
    return hashlib.sha256(value.encode()).hexdigest()
