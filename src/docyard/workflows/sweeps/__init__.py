"""House-keeping: deleting what is older than it is to be kept, kind by kind, in small transactions.

Whatever is killed in between, the next sweep goes on: what is deleted is not found again.
To add a kind: a module with a function like ``runs.sweep_runs``, a word in ``SweepKind``, a line in
``KINDS``. Tests: ``tests/workflows/test_sweeps.py``.
"""

from collections.abc import Callable, Iterator

import structlog

from docyard.domain.sweeps import SweepKind, Swept
from docyard.errors import DiskFull
from docyard.workflows.sweeps.audit_events import sweep_audit_events
from docyard.workflows.sweeps.batches import sweep_batches
from docyard.workflows.sweeps.broom import Broom
from docyard.workflows.sweeps.deliveries import sweep_deliveries
from docyard.workflows.sweeps.jobs import sweep_jobs
from docyard.workflows.sweeps.leftovers import sweep_leftovers
from docyard.workflows.sweeps.orphans import sweep_orphans
from docyard.workflows.sweeps.pages import sweep_pages
from docyard.workflows.sweeps.runs import sweep_runs
from docyard.workflows.sweeps.uploads import sweep_uploads

__all__ = ["KINDS", "Broom", "sweep"]

_log = structlog.get_logger()

# Runs before batches: a batch is kept as long as a run names it.
KINDS: dict[SweepKind, Callable[[Broom], Iterator[Swept]]] = {
    SweepKind.RUNS: sweep_runs,
    SweepKind.BATCHES: sweep_batches,
    SweepKind.DELIVERIES: sweep_deliveries,
    SweepKind.JOBS: sweep_jobs,
    SweepKind.UPLOADS: sweep_uploads,
    SweepKind.PAGES: sweep_pages,
    SweepKind.AUDIT_EVENTS: sweep_audit_events,
    SweepKind.LEFTOVERS: sweep_leftovers,
    SweepKind.ORPHANS: sweep_orphans,
}


def sweep(broom: Broom, *, on_swept: Callable[[Swept], None]) -> list[SweepKind]:
    """Delete what is old, or only find it in a trial, and return the kinds that a fault kept from ending.

    ``on_swept`` hears of every portion once it is gone.

    Raises:
        DiskFull: The database has no room to note what goes.
    """
    failed = []
    for kind, sweep_kind in KINDS.items():
        try:
            for swept in sweep_kind(broom):
                on_swept(swept)
        except DiskFull:
            raise
        except Exception:  # noqa: BLE001 - what breaks one kind must not let all others pile up
            _log.exception("sweep.kind_failed", kind=kind.value)
            failed.append(kind)
    return failed
