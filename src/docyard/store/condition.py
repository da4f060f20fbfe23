"""What a database says about itself."""

from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import uuid4

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from docyard.domain.workers import Worker
from docyard.store import workers
from docyard.store.database import Database, Session


@dataclass(frozen=True, slots=True)
class Condition:
    """A database's own account.

    Attributes:
        product: ``SQLite`` or ``PostgreSQL``.
        mode: how it keeps what is committed, for people.
        is_crash_safe: that mode keeps it, also when the power fails, and any character.
        size_bytes: of everything in it, docyard's or not.
    """

    product: str
    version: str
    mode: str
    is_crash_safe: bool
    size_bytes: int


def read_condition(database: Database) -> Condition:
    """Ask the database about itself; it may hold no tables of ours."""
    with database.read() as session:
        return _sqlite_condition(session) if database.is_local else _postgresql_condition(session)


def find_write_refusal(database: Database) -> str | None:
    """Write a row, take it back, and return why that is refused, None if it is not.

    Nobody else ever sees the row.
    """
    now = datetime.now(UTC)
    probe = Worker(executor_id=f"doctor:{uuid4()}", host="", pid=0, started_at=now, heartbeat_at=now)
    try:
        with database.write() as session:
            workers.add_worker(session, worker=probe)
            session.rollback()
    except DBAPIError as refusal:
        return str(refusal.orig).partition("\n")[0]
    return None


def read_clock(database: Database) -> datetime:
    """Return the time of the machine that the database runs on."""
    with database.read() as session:
        return workers.read_clock(session)


def _sqlite_condition(session: Session) -> Condition:
    mode = str(session.scalar(text("PRAGMA journal_mode")))
    pages, page_bytes = (session.scalar(text(f"PRAGMA {of}")) for of in ("page_count", "page_size"))
    return Condition(
        product="SQLite",
        version=str(session.scalar(text("SELECT sqlite_version()"))),
        mode=f"journal {mode}",
        is_crash_safe=mode == "wal",
        size_bytes=int(pages) * int(page_bytes),
    )


def _postgresql_condition(session: Session) -> Condition:
    fsync, encoding, version = (
        str(session.scalar(text(f"SHOW {of}"))) for of in ("fsync", "server_encoding", "server_version")
    )
    return Condition(
        product="PostgreSQL",
        version=version,
        mode=f"fsync {fsync}, {encoding}",
        is_crash_safe=fsync == "on" and encoding == "UTF8",
        size_bytes=int(session.scalar(text("SELECT pg_database_size(current_database())")) or 0),
    )
