"""Other systems whose signed tokens prove who somebody is, and whom their subjects are here."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from docyard.domain.identity import Member


@dataclass(frozen=True, slots=True)
class TokenIssuer:
    """A system that an organization believes when it signs a token (JWT).

    Attributes:
        issuer: what its tokens have as ``iss``.
        audience: what they must have as, or among, ``aud``.
        jwks: its public keys as JSON; None where they are fetched.
        jwks_url: where its public keys are fetched; None where they are written down.
    """

    id: UUID
    organization_id: str
    name: str
    issuer: str
    audience: str
    jwks: str | None
    jwks_url: str | None
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class TokenIdentity:
    """Whom a subject (``sub``) of an issuer's tokens is here: a person or a service account."""

    issuer_id: UUID
    subject: str
    user_id: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class KnownSubject:
    """An issuer that may have signed a token, and the member whom the token's subject is."""

    issuer: TokenIssuer
    member: Member
