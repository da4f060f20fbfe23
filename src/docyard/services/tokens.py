"""API tokens: making them, and telling who stands behind one."""

import hashlib
import secrets
from datetime import datetime
from uuid import uuid4

from docyard.domain.audit_events import AuditCategory
from docyard.domain.identity import Caller, Member, Token, caller_of
from docyard.errors import Unauthenticated
from docyard.services.audit_events import note
from docyard.store import organizations, tokens
from docyard.store.database import Session


class UnknownToken(Unauthenticated):
    """The bearer token is missing, unknown, expired or revoked; which one is not told."""

    code = "token_invalid"


class WrongContext(Unauthenticated):
    """``IB-Context`` names neither the token's organization nor its owner."""

    code = "context_invalid"


def create_token(session: Session, *, member: Member, name: str, now: datetime) -> str:
    """Create a token that never expires and return its value, which is kept nowhere."""
    value = secrets.token_urlsafe(32)
    token = Token(
        id=uuid4(),
        organization_id=member.organization_id,
        user_id=member.user_id,
        name=name,
        created_at=now,
        expires_at=None,
        revoked_at=None,
    )
    tokens.add_token(session, token=token, token_hash=hash_token(value))
    note(
        session,
        caller_of(member),
        category=AuditCategory.TOKEN,
        action="token.created",
        target=name,
        workspace=None,
        now=now,
    )
    return value


def authenticate(
    session: Session, *, value: str | None, context: str | None, ip: str | None, now: datetime
) -> Caller:
    """Return who stands behind a bearer token in the context the request names.

    ``context`` is the ``IB-Context`` header: the organization's ID, the user ID of the token's
    owner, or absent, which means the owner's organization. ``ip`` is the request's origin.

    Raises:
        UnknownToken: No token, or none that is valid now.
        WrongContext: The context is somebody else's.
    """
    token = tokens.find_token(session, token_hash=hash_token(value)) if value else None
    if token is None or token.revoked_at or (token.expires_at and token.expires_at <= now):
        raise UnknownToken(
            "The API token is missing, unknown, expired or revoked. "
            "Send a valid one as 'Authorization: Bearer <token>'."
        )
    if context and context not in (token.organization_id, token.user_id):
        raise WrongContext(
            f"IB-Context {context!r} is neither your organization ID nor your user ID. "
            "Correct it or leave it out."
        )
    member = organizations.find_member(session, organization_id=token.organization_id, user_id=token.user_id)
    assert member is not None
    return caller_of(member, ip=ip)


def hash_token(value: str) -> str:
    """Return what is stored of a token; a plain hash will do, for values are 256 random bits."""
    return hashlib.sha256(value.encode()).hexdigest()
