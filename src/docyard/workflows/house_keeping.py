"""Sweeps as workers do them; one that is killed is taken up again by the next worker."""

from uuid import UUID

import structlog

from docyard.domain.sweeps import SweepState, Swept
from docyard.store import sweeps
from docyard.workflows.sweeps import Broom, sweep
from docyard.workflows.worker import Worker

_log = structlog.get_logger()


def run_sweep(worker: Worker, sweep_id: str) -> None:
    """Delete what is old and leave how much that was where people ask."""
    with worker.database.read() as session:
        found = sweeps.find_sweep(session, sweep_id=UUID(sweep_id))
    if found is None or found.state is not SweepState.RUNNING:
        return
    broom = Broom(
        database=worker.database,
        drives=worker.drives,
        keeping=worker.keeping,
        now=worker.now(),
        organization_id=found.organization_id,
        sweep_id=found.id,
    )
    failed = sweep(broom, on_swept=_tell)
    names = ", ".join(kind.value.replace("_", " ") for kind in failed)
    message = f"Not all could be swept ({names}); the server's log says why." if failed else ""
    _end(worker, sweep_id, SweepState.FAILED if failed else SweepState.COMPLETE, message)


def fail_sweep(worker: Worker, sweep_id: str) -> None:
    """End a sweep that was tried in vain."""
    _end(worker, sweep_id, SweepState.FAILED, "The sweep stopped at a fault; the server's log says which.")


def _end(worker: Worker, sweep_id: str, state: SweepState, message: str) -> None:
    with worker.database.write() as session:
        sweeps.end_sweep(session, sweep_id=UUID(sweep_id), state=state, message=message, now=worker.now())


def _tell(swept: Swept) -> None:
    if swept.items:
        _log.info(
            "sweep.swept",
            kind=swept.kind.value,
            organization=swept.organization_id,
            items=swept.items,
            size_bytes=swept.size_bytes,
        )
