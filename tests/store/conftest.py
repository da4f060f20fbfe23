"""Every store test runs on SQLite and on a real PostgreSQL."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from docyard.store import schema
from docyard.store.database import Database, sqlite_url
from docyard.workflows.queue import WorkQueue


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
