"""Audit events: added and read, never changed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, select

from docyard.domain.audit_events import AuditCategory, AuditEvent
from docyard.store.database import Session
from docyard.store.tables import AuditEventRow


@dataclass(frozen=True, slots=True)
class AuditFilter:
    """What a listing of events is narrowed to; None means no condition.

    Attributes:
        email: as members' addresses are stored, in lower case.
        at_from: the earliest time.
        at_before: the first time that is too late.
    """

    category: AuditCategory | None
    email: str | None
    at_from: datetime | None
    at_before: datetime | None


def add_event(session: Session, *, event: AuditEvent) -> None:
    """Add an event."""
    session.add(
        AuditEventRow(
            organization_id=event.organization_id,
            at=event.at,
            category=event.category.value,
            action=event.action,
            target=event.target,
            workspace=event.workspace,
            user_id=event.user_id,
            email=event.email,
            ip=event.ip,
        )
    )
    session.flush()


def list_events(
    session: Session, *, organization_id: str, narrowed: AuditFilter, limit: int, offset: int
) -> Sequence[AuditEvent]:
    """Return a page of the organization's events, newest first."""
    query = (
        select(AuditEventRow)
        .where(AuditEventRow.organization_id == organization_id, *_conditions(narrowed))
        .order_by(AuditEventRow.at.desc(), AuditEventRow.id.desc())
        .limit(limit)
        .offset(offset)
    )
    return tuple(_event(row) for row in session.scalars(query))


def _conditions(narrowed: AuditFilter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if narrowed.category is not None:
        conditions.append(AuditEventRow.category == narrowed.category.value)
    if narrowed.email is not None:
        conditions.append(AuditEventRow.email == narrowed.email)
    if narrowed.at_from is not None:
        conditions.append(AuditEventRow.at >= narrowed.at_from)
    if narrowed.at_before is not None:
        conditions.append(AuditEventRow.at < narrowed.at_before)
    return conditions


def _event(row: AuditEventRow) -> AuditEvent:
    return AuditEvent(
        organization_id=row.organization_id,
        at=row.at,
        category=AuditCategory(row.category),
        action=row.action,
        target=row.target,
        workspace=row.workspace,
        user_id=row.user_id,
        email=row.email,
        ip=row.ip,
    )
