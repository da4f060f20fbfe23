"""The database as checks open it: never made, never migrated."""

from collections.abc import Iterator
from contextlib import contextmanager

from docyard.settings import Settings
from docyard.store import schema
from docyard.store.database import Database, DatabaseUnavailable


@contextmanager
def opened_database(settings: Settings) -> Iterator[Database]:
    """Open the database as it is, of whatever version.

    Raises:
        DatabaseUnavailable: It is not there or does not answer.
    """
    file = settings.database_file
    if file is not None and not file.is_file():
        raise DatabaseUnavailable(
            f"There is no database {str(file)!r}; 'docyard init' or 'docyard serve' makes one."
        )
    database = Database(settings.effective_database_url)
    try:
        database.check()
        yield database
    finally:
        database.close()


@contextmanager
def opened_current_database(settings: Settings) -> Iterator[Database]:
    """Open a database that has the tables of this version.

    Raises:
        DatabaseUnavailable: It is not there, does not answer, or is of another version.
    """
    with opened_database(settings) as database:
        if schema.find_revision(database) != schema.newest_revision():
            raise DatabaseUnavailable("The database is of another version of docyard.")
        yield database
