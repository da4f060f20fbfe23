"""Deliveries and their attempts; times in Unix milliseconds."""

from collections.abc import Sequence
from typing import Any

from pydantic import BaseModel, Field

from docyard.api.wire.moments import milliseconds
from docyard.api.wire.text import Text
from docyard.domain.deliveries import DeliveryAttempt, DeliveryStatus
from docyard.services.deliveries import DeliveryDetails

_EXAMPLE: dict[str, Any] = {
    "id": "7d1c2f0e-52a5-4f0e-9b0e-0b0f6c2f5a10",
    "run_id": "0f6c1c5e-6a0b-4d57-9d0a-2b1f6a1f9c11",
    "workspace": "Claims",
    "url": "https://erp.example.com/hook",
    "status": "PENDING",
    "attempt_count": 1,
    "created_at": 1765912514238,
    "next_attempt_at": 1765912599120,
    "finished_at": None,
}

_EXAMPLE_ATTEMPT: dict[str, Any] = {
    "number": 1,
    "at": 1765912589100,
    "status_code": 503,
    "error": "The receiver answered 503; expected a status from 200 to 299.",
}


class DeliveryQuery(BaseModel):
    """Filters and page of a listing."""

    run_id: str | None = None
    status: DeliveryStatus | None = None
    workspace: Text | None = Field(None, description="Name; by default all that you may enter.")
    limit: int = Field(100, ge=1, le=1000)
    offset: int = Field(0, ge=0, le=2**62)


class DeliveryBody(BaseModel):
    """A delivery: ``WAITING`` for its run, ``PENDING``, ``DELIVERED`` or ``FAILED``."""

    id: str
    run_id: str = Field(description="The run may be deleted by now.")
    workspace: str
    url: str = Field(description="Of the receiver, without its query.")
    status: DeliveryStatus
    attempt_count: int
    created_at: int
    next_attempt_at: int | None
    finished_at: int | None = Field(description="When it was acknowledged, or given up.")

    model_config = {"json_schema_extra": {"examples": [_EXAMPLE]}}

    @classmethod
    def of(cls, details: DeliveryDetails) -> "DeliveryBody":
        """Return a delivery as the wire has it."""
        return cls(**_fields(details))


class DeliveryList(BaseModel):
    """A page of deliveries, newest first."""

    deliveries: list[DeliveryBody]


class AttemptBody(BaseModel):
    """One try; ``error`` is null where the receiver acknowledged."""

    number: int
    at: int
    status_code: int | None = Field(description="What the receiver answered; null without an answer.")
    error: str | None

    model_config = {"json_schema_extra": {"examples": [_EXAMPLE_ATTEMPT]}}


class DeliveryAttempts(DeliveryBody):
    """A delivery with its attempts, the first one first."""

    attempts: list[AttemptBody]

    model_config = {"json_schema_extra": {"examples": [_EXAMPLE | {"attempts": [_EXAMPLE_ATTEMPT]}]}}

    @classmethod
    def of_all(cls, details: DeliveryDetails, attempts: Sequence[DeliveryAttempt]) -> "DeliveryAttempts":
        """Return a delivery and its attempts as the wire has them."""
        return cls(
            **_fields(details),
            attempts=[
                AttemptBody(
                    number=attempt.number,
                    at=milliseconds(attempt.at),
                    status_code=attempt.status_code,
                    error=attempt.error,
                )
                for attempt in attempts
            ],
        )


def _fields(details: DeliveryDetails) -> dict[str, Any]:
    delivery = details.delivery
    return {
        "id": str(delivery.id),
        "run_id": str(delivery.run_id),
        "workspace": details.workspace,
        "url": delivery.url,
        "status": delivery.status,
        "attempt_count": details.attempts,
        "created_at": milliseconds(delivery.created_at),
        "next_attempt_at": None
        if delivery.next_attempt_at is None
        else milliseconds(delivery.next_attempt_at),
        "finished_at": None if delivery.finished_at is None else milliseconds(delivery.finished_at),
    }
