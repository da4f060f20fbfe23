"""People on their way to a provider and back, by the hash of the state that goes with them."""

from datetime import datetime

from sqlalchemy import delete, func, select

from docyard.domain.sign_in import SignInStart
from docyard.store.database import Session
from docyard.store.tables import SignInStartRow


def add_start(session: Session, *, start: SignInStart, state_hash: str) -> None:
    """Remember somebody who is sent to the provider."""
    session.add(
        SignInStartRow(
            state_hash=state_hash,
            organization_id=start.organization_id,
            nonce=start.nonce,
            code_verifier=start.code_verifier,
            redirect_uri=start.redirect_uri,
            next_path=start.next_path,
            expires_at=start.expires_at,
        )
    )
    session.flush()


def take_start(session: Session, *, state_hash: str) -> SignInStart | None:
    """Return who came back with that state, and forget them: nobody comes back twice."""
    row = session.scalar(
        delete(SignInStartRow).where(SignInStartRow.state_hash == state_hash).returning(SignInStartRow)
    )
    return (
        None
        if row is None
        else SignInStart(
            organization_id=row.organization_id,
            nonce=row.nonce,
            code_verifier=row.code_verifier,
            redirect_uri=row.redirect_uri,
            next_path=row.next_path,
            expires_at=row.expires_at,
        )
    )


def count_starts(session: Session) -> int:
    """Return how many people are on the way."""
    return session.scalar(select(func.count()).select_from(SignInStartRow)) or 0


def sweep_starts(session: Session, *, now: datetime) -> int:
    """Forget who did not come back in time and return how many."""
    late = delete(SignInStartRow).where(SignInStartRow.expires_at <= now)
    return len(session.execute(late.returning(SignInStartRow.state_hash)).all())
