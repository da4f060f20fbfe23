"""Deliveries: asking for one when a run starts, watching them, and sending them again."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID, uuid4

from docyard.domain.audit_events import AuditCategory
from docyard.domain.deliveries import Delivery, DeliveryAttempt, DeliveryStatus, SealedWebhook, Webhook
from docyard.domain.identity import Caller
from docyard.domain.permissions import Permission
from docyard.domain.runs import Run
from docyard.errors import Conflict, NotFound
from docyard.integrations.webhook import check_webhook, shown_url
from docyard.services import access
from docyard.services.audit_events import note
from docyard.store import deliveries, workspaces
from docyard.store.database import Session
from docyard.store.deliveries import DeliveryFilter
from docyard.store.keyring import Keyring
from docyard.workflows.deliveries import enqueue_attempt, seal_webhook
from docyard.workflows.queue import WorkQueue


class DeliveryNotFound(NotFound):
    """No delivery of that id within the caller's reach."""

    code = "delivery_not_found"


class DeliveryUnfinished(Conflict):
    """The delivery is not over yet, so it cannot be sent again."""

    code = "delivery_unfinished"


@dataclass(frozen=True, slots=True)
class DeliveryDetails:
    """A delivery, the name of its workspace, and how often it was tried."""

    delivery: Delivery
    workspace: str
    attempts: int


def seal(keyring: Keyring, webhook: Webhook | None) -> SealedWebhook | None:
    """Check who is to be told of a run's end, if anybody, and return it as it may be kept.

    Raises:
        WebhookInvalid: The URL or a header cannot be sent.
        AddressForbidden: The URL names an address that is never called.
    """
    if webhook is None:
        return None
    check_webhook(webhook)
    return SealedWebhook(url=shown_url(webhook), sealed=seal_webhook(keyring, webhook))


def add_delivery(session: Session, *, run: Run, webhook: SealedWebhook, now: datetime) -> None:
    """Have a receiver told how the run ends; whoever calls this has checked who starts the run."""
    delivery = Delivery(
        id=uuid4(),
        organization_id=run.organization_id,
        workspace_id=run.workspace_id,
        run_id=run.id,
        url=webhook.url,
        body="",
        status=DeliveryStatus.WAITING,
        created_at=now,
        next_attempt_at=None,
        finished_at=None,
    )
    deliveries.add_delivery(session, delivery=delivery, encrypted_webhook=webhook.sealed)


def list_deliveries(
    session: Session,
    caller: Caller,
    *,
    workspace: str | None,
    run_id: UUID | None,
    status: DeliveryStatus | None,
    limit: int,
    offset: int,
) -> Sequence[DeliveryDetails]:
    """Return a page of deliveries, newest first, of one workspace or all that the caller may enter.

    Raises:
        WorkspaceNotFound: There is no such workspace.
        WorkspaceClosed: The caller is not in it.
    """
    if workspace is None:
        rooms = access.list_open_workspaces(session, caller)
    else:
        rooms = [access.enter_workspace(session, caller, name=workspace, to=Permission.READ)]
    names = {room.id: room.name for room in rooms}
    found = deliveries.list_deliveries(
        session,
        narrowed=DeliveryFilter(workspace_ids=list(names), run_id=run_id, status=status),
        limit=limit,
        offset=offset,
    )
    counts = deliveries.count_attempts(session, delivery_ids=[delivery.id for delivery in found])
    return [
        DeliveryDetails(delivery, names[delivery.workspace_id], counts.get(delivery.id, 0))
        for delivery in found
    ]


def get_delivery(
    session: Session, caller: Caller, *, delivery_id: UUID
) -> tuple[DeliveryDetails, Sequence[DeliveryAttempt]]:
    """Return the delivery of that id with its attempts, the first one first.

    Raises:
        DeliveryNotFound: There is none in a workspace that the caller may enter.
    """
    delivery = _within_reach(
        session, caller, deliveries.find_delivery(session, delivery_id=delivery_id), to=Permission.READ
    )
    attempts = deliveries.list_attempts(session, delivery_id=delivery_id)
    return _details(session, delivery, attempts), attempts


def replay_delivery(
    session: Session, caller: Caller, *, queue: WorkQueue, delivery_id: UUID, now: datetime
) -> DeliveryDetails:
    """Send a delivery that is over once more, with as many attempts as a new one.

    Raises:
        DeliveryNotFound: There is none in a workspace that the caller may enter.
        RoleTooLow: There is, and the caller may not run anything there.
        DeliveryUnfinished: It waits for its run to end, or attempts are still ahead.
    """
    delivery = _within_reach(
        session, caller, deliveries.lock_delivery(session, delivery_id=delivery_id), to=Permission.RUN
    )
    if delivery.status not in (DeliveryStatus.DELIVERED, DeliveryStatus.FAILED):
        raise DeliveryUnfinished(
            f"Delivery {str(delivery_id)!r} is {delivery.status}; send it again once it is over."
        )
    attempts = deliveries.list_attempts(session, delivery_id=delivery_id)
    number = attempts[-1].number + 1 if attempts else 1
    deliveries.schedule(session, delivery_id=delivery_id, body=None, at=now)
    enqueue_attempt(session, queue, delivery=delivery, number=number, first=number)
    pending = replace(delivery, status=DeliveryStatus.PENDING, next_attempt_at=now, finished_at=None)
    details = _details(session, pending, attempts)
    note(
        session,
        caller,
        category=AuditCategory.APP_DEPLOYMENT_RUN,
        action="delivery.replayed",
        target=str(delivery_id),
        workspace=details.workspace,
        now=now,
    )
    return details


def _within_reach(session: Session, caller: Caller, found: Delivery | None, *, to: Permission) -> Delivery:
    if (
        found is None
        or found.organization_id != caller.organization_id
        or not access.reaches(session, caller, workspace_id=found.workspace_id, to=to)
    ):
        raise DeliveryNotFound("There is no such delivery within your reach; list them to see their ids.")
    return found


def _details(session: Session, delivery: Delivery, attempts: Sequence[DeliveryAttempt]) -> DeliveryDetails:
    room = workspaces.get_workspace(session, workspace_id=delivery.workspace_id)
    return DeliveryDetails(delivery, room.name, len(attempts))
