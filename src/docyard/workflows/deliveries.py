"""Telling receivers how runs ended, again and again until they acknowledge it."""

import json
from datetime import datetime
from uuid import UUID

import structlog

from docyard.domain.deliveries import Delivery, DeliveryAttempt, DeliveryStatus, Webhook
from docyard.domain.run_events import EventLevel, NewRunEvent, RunEventKind
from docyard.domain.runs import Run, RunStatus
from docyard.integrations.webhook import WebhookAnswer, send_webhook
from docyard.store import deliveries, run_events, runs
from docyard.store.database import Session
from docyard.store.keyring import Keyring, SecretUnreadable
from docyard.workflows.queue import Queue, WorkQueue
from docyard.workflows.worker import Worker

_log = structlog.get_logger()


def announce_end(session: Session, queue: WorkQueue, *, run_id: UUID, now: datetime) -> None:
    """Queue what waits for the run's end, in the transaction that ends it."""
    run = runs.find_run(session, run_id=run_id)
    if run is None:
        return
    for delivery in deliveries.list_waiting(session, run_id=run_id):
        deliveries.schedule(session, delivery_id=delivery.id, body=_body_of(run), at=now)
        enqueue_attempt(session, queue, delivery=delivery, number=1, first=1)


def enqueue_attempt(
    session: Session, queue: WorkQueue, *, delivery: Delivery, number: int, first: int, pause_s: float = 0.0
) -> None:
    """Queue one attempt; ``first`` is the number that the present series of attempts began with."""
    queue.enqueue(
        session,
        "attempt_delivery",
        str(delivery.id),
        number,
        first,
        workflow_id=f"delivery-{delivery.id}-{number}",
        queue=Queue.DELIVERIES,
        partition=str(delivery.workspace_id),
        pause_s=pause_s,
    )


def attempt_delivery(worker: Worker, delivery_id: str, number: int, first: int) -> None:
    """Try a delivery once and queue the next attempt if it takes one.

    Killed between sending and noting that it was sent, it sends again: receivers know the same
    delivery by its ``webhook-id``.
    """
    with worker.database.read() as session:
        delivery = deliveries.find_delivery(session, delivery_id=UUID(delivery_id))
        if delivery is None or _is_done(session, delivery, number):
            return
        sealed = deliveries.get_encrypted_webhook(session, delivery_id=delivery.id)
    at = worker.now()
    answer = _send(worker, delivery, sealed, at)
    with worker.database.write() as session:
        present = deliveries.lock_delivery(session, delivery_id=delivery.id)
        if present is None or _is_done(session, present, number):
            return
        attempt = DeliveryAttempt(number=number, at=at, status_code=answer.status_code, error=answer.error)
        deliveries.add_attempt(session, delivery_id=delivery.id, attempt=attempt)
        _go_on(session, worker, delivery, answer, number=number, first=first)


def give_up_delivery(worker: Worker, delivery_id: str) -> None:
    """End a delivery that a fault of docyard's own keeps from being tried."""
    with worker.database.write() as session:
        deliveries.finish(
            session, delivery_id=UUID(delivery_id), status=DeliveryStatus.FAILED, now=worker.now()
        )


def seal_webhook(keyring: Keyring, webhook: Webhook) -> str:
    """Return a webhook as it is stored."""
    return keyring.encrypt(json.dumps({"url": webhook.url, "headers": webhook.headers}))


def _open_webhook(keyring: Keyring, sealed: str, *, delivery_id: UUID) -> Webhook:
    known = json.loads(keyring.decrypt(sealed, what=f"the webhook of delivery {str(delivery_id)!r}"))
    return Webhook(url=known["url"], headers=known["headers"])


def _send(worker: Worker, delivery: Delivery, sealed: str, at: datetime) -> WebhookAnswer:
    try:
        webhook = _open_webhook(worker.keyring, sealed, delivery_id=delivery.id)
    except SecretUnreadable as refusal:
        return WebhookAnswer(None, refusal.message, is_final=True)
    return send_webhook(
        webhook, rules=worker.webhooks, delivery_id=str(delivery.id), body=delivery.body, now=at
    )


def _go_on(
    session: Session, worker: Worker, delivery: Delivery, answer: WebhookAnswer, *, number: int, first: int
) -> None:
    """End the delivery or queue its next attempt, by the answer to this one."""
    failures = number - first + 1
    now = worker.now()
    if answer.error is None:
        deliveries.finish(session, delivery_id=delivery.id, status=DeliveryStatus.DELIVERED, now=now)
        _note_end(session, delivery, error=None, attempts=number, now=now)
    elif answer.is_final or failures >= worker.retries.attempts:
        deliveries.finish(session, delivery_id=delivery.id, status=DeliveryStatus.FAILED, now=now)
        _note_end(session, delivery, error=answer.error, attempts=number, now=now)
        _log.warning("delivery.failed", delivery_id=str(delivery.id), attempts=number)
    else:
        pause = worker.retries.pause_after(failures)
        deliveries.schedule(session, delivery_id=delivery.id, body=None, at=now + pause)
        enqueue_attempt(
            session,
            worker.queue,
            delivery=delivery,
            number=number + 1,
            first=first,
            pause_s=pause.total_seconds(),
        )


def _note_end(
    session: Session, delivery: Delivery, *, error: str | None, attempts: int, now: datetime
) -> None:
    """Note in the run's log how the delivery ended; the run may be deleted by now."""
    if error is None:
        kind, level = RunEventKind.DELIVERY_DONE, EventLevel.INFO
        message = f"{delivery.url!r} was told how the run ended; attempts: {attempts}."
    else:
        kind, level = RunEventKind.DELIVERY_FAILED, EventLevel.ERROR
        message = f"{delivery.url!r} was not told how the run ended; attempts: {attempts}. {error}"
    event = NewRunEvent(kind=kind, at=now, message=message, level=level)
    run_events.add_event(session, run_id=delivery.run_id, event=event)


def _is_done(session: Session, delivery: Delivery, number: int) -> bool:
    """Tell whether this attempt has been noted, or is no longer wanted."""
    if delivery.status is not DeliveryStatus.PENDING:
        return True
    return any(
        attempt.number == number for attempt in deliveries.list_attempts(session, delivery_id=delivery.id)
    )


def _body_of(run: Run) -> str:
    """Return what receivers are sent, with the keys that AI Hub documents."""
    is_fine = run.status is RunStatus.COMPLETE
    body: dict[str, str | None] = {"status": "OK" if is_fine else "ERROR"}
    if not is_fine:
        body["msg"] = run.message or f"The run ended as {run.status}."
    body |= {"job_id": str(run.id), "input_dir": run.input_path, "output": run.output_path}
    return json.dumps(body)
