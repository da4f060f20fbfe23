"""House-keeping: sweeps and what they deleted."""

from fastapi import APIRouter

from docyard.api.backend import Reading, WithBackend, WithCaller, Writing, now
from docyard.api.idempotency_keys import Route
from docyard.api.ids import parse_id
from docyard.api.paging import Limit, Offset
from docyard.api.wire.sweeps import SweepBody, SweepDetailsBody, SweepList
from docyard.services import sweeps

router = APIRouter(prefix="/v2/sweeps", tags=["sweeps"], route_class=Route)


@router.post("", operation_id="startSweep", status_code=202)
def start_sweep(backend: WithBackend, caller: WithCaller, session: Writing) -> SweepBody:
    """Delete now what is older than it is to be kept, in one's organization; for admins."""
    return SweepBody.of(sweeps.start_sweep(session, caller, queue=backend.queue, now=now()))


@router.get("", operation_id="listSweeps")
def list_sweeps(caller: WithCaller, session: Reading, limit: Limit = 100, offset: Offset = 0) -> SweepList:
    """List sweeps, nightly ones among them, newest first; for admins."""
    found = sweeps.list_sweeps(session, caller, limit=limit, offset=offset)
    return SweepList(sweeps=[SweepBody.of(each) for each in found])


@router.get("/{sweep_id}", operation_id="getSweep")
def read_sweep(sweep_id: str, caller: WithCaller, session: Reading) -> SweepDetailsBody:
    """Read where a sweep stands and what it has deleted so far; for admins."""
    found = sweeps.get_sweep(session, caller, sweep_id=parse_id(sweep_id, noun="sweep"))
    return SweepDetailsBody.of(found)
