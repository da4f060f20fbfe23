"""The journal of work, in the tables of the workflow library where its interface does not reach."""

from collections.abc import Collection, Sequence

from sqlalchemy import TableClause, column, select, table, update

from docyard.store.database import Session

_UNFINISHED = ("ENQUEUED", "DELAYED", "PENDING")


def list_unfinished_versions(session: Session) -> Sequence[str]:
    """Return the application versions that unfinished work was queued under."""
    entries = _entries(session)
    query = select(entries.c.application_version).where(entries.c.status.in_(_UNFINISHED)).distinct()
    return [version for version in session.scalars(query) if version is not None]


def relabel_unfinished(session: Session, *, versions: Collection[str], to: str) -> int:
    """Put unfinished work of those versions under another one and return how many entries that were."""
    entries = _entries(session)
    changed = session.execute(
        update(entries)
        .where(entries.c.status.in_(_UNFINISHED), entries.c.application_version.in_(versions))
        .values(application_version=to)
        .returning(entries.c.workflow_uuid)
    )
    return len(changed.all())


def _entries(session: Session) -> TableClause:
    # On SQLite all tables are in one schema.
    schema = None if session.get_bind().dialect.name == "sqlite" else "dbos"
    return table(
        "workflow_status",
        column("workflow_uuid"),
        column("status"),
        column("application_version"),
        schema=schema,
    )
