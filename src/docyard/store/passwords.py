"""Passwords, known here by their hashes only."""

from datetime import datetime

from docyard.store.database import Session
from docyard.store.tables import PasswordRow


def put_password(
    session: Session, *, organization_id: str, user_id: str, password_hash: str, now: datetime
) -> None:
    """Set a member's password, or replace it."""
    session.merge(
        PasswordRow(organization_id=organization_id, user_id=user_id, hash=password_hash, set_at=now)
    )
    session.flush()


def find_hash(session: Session, *, organization_id: str, user_id: str) -> str | None:
    """Return the hash of a member's password, if they have one."""
    row = session.get(PasswordRow, (organization_id, user_id))
    return None if row is None else row.hash


def renew_hash(session: Session, *, organization_id: str, user_id: str, password_hash: str) -> None:
    """Keep the same password under another hash."""
    session.get_one(PasswordRow, (organization_id, user_id)).hash = password_hash
    session.flush()
