"""Signing in with a password, and the sessions that come of it."""

import hashlib
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from docyard.domain.audit_events import AuditCategory
from docyard.domain.identity import Caller, Member, MemberStatus, caller_of
from docyard.domain.sessions import SignedIn
from docyard.errors import Conflict, NotFound, Unauthenticated
from docyard.services.audit_events import note
from docyard.services.sign_in_gate import SignInGate, SignInRules, admit
from docyard.services.tokens import check_context
from docyard.store import members, passwords, sessions
from docyard.store.database import Database, Session

# How old the note of a session's last use may be; kept low in writes, for every request reads it.
_TOUCH = timedelta(minutes=1)
_USER_AGENT_LENGTH = 255


class SignInRefused(Unauthenticated):
    """E-mail or password is wrong, the account is locked or cannot sign in; which one is not told."""

    code = "sign_in_refused"


class SessionOver(Unauthenticated):
    """The session is unknown, was ended or has expired."""

    code = "session_over"


class SessionNotFound(NotFound):
    """The caller has no session of that id."""

    code = "session_not_found"


class NoSession(Conflict):
    """The request was proven by a token, so there is no session to end."""

    code = "session_missing"


@dataclass(frozen=True, slots=True)
class Credentials:
    """What somebody signs in with; ``organization_id`` is needed by who is in several."""

    email: str
    password: str = field(repr=False)
    organization_id: str | None


@dataclass(frozen=True, slots=True)
class Origin:
    """Where somebody signs in from."""

    ip: str | None
    user_agent: str


@dataclass(frozen=True, slots=True)
class Opened:
    """A new session and its value, which is kept nowhere here."""

    session: SignedIn
    value: str = field(repr=False)


def sign_in(
    database: Database, gate: SignInGate, *, credentials: Credentials, origin: Origin, now: datetime
) -> Opened:
    """Open a session for who knows the password.

    All refusals have one sentence, and take as long where there is no such account. That a lock is
    not told apart keeps somebody who guesses on from learning that a guess was right.

    Raises:
        SignInRefused: Wrong, unknown, locked, not joined yet, or in several organizations.
        TooManyRequests: Too many failures from the address, or too many people at the moment.
    """
    gate.addresses.check(origin.ip, now=now)
    with database.read() as session:
        member = _find_person(session, credentials)
        known = None if member is None else _find_hash(session, member)
    is_right = gate.checks.is_right(credentials.password, password_hash=known)
    renewed = None
    if is_right and known is not None and gate.checks.is_dated(known):
        renewed = gate.checks.hash(credentials.password)
    with database.write() as session:
        attempts = admit(session, gate.rules, email=credentials.email, is_right=is_right, now=now)
        if is_right and not attempts.is_locked(now) and member and _find_hash(session, member) == known:
            if renewed is not None:
                passwords.renew_hash(
                    session,
                    organization_id=member.organization_id,
                    user_id=member.user_id,
                    password_hash=renewed,
                )
            return open_session(session, gate.rules, member=member, origin=origin, now=now)
        if member is not None:
            _note(session, caller_of(member, ip=origin.ip), "sign_in.failed", now=now)
            if attempts.locked_until == now + gate.rules.period:
                _note(session, caller_of(member, ip=origin.ip), "account.locked", now=now)
    gate.addresses.count(origin.ip, now=now)
    raise SignInRefused(
        "The e-mail address or the password is wrong, or the account is locked for a while after failed "
        "attempts. Check both; name the 'organization' if you are in several."
    )


