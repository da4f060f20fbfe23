"""The audit log, where the server's owner does not keep it for ever."""

from collections.abc import Iterator

from docyard.domain.sweeps import SweepKind, Swept
from docyard.store import retention
from docyard.workflows.sweeps.broom import Broom

_AT_ONCE = 500


def sweep_audit_events(broom: Broom) -> Iterator[Swept]:
    """Delete events some hundreds at a time; that they were deleted is noted as an event."""
    if broom.keeping.audit_events is None:
        return
    before = broom.now - broom.keeping.audit_events
    for organization in broom.list_organizations():
        if broom.is_trial:
            with broom.database.read() as session:
                count = retention.count_old_audit_events(
                    session, organization_id=organization.id, before=before
                )
            yield Swept(SweepKind.AUDIT_EVENTS, organization.id, "", count)
            continue
        is_more = True
        while is_more:
            with broom.database.write() as session:
                ids = retention.list_old_audit_events(
                    session, organization_id=organization.id, before=before, limit=_AT_ONCE
                )
                count = retention.delete_audit_events(session, ids=ids)
                swept = Swept(SweepKind.AUDIT_EVENTS, organization.id, "", count)
                broom.note(session, swept)
            is_more = len(ids) == _AT_ONCE
            yield swept
