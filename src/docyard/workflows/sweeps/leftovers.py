"""What has run out by itself: answers under idempotency keys, sessions, sign-ins, half-written files."""

from collections.abc import Iterator

from docyard.domain.idempotency_keys import KEPT_FOR
from docyard.domain.sweeps import SweepKind, Swept
from docyard.store import idempotency_keys, sessions, sign_in_attempts, sign_in_starts
from docyard.store.database import Session
from docyard.workflows.sweeps.broom import Broom


def sweep_leftovers(broom: Broom) -> Iterator[Swept]:
    """Delete them in one transaction; they are the server's, so no sweep of one organization does.

    A trial deletes the rows, too, and takes that back.
    """
    if broom.organization_id is not None:
        return
    files = 0 if broom.is_trial else broom.drives.built_in.sweep(now=broom.now)
    with broom.database.write() as session:
        swept = Swept(SweepKind.LEFTOVERS, "", "", files + _delete(session, broom))
        if broom.is_trial:
            session.rollback()
        else:
            broom.note(session, swept)
    yield swept


def _delete(session: Session, broom: Broom) -> int:
    keeping, now = broom.keeping, broom.now
    return (
        idempotency_keys.remove_before(session, created_before=now - KEPT_FOR)
        + sessions.sweep_sessions(session, idle=keeping.idle, now=now)
        + sign_in_starts.sweep_starts(session, now=now)
        + sign_in_attempts.sweep_attempts(session, period=keeping.attempts, now=now)
    )
