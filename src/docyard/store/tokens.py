"""API tokens, known here by their hashes only."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from docyard.domain.identity import Token
from docyard.store.database import Session
from docyard.store.tables import TokenRow


def find_token(session: Session, *, token_hash: str) -> Token | None:
    """Return the record of the token with that hash, valid or not."""
    row = session.scalar(select(TokenRow).where(TokenRow.hash == token_hash))
    return (
        None
        if row is None
        else Token(
            id=row.id,
            organization_id=row.organization_id,
            user_id=row.user_id,
            name=row.name,
            created_at=row.created_at,
            expires_at=row.expires_at,
            revoked_at=row.revoked_at,
        )
    )


def add_token(session: Session, *, token: Token, token_hash: str) -> None:
    """Add a token of a member."""
    session.add(
        TokenRow(
            id=token.id,
            organization_id=token.organization_id,
            user_id=token.user_id,
            name=token.name,
            hash=token_hash,
            created_at=token.created_at,
            expires_at=token.expires_at,
            revoked_at=token.revoked_at,
        )
    )
    session.flush()


def revoke_token(session: Session, *, token_id: UUID, now: datetime) -> None:
    """Make a token worthless from now on."""
    session.get_one(TokenRow, token_id).revoked_at = now
    session.flush()
