"""Deliveries, their attempts, and where they go; webhooks are encrypted before they get here."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select

from docyard.domain.deliveries import Delivery, DeliveryAttempt, DeliveryStatus, SealedWebhook
from docyard.store.database import Session
from docyard.store.tables import DeliveryAttemptRow, DeliveryRow


@dataclass(frozen=True, slots=True)
class DeliveryFilter:
    """What a listing of deliveries is narrowed to; None means no condition."""

    workspace_ids: Collection[UUID]
    run_id: UUID | None = None
    status: DeliveryStatus | None = None


def add_delivery(session: Session, *, delivery: Delivery, encrypted_webhook: str) -> None:
    """Add a delivery."""
    session.add(
        DeliveryRow(
            id=delivery.id,
            organization_id=delivery.organization_id,
            workspace_id=delivery.workspace_id,
            run_id=delivery.run_id,
            url=delivery.url,
            encrypted_webhook=encrypted_webhook,
            body=delivery.body,
            status=delivery.status.value,
            created_at=delivery.created_at,
            next_attempt_at=delivery.next_attempt_at,
            finished_at=delivery.finished_at,
        )
    )
    session.flush()


def find_delivery(session: Session, *, delivery_id: UUID) -> Delivery | None:
    """Return the delivery of that id, whoever may see it."""
    row = session.get(DeliveryRow, delivery_id)
    return None if row is None else _delivery(row)


def lock_delivery(session: Session, *, delivery_id: UUID) -> Delivery | None:
    """Return the delivery of that id, which nobody else changes until the session ends."""
    row = session.get(DeliveryRow, delivery_id, with_for_update=True)
    return None if row is None else _delivery(row)


def find_webhook(session: Session, *, run_id: UUID) -> SealedWebhook | None:
    """Return the webhook that is told of a run's end, if there is one."""
    query = select(DeliveryRow).where(DeliveryRow.run_id == run_id).order_by(DeliveryRow.created_at).limit(1)
    row = session.scalar(query)
    return None if row is None else SealedWebhook(url=row.url, sealed=row.encrypted_webhook)


def get_encrypted_webhook(session: Session, *, delivery_id: UUID) -> str:
    """Return where a delivery goes, as it is stored."""
    return session.get_one(DeliveryRow, delivery_id).encrypted_webhook


def list_deliveries(
    session: Session, *, narrowed: DeliveryFilter, limit: int, offset: int
) -> Sequence[Delivery]:
    """Return a page of deliveries, newest first."""
    query = select(DeliveryRow).where(DeliveryRow.workspace_id.in_(narrowed.workspace_ids))
    if narrowed.run_id is not None:
        query = query.where(DeliveryRow.run_id == narrowed.run_id)
    if narrowed.status is not None:
        query = query.where(DeliveryRow.status == narrowed.status.value)
    query = query.order_by(DeliveryRow.created_at.desc(), DeliveryRow.id).limit(limit).offset(offset)
    return tuple(_delivery(row) for row in session.scalars(query))


def list_waiting(session: Session, *, run_id: UUID) -> Sequence[Delivery]:
    """Return the deliveries that wait for the run to end."""
    query = select(DeliveryRow).where(
        DeliveryRow.run_id == run_id, DeliveryRow.status == DeliveryStatus.WAITING.value
    )
    return tuple(_delivery(row) for row in session.scalars(query))


def schedule(session: Session, *, delivery_id: UUID, body: str | None, at: datetime) -> None:
    """Let a delivery be pending, with its next attempt at that time; a body is kept unless None."""
    row = session.get_one(DeliveryRow, delivery_id)
    row.status, row.next_attempt_at, row.finished_at = DeliveryStatus.PENDING.value, at, None
    if body is not None:
        row.body = body
    session.flush()


def finish(session: Session, *, delivery_id: UUID, status: DeliveryStatus, now: datetime) -> None:
    """Give a delivery its outcome."""
    row = session.get_one(DeliveryRow, delivery_id)
    row.status, row.next_attempt_at, row.finished_at = status.value, None, now
    session.flush()


def add_attempt(session: Session, *, delivery_id: UUID, attempt: DeliveryAttempt) -> None:
    """Add an attempt."""
    session.add(
        DeliveryAttemptRow(
            delivery_id=delivery_id,
            number=attempt.number,
            at=attempt.at,
            status_code=attempt.status_code,
            error=attempt.error,
        )
    )
    session.flush()


def list_attempts(session: Session, *, delivery_id: UUID) -> Sequence[DeliveryAttempt]:
    """Return a delivery's attempts, the first one first."""
    query = select(DeliveryAttemptRow).where(DeliveryAttemptRow.delivery_id == delivery_id)
    return tuple(
        DeliveryAttempt(number=row.number, at=row.at, status_code=row.status_code, error=row.error)
        for row in session.scalars(query.order_by(DeliveryAttemptRow.number))
    )


def count_attempts(session: Session, *, delivery_ids: Collection[UUID]) -> dict[UUID, int]:
    """Return how many attempts deliveries have had; those without any are left out."""
    query = (
        select(DeliveryAttemptRow.delivery_id, func.count().label("attempts"))
        .where(DeliveryAttemptRow.delivery_id.in_(delivery_ids))
        .group_by(DeliveryAttemptRow.delivery_id)
    )
    return {found.delivery_id: found.attempts for found in session.execute(query)}


def list_encrypted(session: Session) -> Sequence[tuple[UUID, str]]:
    """Return all stored webhooks by delivery, which nobody else changes until the session ends."""
    rows = session.scalars(select(DeliveryRow).order_by(DeliveryRow.id).with_for_update())
    return tuple((row.id, row.encrypted_webhook) for row in rows)


def replace_encrypted(session: Session, *, delivery_id: UUID, value: str) -> None:
    """Store the same webhook under another encryption."""
    session.get_one(DeliveryRow, delivery_id).encrypted_webhook = value
    session.flush()


def _delivery(row: DeliveryRow) -> Delivery:
    return Delivery(
        id=row.id,
        organization_id=row.organization_id,
        workspace_id=row.workspace_id,
        run_id=row.run_id,
        url=row.url,
        body=row.body,
        status=DeliveryStatus(row.status),
        created_at=row.created_at,
        next_attempt_at=row.next_attempt_at,
        finished_at=row.finished_at,
    )
