"""Copies of a SQLite database that is in use."""

import sqlite3
from contextlib import closing
from pathlib import Path

from docyard.store.database import DatabaseUnavailable


def copy_database(source: Path, *, to: Path) -> None:
    """Copy a database as it is at one moment, journal of work included; nobody waits meanwhile.

    Raises:
        DatabaseUnavailable: It cannot be read, or the copy not be written.
    """
    try:
        with closing(sqlite3.connect(source)) as opened, closing(sqlite3.connect(to)) as copy:
            opened.backup(copy)
            # One file instead of three; the first server that opens it chooses WAL again.
            copy.execute("PRAGMA journal_mode=DELETE")
    except sqlite3.Error as refusal:
        raise DatabaseUnavailable(f"Database {str(source)!r} cannot be copied: {refusal}.") from refusal


def find_damage(file: Path) -> str | None:
    """Return what is wrong inside a database, None if nothing is; takes seconds per GB."""
    try:
        with closing(sqlite3.connect(file)) as opened:
            (answer,) = opened.execute("PRAGMA quick_check(1)").fetchone()
    except sqlite3.Error as fault:
        return str(fault)
    return None if answer == "ok" else str(answer)


def silence_workers(file: Path) -> None:
    """Have the workers of a copied database taken for dead at once, and their work taken over.

    They are those of the server it came from; one may have the number of a living process here.
    """
    with closing(sqlite3.connect(file)) as opened, opened:
        opened.execute("UPDATE docyard_workers SET heartbeat_at = '1970-01-01 00:00:00.000000'")
