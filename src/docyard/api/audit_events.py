"""The audit log."""

from fastapi import APIRouter

from docyard.api.backend import Reading, WithCaller
from docyard.api.idempotency_keys import Route
from docyard.api.wire.audit_events import AuditAnswer, AuditQuery
from docyard.api.wire.errors import OldErrorBody
from docyard.services import audit_events

router = APIRouter(prefix="/v1/auditlogs", tags=["audit-events"], route_class=Route)

_LARGEST_PAGE = 1000


@router.post("", operation_id="getAuditLogs", response_model=AuditAnswer | OldErrorBody)
def list_audit_events(body: AuditQuery, caller: WithCaller, session: Reading) -> AuditAnswer:
    """List audit events, newest first; for admins. Refusals are told in the body, with status 200."""
    found = audit_events.list_events(
        session,
        caller,
        narrowed=body.narrowed(),
        limit=min(body.size or _LARGEST_PAGE, _LARGEST_PAGE),
        offset=body.start or 0,
    )
    return AuditAnswer.of(found)