def open_session(
    session: Session, rules: SignInRules, *, member: Member, origin: Origin, now: datetime
) -> Opened:
    """Open a session for a person who has proven who they are."""
    sessions.sweep_sessions(session, idle=rules.idle, now=now)
    value = secrets.token_urlsafe(32)
    signed_in = SignedIn(
        id=uuid4(),
        organization_id=member.organization_id,
        user_id=member.user_id,
        created_at=now,
        used_at=now,
        expires_at=now + rules.lasting,
        ip=origin.ip,
        user_agent=origin.user_agent[:_USER_AGENT_LENGTH],
    )
    sessions.add_session(session, signed_in=signed_in, session_hash=_hash(value))
    _note(session, caller_of(member, ip=origin.ip), "session.opened", now=now)
    return Opened(session=signed_in, value=value)


def authenticate(
    session: Session,
    rules: SignInRules,
    *,
    value: str,
    context: str | None,
    ip: str | None,
    now: datetime,
    on_use: Callable[[UUID], object],
) -> Caller:
    """Return who stands behind a session's value in the context the request names, as for tokens.

    ``on_use`` is told the session when the note of its last use is older than a minute.

    Raises:
        SessionOver: The session is unknown, or over.
        WrongContext: The context is somebody else's.
    """
    found = sessions.find_session(session, session_hash=_hash(value))
    member = None
    if found is not None and not found.is_over(now, idle=rules.idle):
        member = members.find_member(session, organization_id=found.organization_id, user_id=found.user_id)
    if found is None or member is None or member.status is not MemberStatus.JOINED:
        raise SessionOver("Your session is unknown or over. Sign in again.")
    check_context(context, organization_id=member.organization_id, user_id=member.user_id)
    if now - found.used_at >= min(_TOUCH, rules.idle / 2):
        on_use(found.id)
    return replace(caller_of(member, ip=ip), session_id=found.id)


def note_use(database: Database, *, session_id: UUID, now: datetime) -> None:
    """Note that a session was used; for a thread that no request waits for."""
    with database.write() as session:
        sessions.touch_session(session, session_id=session_id, now=now)


def list_own_sessions(
    session: Session, caller: Caller, *, rules: SignInRules, limit: int, offset: int, now: datetime
) -> Sequence[SignedIn]:
    """Return a page of the caller's sessions that are not over, newest first."""
    return sessions.list_sessions(
        session,
        organization_id=caller.organization_id,
        user_id=caller.user_id,
        idle=rules.idle,
        now=now,
        limit=limit,
        offset=offset,
    )


def end_own_session(session: Session, caller: Caller, *, session_id: UUID, now: datetime) -> None:
    """End a session of the caller.

    Raises:
        SessionNotFound: They have no session of that id.
    """
    found = sessions.find_session_by_id(session, session_id=session_id)
    if found is None or (found.organization_id, found.user_id) != (caller.organization_id, caller.user_id):
        raise SessionNotFound(f"You have no session {str(session_id)!r}.")
    sessions.end_session(session, session_id=session_id)
    _note(session, caller, "session.ended", now=now)


def end_current_session(session: Session, caller: Caller, *, now: datetime) -> None:
    """Sign the caller out.

    Raises:
        NoSession: The caller did not sign in.
    """
    if caller.session_id is None:
        raise NoSession("This request was made with a token; there is no session to end.")
    end_own_session(session, caller, session_id=caller.session_id, now=now)


def _find_person(session: Session, credentials: Credentials) -> Member | None:
    found = [
        member
        for member in members.list_people(
            session,
            email=credentials.email.strip().lower(),
            organization_id=credentials.organization_id,
        )
        if member.status is MemberStatus.JOINED
    ]
    return found[0] if len(found) == 1 else None


def _find_hash(session: Session, member: Member) -> str | None:
    return passwords.find_hash(session, organization_id=member.organization_id, user_id=member.user_id)


def _note(session: Session, caller: Caller, action: str, *, now: datetime) -> None:
    note(
        session,
        caller,
        category=AuditCategory.LOGIN,
        action=action,
        target=caller.user_id,
        workspace=None,
        now=now,
    )


def _hash(value: str) -> str:
    # A plain hash will do, for values are 256 random bits.
    return hashlib.sha256(value.encode()).hexdigest()
