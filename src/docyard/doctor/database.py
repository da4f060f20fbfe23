"""The database: reachable, of this version, writable."""

from collections.abc import Iterator

from docyard.doctor.finding import Finding, State, in_bytes
from docyard.doctor.opening import opened_database
from docyard.settings import Settings
from docyard.store import condition, schema


def examine_database(settings: Settings) -> Iterator[Finding]:
    """Connect, compare the version of the tables, and write a row that is taken back.

    Raises:
        DatabaseUnavailable: It is not there or does not answer.
    """
    with opened_database(settings) as database:
        seen = condition.read_condition(database)
        shown = f"{seen.product} {seen.version}, {seen.mode}, {in_bytes(seen.size_bytes)}"
        revision, newest = schema.find_revision(database), schema.newest_revision()
        if revision is not None and not schema.is_known(revision):
            mend = "Run the version of docyard that made it, or a newer one."
            yield Finding(State.FAILED, f"{shown}; made by a newer docyard (tables {revision})", mend)
        elif revision != newest:
            mend = "Back it up, then start this version: 'docyard serve' brings the tables up to date."
            yield Finding(State.WARNING, f"{shown}; tables {revision or 'none'}, expected {newest}", mend)
        elif refusal := condition.find_write_refusal(database):
            mend = (
                "Give docyard's user the right to write, free disk space, or connect to the primary server."
            )
            yield Finding(State.FAILED, f"{shown}; cannot be written to: {refusal}", mend)
        elif not seen.is_crash_safe:
            mend = "Expected SQLite in WAL mode, or PostgreSQL with fsync on and UTF8."
            yield Finding(State.WARNING, f"{shown}; may lose or garble data", mend)
        else:
            yield Finding(State.OK, f"{shown}, tables {revision}")
