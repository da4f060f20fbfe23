"""Workers and their heartbeats."""

from collections.abc import Sequence
from datetime import UTC, datetime

from sqlalchemy import select, text

from docyard.domain.workers import Worker
from docyard.store.database import Session
from docyard.store.tables import WorkerRow


def read_clock(session: Session) -> datetime:
    """Return the time of the machine that the database runs on, by which all heartbeats are noted."""
    if session.get_bind().dialect.name == "sqlite":
        return datetime.now(UTC)
    now: datetime = session.execute(text("SELECT clock_timestamp()")).scalar_one()
    return now.astimezone(UTC)


def add_worker(session: Session, *, worker: Worker) -> None:
    """Add a worker that has just become ready."""
    session.add(
        WorkerRow(
            executor_id=worker.executor_id,
            host=worker.host,
            pid=worker.pid,
            started_at=worker.started_at,
            heartbeat_at=worker.heartbeat_at,
            place=worker.place,
            application_version=worker.application_version,
        )
    )
    session.flush()


def touch_worker(session: Session, *, executor_id: str, now: datetime) -> bool:
    """Note that the worker lives; False if it was taken for dead and removed."""
    row = session.get(WorkerRow, executor_id)
    if row is None:
        return False
    row.heartbeat_at = now
    session.flush()
    return True


def remove_worker(session: Session, *, executor_id: str) -> None:
    """Forget a worker; harmless if it is forgotten already."""
    row = session.get(WorkerRow, executor_id)
    if row is not None:
        session.delete(row)
        session.flush()


def list_workers(session: Session) -> Sequence[Worker]:
    """Return all workers that were not forgotten, oldest first."""
    rows = session.scalars(select(WorkerRow).order_by(WorkerRow.started_at))
    return tuple(
        Worker(
            executor_id=row.executor_id,
            host=row.host,
            pid=row.pid,
            started_at=row.started_at,
            heartbeat_at=row.heartbeat_at,
            place=row.place,
            application_version=row.application_version,
        )
        for row in rows
    )
