"""Migrations lead to exactly the tables that the code declares."""

from alembic.config import Config
from alembic.script import ScriptDirectory

from docyard.store import schema
from docyard.store.database import Database


def test_migrations_and_tables_agree(database: Database) -> None:
    assert schema.differences(database) == []


def test_migrating_twice_is_harmless(database: Database) -> None:
    schema.migrate(database)
    assert schema.differences(database) == []


def test_the_files_of_migrations_are_one_line_and_bear_their_numbers(database: Database) -> None:
    config = Config()
    config.set_main_option("script_location", "docyard:store/migrations")
    line = [script.revision for script in ScriptDirectory.from_config(config).walk_revisions()]

    assert line == sorted(line, reverse=True)
    assert len(line) == int(line[0])
    assert all(schema.is_known(revision) for revision in line)
    assert not schema.is_known(f"{len(line) + 1:04}")
    assert schema.newest_revision() == schema.find_revision(database) == line[0]
