"""Passwords of people: what they must be like, and setting one."""

from dataclasses import dataclass, field
from datetime import datetime

from argon2 import PasswordHasher

from docyard.domain.audit_events import AuditCategory
from docyard.domain.identity import Caller, Member, MemberKind, caller_of
from docyard.errors import Invalid
from docyard.services.audit_events import note
from docyard.services.password_checks import normal
from docyard.services.sign_in_gate import SignInGate, admit, hash_email
from docyard.store import members, passwords, sessions, sign_in_attempts
from docyard.store.database import Database, Session

_SHORTEST = 12
_LONGEST = 1024


class PasswordRefused(Invalid):
    """The password breaks a rule, or its owner cannot have one."""

    code = "password_refused"


class PasswordWrong(Invalid):
    """The present password, which is asked for before it is replaced, is another, or locked."""

    code = "password_wrong"


@dataclass(frozen=True, slots=True)
class PasswordChange:
    """What a person asks for."""

    current: str = field(repr=False)
    new: str = field(repr=False)


def set_password(
    session: Session, *, member: Member, password: str, now: datetime, ip: str | None = None
) -> None:
    """Set a person's password, or replace it; all their sessions end, and a lock is lifted.

    ``ip`` is where the request came from; None in the owner's shell. Costs some 50 ms.

    Raises:
        PasswordRefused: The password is too short, too long or the e-mail address, or the account
            is a service account.
    """
    _check(password, member)
    _keep(session, caller_of(member, ip=ip), member, PasswordHasher().hash(normal(password)), now=now)


def change_password(
    database: Database, gate: SignInGate, caller: Caller, *, change: PasswordChange, now: datetime
) -> None:
    """Replace the caller's own password; their other sessions end.

    Wrong present passwords count as failed attempts to sign in do, so that a stolen session does not
    serve to guess them.

    Raises:
        PasswordRefused: The new password breaks a rule, or the caller is a service account.
        PasswordWrong: The present password is another, there is none, or the account is locked.
        TooManyRequests: Too many failures from the address, or too many people at the moment.
    """
    gate.addresses.check(caller.ip, now=now)
    with database.read() as session:
        member = members.find_member(session, organization_id=caller.organization_id, user_id=caller.user_id)
        assert member is not None
        old = passwords.find_hash(session, organization_id=member.organization_id, user_id=member.user_id)
    _check(change.new, member)
    is_right = gate.checks.is_right(change.current, password_hash=old)
    new = gate.checks.hash(change.new) if is_right else ""
    with database.write() as session:
        attempts = admit(session, gate.rules, email=member.email, is_right=is_right, now=now)
        is_done = is_right and not attempts.is_locked(now)
        if is_done:
            _keep(session, caller, member, new, now=now)
    if not is_done:
        gate.addresses.count(caller.ip, now=now)
        raise PasswordWrong(
            "The current password is wrong, or the account is locked for a while after failed attempts. "
            "Nothing was changed."
        )


def _keep(session: Session, caller: Caller, member: Member, password_hash: str, *, now: datetime) -> None:
    passwords.put_password(
        session,
        organization_id=member.organization_id,
        user_id=member.user_id,
        password_hash=password_hash,
        now=now,
    )
    sign_in_attempts.forget_attempts(session, email_hash=hash_email(member.email))
    sessions.end_sessions(
        session, organization_id=member.organization_id, user_id=member.user_id, but=caller.session_id
    )
    note(
        session,
        caller,
        category=AuditCategory.ACCOUNT,
        action="password.set",
        target=member.user_id,
        workspace=None,
        now=now,
    )


def _check(password: str, member: Member) -> None:
    if member.kind is MemberKind.SERVICE_ACCOUNT:
        raise PasswordRefused(
            f"{member.user_id!r} is a service account and cannot have a password. Make a token for it."
        )
    length = len(normal(password))
    if not _SHORTEST <= length <= _LONGEST:
        raise PasswordRefused(
            f"A password has {_SHORTEST} to {_LONGEST} characters; this one has {length}. Choose another."
        )
    if normal(password).casefold() in (member.email.casefold(), member.user_id.casefold()):
        raise PasswordRefused("A password cannot be the account's e-mail address. Choose another.")
