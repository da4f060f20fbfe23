"""Passwords, known here by their hashes only, and the failed attempts to use them."""

from datetime import datetime

from sqlalchemy import select

from docyard.domain.passwords import Attempts
from docyard.store.database import Session
from docyard.store.tables import PasswordRow


def put_password(
    session: Session, *, organization_id: str, user_id: str, password_hash: str, now: datetime
) -> None:
    """Set a member's password, or replace it; earlier failures are forgotten."""
    session.merge(
        PasswordRow(
            organization_id=organization_id,
            user_id=user_id,
            hash=password_hash,
            set_at=now,
            failures=0,
            failing_since=None,
            locked_until=None,
        )
    )
    session.flush()


def find_hash(session: Session, *, organization_id: str, user_id: str) -> str | None:
    """Return the hash of a member's password, if they have one."""
    row = session.get(PasswordRow, (organization_id, user_id))
    return None if row is None else row.hash


def find_attempts(session: Session, *, organization_id: str, user_id: str) -> Attempts | None:
    """Return the failed attempts on a password, which nobody else counts until the session ends."""
    query = select(PasswordRow).where(
        PasswordRow.organization_id == organization_id, PasswordRow.user_id == user_id
    )
    row = session.scalar(query.with_for_update())
    return (
        None
        if row is None
        else Attempts(failures=row.failures, failing_since=row.failing_since, locked_until=row.locked_until)
    )


def save_attempts(session: Session, *, organization_id: str, user_id: str, attempts: Attempts) -> None:
    """Keep how many attempts on a password failed."""
    row = session.get_one(PasswordRow, (organization_id, user_id))
    row.failures = attempts.failures
    row.failing_since = attempts.failing_since
    row.locked_until = attempts.locked_until
    session.flush()


def replace_hash(session: Session, *, organization_id: str, user_id: str, old: str, new: str) -> None:
    """Keep the same password under another hash, unless it was changed meanwhile."""
    row = session.get_one(PasswordRow, (organization_id, user_id))
    if row.hash == old:
        row.hash = new
        session.flush()
