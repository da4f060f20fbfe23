"""Systems whose signed tokens (JWT) the organization believes; for admins."""

from typing import Annotated

from fastapi import APIRouter, Query

from docyard.api.backend import Reading, WithCaller, Writing, now
from docyard.api.idempotency_keys import Route
from docyard.api.ids import parse_id
from docyard.api.paging import Limit, Offset
from docyard.api.wire.text import Text
from docyard.api.wire.token_issuers import (
    CreateTokenIssuer,
    IdentityBody,
    IdentityList,
    PutIdentity,
    TokenIssuerBody,
    TokenIssuerList,
    UpdateTokenIssuer,
)
from docyard.services import token_issuers

router = APIRouter(prefix="/v2/token-issuers", tags=["token-issuers"], route_class=Route)

_NOUN = "token issuer"


@router.get("", operation_id="listTokenIssuers")
def list_token_issuers(
    caller: WithCaller, session: Reading, limit: Limit = 100, offset: Offset = 0
) -> TokenIssuerList:
    """List the issuers whose tokens are believed, by name."""
    found = token_issuers.list_issuers(session, caller, limit=limit, offset=offset)
    return TokenIssuerList(token_issuers=[TokenIssuerBody.of(issuer) for issuer in found])


@router.post("", operation_id="createTokenIssuer", status_code=201)
def create_token_issuer(body: CreateTokenIssuer, caller: WithCaller, session: Writing) -> TokenIssuerBody:
    """Believe the tokens that another system signs, for subjects that get identities."""
    issuer = token_issuers.create_issuer(session, caller, content=body.content(), now=now())
    return TokenIssuerBody.of(issuer)


@router.get("/{issuer_id}", operation_id="getTokenIssuer")
def read_token_issuer(issuer_id: str, caller: WithCaller, session: Reading) -> TokenIssuerBody:
    """Read what is known of an issuer."""
    issuer = token_issuers.get_issuer(session, caller, issuer_id=parse_id(issuer_id, noun=_NOUN))
    return TokenIssuerBody.of(issuer)


@router.patch("/{issuer_id}", operation_id="updateTokenIssuer")
def update_token_issuer(
    issuer_id: str, body: UpdateTokenIssuer, caller: WithCaller, session: Writing
) -> TokenIssuerBody:
    """Change an issuer; keys replace a URL of keys, and the other way round."""
    issuer = token_issuers.update_issuer(
        session, caller, issuer_id=parse_id(issuer_id, noun=_NOUN), content=body.content(), now=now()
    )
    return TokenIssuerBody.of(issuer)


@router.delete("/{issuer_id}", operation_id="deleteTokenIssuer", status_code=204)
def delete_token_issuer(issuer_id: str, caller: WithCaller, session: Writing) -> None:
    """Believe an issuer no more, and forget its identities."""
    token_issuers.delete_issuer(session, caller, issuer_id=parse_id(issuer_id, noun=_NOUN), now=now())


@router.get("/{issuer_id}/identities", operation_id="listTokenIdentities")
def list_identities(
    issuer_id: str, caller: WithCaller, session: Reading, limit: Limit = 100, offset: Offset = 0
) -> IdentityList:
    """List whom the subjects of an issuer's tokens are, by subject."""
    found = token_issuers.list_identities(
        session, caller, issuer_id=parse_id(issuer_id, noun=_NOUN), limit=limit, offset=offset
    )
    return IdentityList(identities=[IdentityBody.of(identity) for identity in found])


@router.put("/{issuer_id}/identities", operation_id="putTokenIdentity")
def put_identity(issuer_id: str, body: PutIdentity, caller: WithCaller, session: Writing) -> IdentityBody:
    """Say which person or service account a subject is; an account may have several subjects."""
    identity = token_issuers.put_identity(
        session,
        caller,
        issuer_id=parse_id(issuer_id, noun=_NOUN),
        subject=body.subject,
        user_id=body.user_id,
        now=now(),
    )
    return IdentityBody.of(identity)


@router.delete("/{issuer_id}/identities", operation_id="deleteTokenIdentity", status_code=204)
def delete_identity(
    issuer_id: str, subject: Annotated[Text, Query()], caller: WithCaller, session: Writing
) -> None:
    """Forget whom a subject is; its tokens are refused from then on."""
    token_issuers.delete_identity(
        session, caller, issuer_id=parse_id(issuer_id, noun=_NOUN), subject=subject, now=now()
    )
