"""The audit log, where the server's owner does not keep it for ever."""

from collections.abc import Iterator
from datetime import datetime

from docyard.domain.sweeps import SweepKind, Swept
from docyard.store import retention
from docyard.workflows.sweeps.broom import Broom
from docyard.workflows.sweeps.rows import sweep_rows


def sweep_audit_events(broom: Broom) -> Iterator[Swept]:
    """Delete events; that they were deleted is noted as an event."""
    if broom.keeping.audit_events is None:
        return
    for organization in broom.list_organizations():
        yield from _sweep_log(broom, organization.id, before=broom.now - broom.keeping.audit_events)


def _sweep_log(broom: Broom, organization_id: str, *, before: datetime) -> Iterator[Swept]:
    return sweep_rows(
        broom,
        Swept(SweepKind.AUDIT_EVENTS, organization_id, workspace="", items=0),
        count=lambda session: retention.count_old_audit_events(
            session, organization_id=organization_id, before=before
        ),
        find=lambda session, limit: retention.list_old_audit_events(
            session, organization_id=organization_id, before=before, limit=limit
        ),
        delete=lambda session, ids: retention.delete_audit_events(session, ids=ids),
    )
