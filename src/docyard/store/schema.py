"""Bringing a database to the state that this version expects."""

from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from docyard.store.database import Database
from docyard.store.tables import Table


def migrate(database: Database) -> None:
    """Apply all migrations that are still missing; harmless when there are none."""
    with database.connect() as connection:
        config = _config()
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def find_revision(database: Database) -> str | None:
    """Return the newest migration that a database has had, None if it has had none."""
    with database.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def newest_revision() -> str:
    """Return the newest migration of this version."""
    return str(ScriptDirectory.from_config(_config()).get_current_head())


def is_known(revision: str) -> bool:
    """Tell whether this version has a migration of that name."""
    return any(
        known.revision == revision for known in ScriptDirectory.from_config(_config()).walk_revisions()
    )


def write_migration(database: Database, *, message: str) -> None:
    """Write a migration that leads from the database's tables to those in ``tables``."""
    with database.connect() as connection:
        config = _config()
        config.attributes["connection"] = connection
        command.revision(config, message=message, autogenerate=True)


def differences(database: Database) -> list[object]:
    """Return what the migrations left different from ``tables``; empty when they agree."""
    with database.connect() as connection:
        options = {
            "include_name": lambda name, kind, _: kind != "table" or (name or "").startswith("docyard_")
        }
        context = MigrationContext.configure(connection, opts=options)
        return list(compare_metadata(context, Table.metadata))


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    return config
