"""Beginning a sweep: each night by whichever worker is first, or when somebody asks."""

from datetime import datetime, timedelta
from uuid import uuid4

from docyard.domain.sweeps import Sweep, SweepState
from docyard.store import sweeps
from docyard.store.database import Database, Session
from docyard.workflows.queue import WorkQueue


def begin_night(database: Database, queue: WorkQueue, *, hour: int, now: datetime) -> bool:
    """Queue the sweep of the night that began last, at that hour (UTC), unless another worker has.

    A server that was off at that hour does it when it is back.
    """
    night = (now - timedelta(hours=hour)).date()
    with database.read() as session:
        if sweeps.has_night(session, night=night):
            return False
    sweep = Sweep(
        id=uuid4(),
        organization_id=None,
        night=night,
        state=SweepState.RUNNING,
        message="",
        started_at=now,
        finished_at=None,
    )
    with database.write() as session:
        return begin_sweep(session, queue, sweep=sweep)


def begin_sweep(session: Session, queue: WorkQueue, *, sweep: Sweep) -> bool:
    """Keep a sweep and queue its work; False, and nothing changed, where its night has one."""
    if not sweeps.add_sweep(session, sweep=sweep):
        return False
    queue.enqueue(session, "run_sweep", str(sweep.id), workflow_id=f"sweep-{sweep.id}")
    return True
