"""Carrying a request out once: later ones under the same key get the first one's answer."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from docyard.domain.idempotency_keys import (
    ABANDONED_AFTER,
    KEPT_FOR,
    EarlierRequest,
    KeptAnswer,
    KeyedRequest,
)
from docyard.domain.identity import Caller
from docyard.errors import Conflict
from docyard.services import secrets
from docyard.store import idempotency_keys
from docyard.store.database import Database, Session
from docyard.store.keyring import Keyring


class KeyReused(Conflict):
    """The key came with another request before."""

    code = "idempotency_key_reused"


class KeyInUse(Conflict):
    """The first request under the key is not answered yet."""

    code = "idempotency_key_in_use"
    retryable = True


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer as it is sent."""

    status: int
    headers: dict[str, str]
    body: bytes


def describe_request(
    caller: Caller, *, method: str, path: bytes, query: bytes, body: bytes, key: str, now: datetime
) -> KeyedRequest:
    """Return what tells this request from others under the same and under other keys."""
    whose = [caller.organization_id, caller.user_id, method, path.decode("latin-1"), key]
    content = [hashlib.sha256(part).hexdigest() for part in (query, body)]
    return KeyedRequest(
        slot=_digest(whose),
        fingerprint=_digest(content),
        attempt=uuid4(),
        organization_id=caller.organization_id,
        at=now,
    )


def begin_request(database: Database, keyring: Keyring, *, request: KeyedRequest) -> Answer | None:
    """Note that a request is under way; or return the answer that it had already.

    Raises:
        KeyReused: The request under that key was another one.
        KeyInUse: The same request is under way.
    """
    with database.write() as session:
        idempotency_keys.remove_before(session, created_before=request.at - KEPT_FOR)
        if idempotency_keys.add_request(session, request=request):
            return None
        earlier = idempotency_keys.find_request(session, slot=request.slot)
        if earlier is None or earlier.answer is None:
            _take_over(session, request=request, earlier=earlier)
            return None
        _check_same(request, earlier)
    return _open(keyring, earlier.answer)


def keep_answer(
    session: Session,
    keyring: Keyring,
    *,
    request: KeyedRequest,
    status: int,
    headers: Mapping[str, str],
    body: bytes,
) -> None:
    """Keep the answer, in the transaction of what it tells.

    Raises:
        KeyInUse: Another attempt took over; what this one did must not be committed.
    """
    secrets.check_keys(session, keyring)
    answer = KeptAnswer(status, dict(headers), keyring.encrypt(body.decode("latin-1")))
    if not idempotency_keys.keep_answer(session, request=request, answer=answer):
        raise KeyInUse("The request took so long that a repetition of it took over. Send it again.")


def give_up(database: Database, *, request: KeyedRequest) -> None:
    """Forget a request that was refused or failed, so that it can be sent again; harmless otherwise."""
    with database.write() as session:
        idempotency_keys.remove_unanswered(session, request=request)


def _take_over(session: Session, *, request: KeyedRequest, earlier: EarlierRequest | None) -> None:
    if earlier is not None:
        _check_same(request, earlier)
    if earlier is None or request.at - earlier.at < ABANDONED_AFTER:
        raise KeyInUse("The first request with this Idempotency-Key is under way. Send it again later.")
    idempotency_keys.replace_request(session, request=request)


def _check_same(request: KeyedRequest, earlier: EarlierRequest) -> None:
    if request.fingerprint != earlier.fingerprint:
        raise KeyReused("This Idempotency-Key came with another body or query before. Use a new key.")


def _open(keyring: Keyring, kept: KeptAnswer) -> Answer:
    body = keyring.decrypt(kept.sealed_body, what="the kept answer to this Idempotency-Key")
    return Answer(kept.status, kept.headers, body.encode("latin-1"))


def _digest(parts: list[str]) -> str:
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()
