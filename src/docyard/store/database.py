"""Connections: who may read, who may write, and how SQLite is kept from tripping over itself."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.orm import Session

from docyard.errors import DiskFull, Invalid, Unavailable

__all__ = ["Database", "DatabaseUnavailable", "DatabaseUrlInvalid", "Session", "sqlite_url"]

# Seconds that a writer waits for another one; longer than any transaction of ours.
_BUSY_TIMEOUT_S = 30

# https://www.postgresql.org/docs/current/errcodes-appendix.html
_POSTGRESQL_DISK_FULL = "53100"


class DatabaseUrlInvalid(Invalid):
    """The database's URL is none that docyard understands."""

    code = "database_url_invalid"


class DatabaseUnavailable(Unavailable):
    """The database does not answer, refuses the login, or is no database."""

    code = "database_unavailable"


class Database:
    """A database and its two kinds of sessions.

    On SQLite a reading session begins DEFERRED and never blocks; a writing one begins IMMEDIATE,
    because in WAL mode a transaction that reads first and writes later fails at once when another
    process wrote in between, whatever the busy timeout says.

    Attributes:
        is_local: whether ending a transaction that only read takes no waiting for another machine.
    """

    def __init__(self, url: str) -> None:
        """Take the URL; nothing is opened yet.

        Raises:
            DatabaseUrlInvalid: It is no URL of SQLite or PostgreSQL.
        """
        self.url = url
        self.is_local = _backend_name(url) == "sqlite"
        if self.is_local:
            self._writing = _sqlite_engine(url, begin="BEGIN IMMEDIATE")
            self._reading = _sqlite_engine(url, begin="BEGIN DEFERRED")
        else:
            self._writing = self._reading = create_engine(url, pool_pre_ping=True, pool_size=10)

    def check(self) -> None:
        """Connect once.

        Raises:
            DatabaseUnavailable: That did not succeed; the message says why, without the password.
        """
        try:
            self._writing.connect().close()
        except DBAPIError as refusal:
            shown = make_url(self.url).render_as_string(hide_password=True)
            reason = str(refusal.orig).partition("\n")[0]
            raise DatabaseUnavailable(f"The database {shown} cannot be used: {reason}.") from refusal

    @contextmanager
    def read(self) -> Iterator[Session]:
        """Open a session for reading; nothing it does is kept."""
        with Session(self._reading, expire_on_commit=False) as session:
            yield session

    @contextmanager
    def write(self) -> Iterator[Session]:
        """Open a session that commits when the block ends well and rolls back when it raises.

        Raises:
            DiskFull: The database has no room for what the block writes; nothing has changed.
        """
        with _told_when_full(), Session(self._writing, expire_on_commit=False) as session, session.begin():
            yield session

    @contextmanager
    def connect(self) -> Iterator[Connection]:
        """Open a bare connection in a transaction, for migrations.

        SQLite makes a table anew to change its columns' rules. References to it are checked at the
        end therefore: while the old one is gone, they would be broken, or rows deleted along them.
        """
        with self._writing.connect() as connection:
            if connection.dialect.name == "sqlite":
                with _references_checked_late(connection), connection.begin():
                    yield connection
                    _check_references(connection)
            else:
                with connection.begin():
                    yield connection

    def close(self) -> None:
        """Drop all connections."""
        self._writing.dispose()
        self._reading.dispose()


def sqlite_url(path: Path) -> str:
    """Return the URL of a SQLite file."""
    return f"sqlite:///{path.resolve()}"


@contextmanager
def _told_when_full() -> Iterator[None]:
    try:
        yield
    except DBAPIError as refusal:
        is_full = (
            getattr(refusal.orig, "sqlite_errorcode", None) == sqlite3.SQLITE_FULL
            or getattr(refusal.orig, "sqlstate", None) == _POSTGRESQL_DISK_FULL
        )
        if not is_full:
            raise
        raise DiskFull("The disk of the database is full. Free some space there and try again.") from refusal


def _backend_name(url: str) -> str:
    try:
        name = make_url(url).get_backend_name()
    except ArgumentError:
        name = ""
    if name not in ("sqlite", "postgresql"):
        raise DatabaseUrlInvalid(
            "DOCYARD_DATABASE_URL is no URL of a database that docyard uses; expected "
            "postgresql://user:password@host:port/name."
        )
    return name


@contextmanager
def _references_checked_late(connection: Connection) -> Iterator[None]:
    driver: Any = connection.connection.driver_connection
    # Past SQLAlchemy, which would begin a transaction, in which SQLite ignores this.
    driver.execute("PRAGMA foreign_keys=OFF")
    try:
        yield
    finally:
        driver.execute("PRAGMA foreign_keys=ON")


def _check_references(connection: Connection) -> None:
    # DBOS keeps its own tables in the same file, and its own rules.
    broken = [
        (table, parent)
        for table, _, parent, _ in connection.exec_driver_sql("PRAGMA foreign_key_check")
        if table.startswith("docyard_")
    ]
    if broken:
        raise RuntimeError(f"Rows refer to rows that are not there: {broken[:10]}.")


def _sqlite_engine(url: str, *, begin: str) -> Engine:
    engine = create_engine(url, connect_args={"timeout": _BUSY_TIMEOUT_S, "check_same_thread": False})

    @event.listens_for(engine, "connect")
    def configure(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        # WAL persists in the file; it is set before DBOS opens it, which does not set it.
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("PRAGMA foreign_keys=ON")

    @event.listens_for(engine, "begin")
    def start(connection: Connection) -> None:
        # Past SQLAlchemy's own way to execute, which takes longer than most of our queries.
        connection.connection.cursor().execute(begin)

    return engine
