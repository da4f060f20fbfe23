"""What a database keeps to while its tables change."""

import pytest
from sqlalchemy import text

from docyard.store.database import Database


@pytest.fixture
def family(database: Database) -> Database:
    """A parent row with a child that would go with it."""
    with database.connect() as connection:
        connection.execute(text("CREATE TABLE docyard_p (id INTEGER PRIMARY KEY)"))
        connection.execute(
            text("CREATE TABLE docyard_c (p INTEGER NOT NULL REFERENCES docyard_p ON DELETE CASCADE)")
        )
        connection.execute(text("INSERT INTO docyard_p VALUES (1)"))
        connection.execute(text("INSERT INTO docyard_c VALUES (1)"))
    return database


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_rows_survive_when_their_parents_table_is_made_anew(family: Database) -> None:
    with family.connect() as connection:
        for statement in (
            "CREATE TABLE docyard_new (id INTEGER PRIMARY KEY)",
            "INSERT INTO docyard_new SELECT id FROM docyard_p",
            "DROP TABLE docyard_p",
            "ALTER TABLE docyard_new RENAME TO docyard_p",
        ):
            connection.execute(text(statement))
    with family.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM docyard_c")) == 1


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_migration_that_breaks_references_is_not_kept(family: Database) -> None:
    with pytest.raises(RuntimeError, match="docyard_c"), family.connect() as connection:
        connection.execute(text("DELETE FROM docyard_p"))
    with family.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM docyard_p")) == 1


def test_sessions_heed_references_after_a_migration(family: Database) -> None:
    with family.write() as session:
        session.execute(text("DELETE FROM docyard_p"))
    with family.read() as session:
        assert session.scalar(text("SELECT count(*) FROM docyard_c")) == 0
