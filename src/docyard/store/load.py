"""How much there is to do, over all organizations."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import func, select

from docyard.domain.runs import FileStatus, RunStatus
from docyard.store.database import Session
from docyard.store.tables import DeliveryRow, RunFileRow, RunRow


def count_runs(session: Session) -> Mapping[str, int]:
    """Return how many runs there are by status."""
    return dict(session.execute(select(RunRow.status, func.count()).group_by(RunRow.status)).tuples().all())


def count_deliveries(session: Session) -> Mapping[str, int]:
    """Return how many deliveries there are by status."""
    query = select(DeliveryRow.status, func.count()).group_by(DeliveryRow.status)
    return dict(session.execute(query).tuples().all())


def measure_queue(session: Session) -> tuple[int, datetime | None]:
    """Return how many files wait or are worked on, and when the first of their runs started."""
    query = (
        select(func.count(), func.min(RunRow.started_at))
        .join(RunFileRow, RunFileRow.run_id == RunRow.id)
        .where(RunRow.status == RunStatus.RUNNING.value, RunFileRow.status == FileStatus.QUEUED.value)
    )
    count, first = session.execute(query).tuples().one()
    return count, first
