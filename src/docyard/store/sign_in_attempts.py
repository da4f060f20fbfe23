"""Failed attempts to sign in, by the hash of the e-mail address that was given."""

from datetime import datetime, timedelta

from sqlalchemy import delete, or_, select
from sqlalchemy.dialects import postgresql, sqlite

from docyard.domain.passwords import Attempts
from docyard.store.database import Session
from docyard.store.tables import SignInAttemptsRow


def find_attempts(session: Session, *, email_hash: str) -> Attempts:
    """Return the failed attempts, which nobody else counts until the session ends."""
    query = select(SignInAttemptsRow).where(SignInAttemptsRow.email_hash == email_hash)
    row = session.scalar(query.with_for_update())
    if row is None:
        return Attempts()
    return Attempts(failures=row.failures, failing_since=row.failing_since, locked_until=row.locked_until)


def make_room(session: Session, *, email_hash: str) -> None:
    """Have a row to lock, so that two first failures at a time are counted one after the other."""
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    nothing = insert(SignInAttemptsRow).values(email_hash=email_hash, failures=0)
    session.execute(nothing.on_conflict_do_nothing())


def save_attempts(session: Session, *, email_hash: str, attempts: Attempts) -> None:
    """Keep how many attempts failed; the address has a row."""
    row = session.get_one(SignInAttemptsRow, email_hash)
    row.failures = attempts.failures
    row.failing_since = attempts.failing_since
    row.locked_until = attempts.locked_until
    session.flush()


def forget_attempts(session: Session, *, email_hash: str) -> None:
    """Count from nothing again; harmless if there is nothing."""
    session.execute(delete(SignInAttemptsRow).where(SignInAttemptsRow.email_hash == email_hash))


def sweep_attempts(session: Session, *, period: timedelta, now: datetime) -> int:
    """Forget what no longer counts and return of how many addresses."""
    is_old = or_(SignInAttemptsRow.failing_since.is_(None), SignInAttemptsRow.failing_since <= now - period)
    is_open = or_(SignInAttemptsRow.locked_until.is_(None), SignInAttemptsRow.locked_until <= now)
    gone = delete(SignInAttemptsRow).where(is_old, is_open).returning(SignInAttemptsRow.email_hash)
    return len(session.execute(gone).all())
