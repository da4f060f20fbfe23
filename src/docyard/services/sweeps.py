"""Sweeps: asking for one, and what they deleted."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID, uuid4

from docyard.domain.audit_events import AuditCategory
from docyard.domain.identity import Caller
from docyard.domain.sweeps import Sweep, SweepState
from docyard.errors import NotFound
from docyard.services import access
from docyard.services.audit_events import note
from docyard.store import sweeps
from docyard.store.database import Session
from docyard.workflows.nights import begin_sweep
from docyard.workflows.queue import WorkQueue


class SweepNotFound(NotFound):
    """No sweep of that id that the organization was part of."""

    code = "sweep_not_found"


def start_sweep(session: Session, caller: Caller, *, queue: WorkQueue, now: datetime) -> Sweep:
    """Have all that is old in the caller's organization deleted by a worker.

    Raises:
        AdminsOnly: The caller is no admin.
    """
    access.require_admin(caller, to="have what is old deleted")
    sweep = Sweep(
        id=uuid4(),
        organization_id=caller.organization_id,
        night=None,
        state=SweepState.RUNNING,
        message="",
        started_at=now,
        finished_at=None,
    )
    begin_sweep(session, queue, sweep=sweep)
    note(
        session,
        caller,
        category=AuditCategory.ORGANIZATION,
        action="sweep.started",
        target=str(sweep.id),
        workspace=None,
        now=now,
    )
    return sweep


def get_sweep(session: Session, caller: Caller, *, sweep_id: UUID) -> Sweep:
    """Return a sweep with what it deleted of the caller's organization.

    Raises:
        AdminsOnly: The caller is no admin.
        SweepNotFound: The organization was part of none of that id.
    """
    access.require_admin(caller, to="see what was deleted")
    sweep = sweeps.find_sweep(session, sweep_id=sweep_id)
    if sweep is None or sweep.organization_id not in (None, caller.organization_id):
        raise SweepNotFound(f"There is no sweep {str(sweep_id)!r}.")
    own = [each for each in sweep.swept if each.organization_id == caller.organization_id]
    return replace(sweep, swept=own)


def list_sweeps(session: Session, caller: Caller, *, limit: int, offset: int) -> Sequence[Sweep]:
    """Return a page of sweeps that the caller's organization was part of, newest first.

    Raises:
        AdminsOnly: The caller is no admin.
    """
    access.require_admin(caller, to="see what was deleted")
    return sweeps.list_sweeps(session, organization_id=caller.organization_id, limit=limit, offset=offset)
