"""How busy the installation is, over all organizations: for its owner's monitoring."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from docyard.domain.deliveries import DeliveryStatus
from docyard.domain.runs import RunStatus
from docyard.store import load, workers
from docyard.store.database import Session
from docyard.workflows.takeovers import is_dead


@dataclass(frozen=True, slots=True)
class Load:
    """Counts by status, with a zero for those that nothing has.

    Attributes:
        open_files: files of running runs that have no result yet.
        oldest_s: how long the first run with such files has been going on; 0 without one.
    """

    runs: Mapping[str, int]
    deliveries: Mapping[str, int]
    open_files: int
    oldest_s: float
    workers: int


def measure_load(session: Session, *, now: datetime) -> Load:
    """Count what there is to do and who is there to do it."""
    open_files, first = load.measure_queue(session)
    clock = workers.read_clock(session)
    return Load(
        runs={status.value: 0 for status in RunStatus} | dict(load.count_runs(session)),
        deliveries={status.value: 0 for status in DeliveryStatus} | dict(load.count_deliveries(session)),
        open_files=open_files,
        oldest_s=0.0 if first is None else (now - first).total_seconds(),
        workers=sum(not is_dead(worker, now=clock) for worker in workers.list_workers(session)),
    )
