"""Deliveries: who was told how runs ended, and how that went."""

from typing import Annotated

from fastapi import APIRouter, Query

from docyard.api.backend import Reading, WithBackend, WithCaller, Writing, now
from docyard.api.idempotency_keys import Route
from docyard.api.ids import parse_id
from docyard.api.wire.deliveries import DeliveryAttempts, DeliveryBody, DeliveryList, DeliveryQuery
from docyard.services import deliveries

router = APIRouter(prefix="/v2/deliveries", tags=["deliveries"], route_class=Route)


@router.get("", operation_id="listDeliveries")
def list_deliveries(
    caller: WithCaller, session: Reading, query: Annotated[DeliveryQuery, Query()]
) -> DeliveryList:
    """List deliveries of webhooks, newest first."""
    found = deliveries.list_deliveries(
        session,
        caller,
        workspace=query.workspace,
        run_id=parse_id(query.run_id, noun="run") if query.run_id else None,
        status=query.status,
        limit=query.limit,
        offset=query.offset,
    )
    return DeliveryList(deliveries=[DeliveryBody.of(details) for details in found])


@router.get("/{delivery_id}", operation_id="getDelivery")
def read_delivery(delivery_id: str, caller: WithCaller, session: Reading) -> DeliveryAttempts:
    """Read a delivery with all of its attempts."""
    details, attempts = deliveries.get_delivery(
        session, caller, delivery_id=parse_id(delivery_id, noun="delivery")
    )
    return DeliveryAttempts.of_all(details, attempts)


@router.post("/{delivery_id}/replay", operation_id="replayDelivery", status_code=202)
def replay_delivery(
    delivery_id: str, backend: WithBackend, caller: WithCaller, session: Writing
) -> DeliveryBody:
    """Send a delivery that is over once more, with the same body and ``webhook-id``."""
    details = deliveries.replay_delivery(
        session,
        caller,
        queue=backend.queue,
        delivery_id=parse_id(delivery_id, noun="delivery"),
        now=now(),
    )
    return DeliveryBody.of(details)
