"""Passwords of people: what they must be like, setting one, and telling whether one is right."""

import secrets
import threading
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from docyard.domain.audit_events import AuditCategory
from docyard.domain.identity import Member, MemberKind, caller_of
from docyard.errors import Invalid, TooManyRequests
from docyard.services.audit_events import note
from docyard.store import passwords, sessions
from docyard.store.database import Session

_SHORTEST = 12
_LONGEST = 1024

# How many more may wait for a check than are checked at a time, and how long.
_WAITING = 8
_PATIENCE_S = 5.0


class PasswordRefused(Invalid):
    """The password breaks a rule, or its owner cannot have one."""

    code = "password_refused"


class SignInBusy(TooManyRequests):
    """More people sign in at the moment than passwords can be checked."""

    code = "sign_in_busy"


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
    passwords.put_password(
        session,
        organization_id=member.organization_id,
        user_id=member.user_id,
        password_hash=PasswordHasher().hash(_normal(password)),
        now=now,
    )
    sessions.end_sessions(session, organization_id=member.organization_id, user_id=member.user_id)
    note(
        session,
        caller_of(member, ip=ip),
        category=AuditCategory.ACCOUNT,
        action="password.set",
        target=member.user_id,
        workspace=None,
        now=now,
    )


class PasswordChecks:
    """Checks passwords, a few at a time: each check keeps a core and 64 MiB busy for some 50 ms.

    Who comes when too many wait already is refused at once, so that people who sign in never hold
    all threads of the server.
    """

    def __init__(self, *, at_once: int) -> None:
        """Take how many checks may run at a time; costs as much as one check."""
        self._hasher = PasswordHasher()
        self._slots = threading.BoundedSemaphore(at_once)
        self._places = threading.BoundedSemaphore(at_once + _WAITING)
        # Checked where there is no account, so that the time of an answer does not tell.
        self._nobodys = self._hasher.hash(secrets.token_hex(16))

    def is_right(self, password: str, *, password_hash: str | None) -> bool:
        """Tell whether the password is that of the hash; without a hash it never is, in the same time.

        Raises:
            SignInBusy: Too many others wait.
        """
        with self._slot():
            try:
                self._hasher.verify(password_hash or self._nobodys, _normal(password))
            except (VerificationError, InvalidHashError):
                return False
        return password_hash is not None

    def renewed(self, password: str, *, password_hash: str) -> str | None:
        """Return a hash of today's parameters where the old one has others."""
        if not self._hasher.check_needs_rehash(password_hash):
            return None
        with self._slot():
            return self._hasher.hash(_normal(password))

    @contextmanager
    def _slot(self) -> Iterator[None]:
        if not self._places.acquire(blocking=False):
            raise _busy()
        try:
            if not self._slots.acquire(timeout=_PATIENCE_S):
                raise _busy()
            try:
                yield
            finally:
                self._slots.release()
        finally:
            self._places.release()


def _busy() -> SignInBusy:
    return SignInBusy("Too many people sign in at the moment. Try again in a few seconds.", retry_after_s=5)


def _check(password: str, member: Member) -> None:
    if member.kind is MemberKind.SERVICE_ACCOUNT:
        raise PasswordRefused(
            f"{member.user_id!r} is a service account and cannot have a password. Make a token for it."
        )
    length = len(_normal(password))
    if not _SHORTEST <= length <= _LONGEST:
        raise PasswordRefused(
            f"A password has {_SHORTEST} to {_LONGEST} characters; this one has {length}. Choose another."
        )
    if _normal(password).casefold() in (member.email.casefold(), member.user_id.casefold()):
        raise PasswordRefused("A password cannot be the account's e-mail address. Choose another.")


def _normal(password: str) -> str:
    # The same letters come in several encodings, by keyboard and system (NIST SP 800-63B, 5.1.1.2).
    return unicodedata.normalize("NFKC", password)
