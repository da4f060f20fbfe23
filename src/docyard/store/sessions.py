"""Sessions of people who signed in, known here by the hashes of their values only."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, or_, select, update

from docyard.domain.sessions import SignedIn
from docyard.store.database import Session
from docyard.store.tables import SessionRow


def add_session(session: Session, *, signed_in: SignedIn, session_hash: str) -> None:
    """Add a session of a member."""
    session.add(
        SessionRow(
            id=signed_in.id,
            organization_id=signed_in.organization_id,
            user_id=signed_in.user_id,
            hash=session_hash,
            created_at=signed_in.created_at,
            used_at=signed_in.used_at,
            expires_at=signed_in.expires_at,
            ip=signed_in.ip,
            user_agent=signed_in.user_agent,
        )
    )
    session.flush()


def find_session(session: Session, *, session_hash: str) -> SignedIn | None:
    """Return the session with that hash, alive or not."""
    row = session.scalar(select(SessionRow).where(SessionRow.hash == session_hash))
    return None if row is None else _signed_in(row)


def find_session_by_id(session: Session, *, session_id: UUID) -> SignedIn | None:
    """Return the session of that id, alive or not."""
    row = session.get(SessionRow, session_id)
    return None if row is None else _signed_in(row)


def list_sessions(
    session: Session,
    *,
    organization_id: str,
    user_id: str,
    idle: timedelta,
    now: datetime,
    limit: int,
    offset: int,
) -> Sequence[SignedIn]:
    """Return a page of the member's sessions that are not over, newest first."""
    query = select(SessionRow).where(
        SessionRow.organization_id == organization_id,
        SessionRow.user_id == user_id,
        SessionRow.expires_at > now,
        SessionRow.used_at > now - idle,
    )
    rows = session.scalars(
        query.order_by(SessionRow.created_at.desc(), SessionRow.id).limit(limit).offset(offset)
    )
    return tuple(_signed_in(row) for row in rows)


def touch_session(session: Session, *, session_id: UUID, now: datetime) -> None:
    """Note that a session was used; harmless if it is gone."""
    session.execute(update(SessionRow).where(SessionRow.id == session_id).values(used_at=now))


def end_session(session: Session, *, session_id: UUID) -> None:
    """Forget a session; harmless if it is gone."""
    session.execute(delete(SessionRow).where(SessionRow.id == session_id))


def end_sessions(session: Session, *, organization_id: str, user_id: str, but: UUID | None = None) -> None:
    """Forget all sessions of a member, but for that one."""
    of_member = delete(SessionRow).where(
        SessionRow.organization_id == organization_id, SessionRow.user_id == user_id
    )
    session.execute(of_member if but is None else of_member.where(SessionRow.id != but))


def sweep_sessions(session: Session, *, idle: timedelta, now: datetime) -> int:
    """Forget the sessions of all members that are over and return how many."""
    over = or_(SessionRow.expires_at <= now, SessionRow.used_at <= now - idle)
    return len(session.execute(delete(SessionRow).where(over).returning(SessionRow.id)).all())


def _signed_in(row: SessionRow) -> SignedIn:
    return SignedIn(
        id=row.id,
        organization_id=row.organization_id,
        user_id=row.user_id,
        created_at=row.created_at,
        used_at=row.used_at,
        expires_at=row.expires_at,
        ip=row.ip,
        user_agent=row.user_agent,
    )
