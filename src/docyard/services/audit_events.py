"""Audit events: every action that changes something notes one, in its own transaction."""

from collections.abc import Sequence
from datetime import datetime

from docyard.domain.audit_events import AuditCategory, AuditEvent
from docyard.domain.identity import Caller
from docyard.services import access
from docyard.store import audit_events, members
from docyard.store.audit_events import AuditFilter
from docyard.store.database import Session


def note(
    session: Session,
    caller: Caller,
    *,
    category: AuditCategory,
    action: str,
    target: str,
    workspace: str | None,
    now: datetime,
) -> None:
    """Note what the caller does; kept if, and only if, the session's changes are.

    ``action`` and ``target`` name things; they never hold document content, tokens or values of secrets.
    """
    member = members.find_member(session, organization_id=caller.organization_id, user_id=caller.user_id)
    event = AuditEvent(
        organization_id=caller.organization_id,
        at=now,
        category=category,
        action=action,
        target=target,
        workspace=workspace,
        user_id=caller.user_id,
        email="" if member is None else member.email,
        ip=caller.ip,
    )
    audit_events.add_event(session, event=event)


def list_events(
    session: Session, caller: Caller, *, narrowed: AuditFilter, limit: int, offset: int
) -> Sequence[AuditEvent]:
    """Return a page of the organization's events, newest first.

    Raises:
        AdminsOnly: The caller is no admin.
    """
    access.require_admin(caller, to="read the audit log")
    return audit_events.list_events(
        session, organization_id=caller.organization_id, narrowed=narrowed, limit=limit, offset=offset
    )
