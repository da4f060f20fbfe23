"""Requests that are carried out once, however often they are sent."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

# How long an answer is kept for repetitions.
KEPT_FOR = timedelta(hours=24)

# A request that is not answered by then is taken for dead with its server; none takes as long.
ABANDONED_AFTER = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class KeyedRequest:
    """A request under a key.

    Attributes:
        slot: SHA-256 of account, route and key: what a repetition has in common with the first.
        fingerprint: SHA-256 of query and body.
        attempt: one carrying-out of it; a later one may have taken over.
    """

    slot: str
    fingerprint: str
    attempt: UUID
    organization_id: str
    at: datetime


@dataclass(frozen=True, slots=True)
class KeptAnswer:
    """What was answered; ``sealed_body`` is encrypted, for it may hold a new token."""

    status: int
    headers: dict[str, str]
    sealed_body: str


@dataclass(frozen=True, slots=True)
class EarlierRequest:
    """The request that came first under a key; no answer means that it is under way."""

    fingerprint: str
    at: datetime
    answer: KeptAnswer | None
