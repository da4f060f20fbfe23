"""Bringing a database to the state that this version expects."""

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import inspect, text

from docyard.store.database import Database
from docyard.store.tables import Table

# Alembic takes long to load, and nearly every process finds its database up to date.
# ruff: noqa: PLC0415
if TYPE_CHECKING:
    from alembic.config import Config

_MIGRATIONS = Path(__file__).parent / "migrations"


def migrate(database: Database) -> None:
    """Apply all migrations that are still missing; harmless when there are none."""
    if find_revision(database) == newest_revision():
        return
    from alembic import command

    with database.connect() as connection:
        config = _config()
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def find_revision(database: Database) -> str | None:
    """Return the newest migration that a database has had, None if it has had none."""
    with database.connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return None
        revision: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
        return revision


def newest_revision() -> str:
    """Return the newest migration of this version."""
    return max(_revisions())


def is_known(revision: str) -> bool:
    """Tell whether this version has a migration of that name."""
    return revision in _revisions()


def write_migration(database: Database, *, message: str) -> None:
    """Write a migration that leads from the database's tables to those in ``tables``."""
    from alembic import command

    with database.connect() as connection:
        config = _config()
        config.attributes["connection"] = connection
        command.revision(config, message=message, autogenerate=True)


def differences(database: Database) -> list[object]:
    """Return what the migrations left different from ``tables``; empty when they agree."""
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    with database.connect() as connection:
        options = {
            "include_name": lambda name, kind, _: kind != "table" or (name or "").startswith("docyard_")
        }
        context = MigrationContext.configure(connection, opts=options)
        return list(compare_metadata(context, Table.metadata))


def _revisions() -> set[str]:
    """Return the numbers of all migrations, which their files' names begin with."""
    return {path.name[:4] for path in (_MIGRATIONS / "versions").glob("[0-9]*.py")}


def _config() -> "Config":
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    return config
