"""Invitations, known here by the hashes of what invited people show."""

from sqlalchemy import delete, select

from docyard.domain.identity import Invitation
from docyard.store.database import Session
from docyard.store.tables import InvitationRow


def put_invitation(session: Session, *, invitation: Invitation, token_hash: str) -> None:
    """Keep a member's invitation; an earlier one of theirs is worthless from now on."""
    session.merge(
        InvitationRow(
            organization_id=invitation.organization_id,
            user_id=invitation.user_id,
            hash=token_hash,
            expires_at=invitation.expires_at,
        )
    )
    session.flush()


def find_invitation(session: Session, *, token_hash: str) -> Invitation | None:
    """Return the invitation with that hash, expired or not; nobody else uses it until the session ends."""
    row = session.scalar(select(InvitationRow).where(InvitationRow.hash == token_hash).with_for_update())
    if row is None:
        return None
    return Invitation(organization_id=row.organization_id, user_id=row.user_id, expires_at=row.expires_at)


def remove_invitation(session: Session, *, organization_id: str, user_id: str) -> None:
    """Make a member's invitation worthless; harmless if they have none."""
    own = (InvitationRow.organization_id == organization_id, InvitationRow.user_id == user_id)
    session.execute(delete(InvitationRow).where(*own))
