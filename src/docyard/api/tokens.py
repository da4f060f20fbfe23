"""API tokens of members and service accounts."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from docyard.api.backend import Reading, WithCaller, Writing, now
from docyard.api.idempotency_keys import Route
from docyard.api.ids import parse_id
from docyard.api.paging import Limit, Offset
from docyard.api.wire.text import Text
from docyard.api.wire.tokens import (
    CreateToken,
    NewTokenBody,
    RefreshToken,
    TokenBody,
    TokenList,
    UpdateToken,
    expiry_of,
)
from docyard.services import tokens

router = APIRouter(prefix="/v2/tokens", tags=["tokens"], route_class=Route)


@router.get("", operation_id="listTokens")
def list_tokens(
    caller: WithCaller,
    session: Reading,
    user_id: Annotated[Text | None, Query(description="Whose, for admins; one's own when left out.")] = None,
    limit: Limit = 100,
    offset: Offset = 0,
) -> TokenList:
    """List tokens that are not revoked, newest first, without their values."""
    found = tokens.list_tokens(session, caller, user_id=user_id, limit=limit, offset=offset)
    return TokenList(tokens=[TokenBody.of(token) for token in found])


@router.post("", operation_id="createToken", status_code=201)
def create_token(body: CreateToken, caller: WithCaller, session: Writing) -> NewTokenBody:
    """Create a token; its value is told only this once."""
    new = tokens.issue_token(
        session,
        caller,
        user_id=body.user_id,
        name=body.name,
        description=body.description,
        expires_at=expiry_of(body.expires_at),
        now=now(),
    )
    return NewTokenBody.of_new(new)


@router.get("/{token_id}", operation_id="getToken")
def read_token(token_id: str, caller: WithCaller, session: Reading) -> TokenBody:
    """Read what is known of a token."""
    return TokenBody.of(tokens.get_token(session, caller, token_id=parse_id(token_id, noun="token")))


@router.patch("/{token_id}", operation_id="updateToken")
def update_token(token_id: str, body: UpdateToken, caller: WithCaller, session: Writing) -> TokenBody:
    """Change a token's name or description."""
    token = tokens.update_token(
        session,
        caller,
        token_id=parse_id(token_id, noun="token"),
        name=body.name,
        description=body.description,
        now=now(),
    )
    return TokenBody.of(token)


@router.post("/{token_id}/refresh", operation_id="refreshToken")
def refresh_token(
    token_id: str, caller: WithCaller, session: Writing, body: RefreshToken | None = None
) -> NewTokenBody:
    """Give a token a new value and expiry; the old value dies at once."""
    new = tokens.refresh_token(
        session,
        caller,
        token_id=parse_id(token_id, noun="token"),
        expires_at=expiry_of(body.expires_at if body else None),
        now=now(),
    )
    return NewTokenBody.of_new(new)


@router.delete("/{token_id}", operation_id="deleteToken", status_code=204)
def delete_token(token_id: str, caller: WithCaller, session: Writing) -> Response:
    """Revoke a token; it is worthless at once."""
    tokens.revoke_token(session, caller, token_id=parse_id(token_id, noun="token"), now=now())
    return Response(status_code=204)
