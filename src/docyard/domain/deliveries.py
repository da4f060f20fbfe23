"""Deliveries: telling a program outside how a run ended."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID


class DeliveryStatus(StrEnum):
    """Where a delivery stands.

    ``WAITING`` for its run to end, ``PENDING`` until the receiver has acknowledged it or the last
    attempt has failed.
    """

    WAITING = "WAITING"
    PENDING = "PENDING"
    DELIVERED = "DELIVERED"
    FAILED = "FAILED"


@dataclass(frozen=True, slots=True)
class Webhook:
    """Where to tell the end of a run, and with which headers; both may hold secrets."""

    url: str = field(repr=False)
    headers: dict[str, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class SealedWebhook:
    """The same as it may be kept: ``url`` has no query, ``sealed`` is encrypted."""

    url: str
    sealed: str


@dataclass(frozen=True, slots=True)
class Delivery:
    """What is to be told to one receiver.

    Attributes:
        run_id: the run may be deleted by now.
        url: of the receiver, without its query, which may hold secrets.
        body: JSON; empty as long as the run goes on.
        next_attempt_at: None unless an attempt is ahead.
        finished_at: when it was acknowledged or given up.
    """

    id: UUID
    organization_id: str
    workspace_id: UUID
    run_id: UUID
    url: str
    body: str
    status: DeliveryStatus
    created_at: datetime
    next_attempt_at: datetime | None
    finished_at: datetime | None


@dataclass(frozen=True, slots=True)
class DeliveryAttempt:
    """One try; ``number`` counts from 1, also over replays.

    Attributes:
        status_code: what the receiver answered; None without an answer.
        error: a sentence; None where the receiver acknowledged.
    """

    number: int
    at: datetime
    status_code: int | None
    error: str | None


@dataclass(frozen=True, slots=True)
class Retries:
    """How often a delivery is tried, and how long it rests in between.

    Attributes:
        attempts: 1 or more.
        backoff_s: the first pause, in seconds; each further one is four times as long.
    """

    attempts: int
    backoff_s: float

    def pause_after(self, failures: int) -> timedelta:
        """Return the pause after that many failures, from 1; a day at most."""
        return timedelta(seconds=min(self.backoff_s * 4.0 ** min(failures - 1, 20), 86_400.0))
