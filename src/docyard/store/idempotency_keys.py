"""Keys of requests that are carried out once, with their answers."""

from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError

from docyard.domain.idempotency_keys import EarlierRequest, KeptAnswer, KeyedRequest
from docyard.store.database import Session
from docyard.store.tables import IdempotencyKeyRow


def add_request(session: Session, *, request: KeyedRequest) -> bool:
    """Take a slot for a request; False, and nothing changed, where another one has it."""
    row = IdempotencyKeyRow(
        slot=request.slot,
        organization_id=request.organization_id,
        fingerprint=request.fingerprint,
        attempt=request.attempt,
        created_at=request.at,
        status=None,
        headers={},
        sealed_body="",
    )
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError:
        return False
    return True


def find_request(session: Session, *, slot: str) -> EarlierRequest | None:
    """Return what has the slot; nobody else changes it until the session ends."""
    row = session.scalar(select(IdempotencyKeyRow).where(IdempotencyKeyRow.slot == slot).with_for_update())
    if row is None:
        return None
    answer = None if row.status is None else KeptAnswer(row.status, row.headers, row.sealed_body)
    return EarlierRequest(row.fingerprint, row.created_at, answer)


def replace_request(session: Session, *, request: KeyedRequest) -> None:
    """Take over the slot of a request that ``find_request`` returned without an answer."""
    session.execute(
        update(IdempotencyKeyRow)
        .where(IdempotencyKeyRow.slot == request.slot)
        .values(attempt=request.attempt, created_at=request.at)
    )


def keep_answer(session: Session, *, request: KeyedRequest, answer: KeptAnswer) -> bool:
    """Keep the answer to a request; False, and nothing changed, where another attempt took over."""
    kept = session.execute(
        update(IdempotencyKeyRow)
        .where(IdempotencyKeyRow.slot == request.slot, IdempotencyKeyRow.attempt == request.attempt)
        .values(status=answer.status, headers=answer.headers, sealed_body=answer.sealed_body)
        .returning(IdempotencyKeyRow.slot)
    )
    return kept.first() is not None


def remove_unanswered(session: Session, *, request: KeyedRequest) -> None:
    """Give a slot back; harmless where it has an answer or another attempt took over."""
    session.execute(
        delete(IdempotencyKeyRow).where(
            IdempotencyKeyRow.slot == request.slot,
            IdempotencyKeyRow.attempt == request.attempt,
            IdempotencyKeyRow.status.is_(None),
        )
    )


def remove_before(session: Session, *, created_before: datetime) -> int:
    """Forget all requests created before that time and return how many."""
    old = delete(IdempotencyKeyRow).where(IdempotencyKeyRow.created_at < created_before)
    return len(session.execute(old.returning(IdempotencyKeyRow.slot)).all())
