"""Every store test runs on SQLite and on a real PostgreSQL."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from docyard.store.database import Database, sqlite_url
from docyard.workflows.queue import WorkQueue, migrate_journal
from tests import databases


@pytest.fixture(params=databases.KINDS)
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """An empty database with all migrations applied."""
    if request.param == "sqlite":
        file = tmp_path / "docyard.db"
        databases.copy_sqlite(file)
        with closing(Database(sqlite_url(file))) as opened:
            yield opened
    else:
        url = databases.create_postgresql()
        with closing(Database(databases.sqlalchemy_url(url))) as opened:
            yield opened
        databases.drop_postgresql(url)


@pytest.fixture
def queue(database: Database) -> Iterator[WorkQueue]:
    """The way to workers, which nobody takes anything from."""
    migrate_journal(database.url)
    opened = WorkQueue(database.url)
    yield opened
    opened.close()
