"""Migrations lead to exactly the tables that the code declares."""

from docyard.store import schema
from docyard.store.database import Database


def test_migrations_and_tables_agree(database: Database) -> None:
    assert schema.differences(database) == []


def test_migrating_twice_is_harmless(database: Database) -> None:
    schema.migrate(database)
    assert schema.differences(database) == []
