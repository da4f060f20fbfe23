"""Token issuers and identities."""

import json
from typing import Any
from uuid import UUID

from pydantic import BaseModel, Field

from docyard.api.wire.moments import milliseconds
from docyard.api.wire.text import Text
from docyard.domain.token_issuers import TokenIdentity, TokenIssuer
from docyard.services.token_issuers import IssuerContent

_CREATE: dict[str, Any] = {
    "name": "Company login",
    "issuer": "https://login.acme.com/",
    "audience": "docyard",
    "jwks_url": "https://login.acme.com/.well-known/jwks.json",
}
_EXAMPLE: dict[str, Any] = _CREATE | {
    "id": "8d0c6b0e-6c44-4e55-a7d5-3c1b0b7f6a02",
    "jwks": None,
    "created_at": 1765912514238,
    "updated_at": 1765912514238,
}
_IDENTITY: dict[str, Any] = {"subject": "auth0|5f7c8ec7c33c6c004bbafe82", "user_id": "jane_acme.com"}


class UpdateTokenIssuer(BaseModel):
    """Body of ``updateTokenIssuer``; what is left out or null stays as it is."""

    model_config = {"json_schema_extra": {"examples": [{"audience": "docyard-production"}]}}

    name: Text | None = Field(None, description="1 to 255 characters, for people.")
    issuer: Text | None = Field(None, description="What its tokens have as `iss`.")
    audience: Text | None = Field(None, description="What they must have as, or among, `aud`.")
    jwks: dict[str, Any] | None = Field(None, description="Its public keys, a JSON Web Key Set.")
    jwks_url: Text | None = Field(None, description="Instead: where they are fetched; https, or on loopback.")

    def content(self) -> IssuerContent:
        """Return what was sent."""
        return IssuerContent(
            name=self.name,
            issuer=self.issuer,
            audience=self.audience,
            jwks=self.jwks,
            jwks_url=self.jwks_url,
        )


class CreateTokenIssuer(UpdateTokenIssuer):
    """Body of ``createTokenIssuer``, with either ``jwks`` or ``jwks_url``."""

    model_config = {"json_schema_extra": {"examples": [_CREATE]}}

    name: Text = Field(description="1 to 255 characters, for people.")
    issuer: Text = Field(description="What its tokens have as `iss`.")
    audience: Text = Field(description="What they must have as, or among, `aud`.")


class TokenIssuerBody(BaseModel):
    """An issuer; times in Unix milliseconds."""

    model_config = {"json_schema_extra": {"examples": [_EXAMPLE]}}

    id: UUID
    name: str
    issuer: str
    audience: str
    jwks: dict[str, Any] | None
    jwks_url: str | None
    created_at: int
    updated_at: int

    @classmethod
    def of(cls, issuer: TokenIssuer) -> "TokenIssuerBody":
        """Return an issuer as the wire has it."""
        return cls(
            id=issuer.id,
            name=issuer.name,
            issuer=issuer.issuer,
            audience=issuer.audience,
            jwks=None if issuer.jwks is None else json.loads(issuer.jwks),
            jwks_url=issuer.jwks_url,
            created_at=milliseconds(issuer.created_at),
            updated_at=milliseconds(issuer.updated_at),
        )


class TokenIssuerList(BaseModel):
    """A page of issuers, by name."""

    token_issuers: list[TokenIssuerBody]


class PutIdentity(BaseModel):
    """Body of ``putTokenIdentity``."""

    model_config = {"json_schema_extra": {"examples": [_IDENTITY]}}

    subject: Text = Field(description="What its tokens have as `sub`, 1 to 255 characters.")
    user_id: Text = Field(description="The person or service account that the subject is.")


class IdentityBody(BaseModel):
    """Whom a subject is; time in Unix milliseconds."""

    model_config = {"json_schema_extra": {"examples": [_IDENTITY | {"created_at": 1765912514238}]}}

    subject: str
    user_id: str
    created_at: int

    @classmethod
    def of(cls, identity: TokenIdentity) -> "IdentityBody":
        """Return an identity as the wire has it."""
        return cls(
            subject=identity.subject,
            user_id=identity.user_id,
            created_at=milliseconds(identity.created_at),
        )


class IdentityList(BaseModel):
    """A page of identities, by subject."""

    identities: list[IdentityBody]
