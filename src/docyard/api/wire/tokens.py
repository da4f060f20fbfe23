"""API tokens; a value goes out once and never comes back."""

from datetime import datetime
from typing import Any

from pydantic import BaseModel, Field

from docyard.api.wire.moments import milliseconds, moment_of
from docyard.api.wire.numbers import Whole
from docyard.api.wire.text import Text
from docyard.domain.identity import Token
from docyard.services.tokens import NewToken

_EXAMPLE: dict[str, Any] = {
    "id": "4f0c4a52-5d0d-4d0f-9b53-1f6c3c3f6a1e",
    "user_id": "jane_acme.com",
    "name": "nightly import",
    "description": "on the import server",
    "created_at": 1765912514238,
    "created_by": "jane_acme.com",
    "expires_at": None,
    "last_used_at": 1765998914238,
}


class CreateToken(BaseModel):
    """Body of ``createToken``."""

    model_config = {"json_schema_extra": {"examples": [{"name": "nightly import"}]}}

    name: Text = Field(description="What the token is for, 1 to 255 characters.")
    description: Text = Field("", description="More about it, at most 1,000 characters.")
    expires_at: Whole | None = Field(None, description="Unix milliseconds; never when left out.")
    user_id: Text | None = Field(
        None, description="Whom it speaks for, for admins; the caller when left out."
    )


class UpdateToken(BaseModel):
    """Body of ``updateToken``; what is left out or null stays as it is."""

    model_config = {"json_schema_extra": {"examples": [{"description": "on the new import server"}]}}

    name: Text | None = None
    description: Text | None = None


class RefreshToken(BaseModel):
    """Body of ``refreshToken``."""

    model_config = {"json_schema_extra": {"examples": [{"expires_at": 1893456000000}]}}

    expires_at: Whole | None = Field(None, description="Unix milliseconds; never when left out.")


class TokenBody(BaseModel):
    """What may be told of a token; times in Unix milliseconds."""

    model_config = {"json_schema_extra": {"examples": [_EXAMPLE]}}

    id: str
    user_id: str = Field(description="Whom it speaks for.")
    name: str
    description: str
    created_at: int
    created_by: str = Field(description="User ID of who made it or last refreshed it.")
    expires_at: int | None = Field(description="Null for never.")
    last_used_at: int | None = Field(description="To the minute; null if it was never used.")

    @classmethod
    def of(cls, token: Token) -> "TokenBody":
        """Return a token as the wire has it."""
        return cls(**_told(token))


class NewTokenBody(TokenBody):
    """A token with its value, which is told only this once."""

    model_config = {"json_schema_extra": {"examples": [_EXAMPLE | {"token": "kD0…"}]}}

    token: str = Field(repr=False, description="Send it as ``Authorization: Bearer <token>``.")

    @classmethod
    def of_new(cls, new: NewToken) -> "NewTokenBody":
        """Return a new token as the wire has it."""
        return cls(token=new.value, **_told(new.token))


class TokenList(BaseModel):
    """Answer of ``listTokens``."""

    tokens: list[TokenBody]


def expiry_of(number: int | None) -> datetime | None:
    """Return when a token expires; None for never."""
    return None if number is None else moment_of(number)


def _told(token: Token) -> dict[str, Any]:
    return {
        "id": str(token.id),
        "user_id": token.user_id,
        "name": token.name,
        "description": token.description,
        "created_at": milliseconds(token.created_at),
        "created_by": token.created_by,
        "expires_at": None if token.expires_at is None else milliseconds(token.expires_at),
        "last_used_at": None if token.last_used_at is None else milliseconds(token.last_used_at),
    }
