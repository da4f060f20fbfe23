"""Token issuers: systems whose signed tokens an organization believes, and whom their subjects are."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from docyard.domain.audit_events import AuditCategory
from docyard.domain.identity import Caller
from docyard.domain.token_issuers import TokenIdentity, TokenIssuer
from docyard.errors import Conflict, Invalid, NotFound
from docyard.integrations.documents import check_url
from docyard.integrations.signed_tokens import read_keys
from docyard.services import access
from docyard.services.audit_events import note
from docyard.services.members import MemberNotFound
from docyard.store import members, token_issuers
from docyard.store.database import Session

_WORD_LENGTH = 255
_JWKS_LENGTH = 65_536


class TokenIssuerNotFound(NotFound):
    """The organization has no token issuer of that id."""

    code = "token_issuer_not_found"


class TokenIssuerExists(Conflict):
    """The organization has a token issuer of that name, or of that issuer and audience."""

    code = "token_issuer_exists"


class TokenIdentityNotFound(NotFound):
    """Nothing is known of that subject."""

    code = "token_identity_not_found"


@dataclass(frozen=True, slots=True)
class IssuerContent:
    """What a request says of an issuer; None where it says nothing."""

    name: str | None
    issuer: str | None
    audience: str | None
    jwks: dict[str, Any] | None
    jwks_url: str | None


def list_issuers(session: Session, caller: Caller, *, limit: int, offset: int) -> Sequence[TokenIssuer]:
    """Return a page of the organization's issuers by name.

    Raises:
        AdminsOnly: The caller is no admin.
    """
    access.require_admin(caller, to="see token issuers")
    return token_issuers.list_issuers(
        session, organization_id=caller.organization_id, limit=limit, offset=offset
    )


def get_issuer(session: Session, caller: Caller, *, issuer_id: UUID) -> TokenIssuer:
    """Return an issuer of the organization.

    Raises:
        AdminsOnly: The caller is no admin.
        TokenIssuerNotFound: There is none of that id.
    """
    issuer = token_issuers.find_issuer(session, issuer_id=issuer_id)
    access.require_admin(caller, to="see and change token issuers")
    if issuer is None or issuer.organization_id != caller.organization_id:
        raise TokenIssuerNotFound(f"There is no token issuer {str(issuer_id)!r}.")
    return issuer


def create_issuer(session: Session, caller: Caller, *, content: IssuerContent, now: datetime) -> TokenIssuer:
    """Believe a system's tokens from now on; nobody is known by them before identities say so.

    Raises:
        AdminsOnly: The caller is no admin.
        Invalid: A word is missing or too long, the keys are none, or the URL may not be fetched.
        TokenIssuerExists: The name, or the issuer with that audience, is taken.
    """
    access.require_admin(caller, to="add token issuers")
    empty = TokenIssuer(
        id=uuid4(),
        organization_id=caller.organization_id,
        name="",
        issuer="",
        audience="",
        jwks=None,
        jwks_url=None,
        created_at=now,
        updated_at=now,
    )
    return _put(session, caller, _changed(empty, content), action="token_issuer.created", now=now)


def update_issuer(
    session: Session, caller: Caller, *, issuer_id: UUID, content: IssuerContent, now: datetime
) -> TokenIssuer:
    """Change what ``content`` says of an issuer; keys that are written down replace a URL, and so on.

    Raises:
        AdminsOnly: The caller is no admin.
        TokenIssuerNotFound: There is none of that id.
        Invalid: As for a new one.
        TokenIssuerExists: As for a new one.
    """
    old = get_issuer(session, caller, issuer_id=issuer_id)
    new = replace(_changed(old, content), updated_at=now)
    return _put(session, caller, new, action="token_issuer.updated", now=now)


def delete_issuer(session: Session, caller: Caller, *, issuer_id: UUID, now: datetime) -> None:
    """Believe a system no more; its identities go as well.

    Raises:
        AdminsOnly: The caller is no admin.
        TokenIssuerNotFound: There is none of that id.
    """
    issuer = get_issuer(session, caller, issuer_id=issuer_id)
    token_issuers.remove_issuer(session, issuer_id=issuer_id)
    _note(session, caller, action="token_issuer.deleted", target=issuer.name, now=now)


def list_identities(
    session: Session, caller: Caller, *, issuer_id: UUID, limit: int, offset: int
) -> Sequence[TokenIdentity]:
    """Return a page of an issuer's identities by subject.

    Raises:
        AdminsOnly: The caller is no admin.
        TokenIssuerNotFound: There is no issuer of that id.
    """
    issuer = get_issuer(session, caller, issuer_id=issuer_id)
    return token_issuers.list_identities(session, issuer_id=issuer.id, limit=limit, offset=offset)


def put_identity(
    session: Session, caller: Caller, *, issuer_id: UUID, subject: str, user_id: str, now: datetime
) -> TokenIdentity:
    """Say whom a subject of an issuer's tokens is; an account may have several.

    Raises:
        AdminsOnly: The caller is no admin.
        TokenIssuerNotFound: There is no issuer of that id.
        MemberNotFound: There is no such person or service account.
        Invalid: The subject is empty or too long.
    """
    issuer = get_issuer(session, caller, issuer_id=issuer_id)
    member = members.find_member(session, organization_id=caller.organization_id, user_id=user_id)
    if member is None:
        raise MemberNotFound(f"There is no member {user_id[:80]!r} in your organization.")
    identity = TokenIdentity(
        issuer_id=issuer.id, subject=_checked("subject", subject), user_id=member.user_id, created_at=now
    )
    token_issuers.put_identity(session, organization_id=caller.organization_id, identity=identity)
    _note(session, caller, action="token_identity.set", target=f"{issuer.name}: {member.user_id}", now=now)
    return identity


def delete_identity(
    session: Session, caller: Caller, *, issuer_id: UUID, subject: str, now: datetime
) -> None:
    """Forget whom a subject is; its tokens prove nothing from then on.

    Raises:
        AdminsOnly: The caller is no admin.
        TokenIssuerNotFound: There is no issuer of that id.
        TokenIdentityNotFound: Nothing is known of the subject.
    """
    issuer = get_issuer(session, caller, issuer_id=issuer_id)
    if not token_issuers.remove_identity(session, issuer_id=issuer.id, subject=subject):
        raise TokenIdentityNotFound(f"There is no identity {subject[:80]!r} of issuer {issuer.name!r}.")
    _note(session, caller, action="token_identity.deleted", target=issuer.name, now=now)


def _changed(old: TokenIssuer, content: IssuerContent) -> TokenIssuer:
    if content.jwks is not None and content.jwks_url is not None:
        raise Invalid("'jwks' and 'jwks_url' exclude each other; send one of them.")
    new = replace(
        old,
        name=old.name if content.name is None else content.name,
        issuer=old.issuer if content.issuer is None else content.issuer,
        audience=old.audience if content.audience is None else content.audience,
    )
    if content.jwks is not None:
        new = replace(new, jwks=json.dumps(content.jwks), jwks_url=None)
    if content.jwks_url is not None:
        new = replace(new, jwks=None, jwks_url=check_url(content.jwks_url, name="jwks_url"))
    return new


def _put(session: Session, caller: Caller, issuer: TokenIssuer, *, action: str, now: datetime) -> TokenIssuer:
    for name in ("name", "issuer", "audience"):
        _checked(name, getattr(issuer, name))
    if issuer.jwks is None and issuer.jwks_url is None:
        raise Invalid("A token issuer needs public keys: 'jwks', or a 'jwks_url' to fetch them from.")
    if issuer.jwks is not None:
        if len(issuer.jwks) > _JWKS_LENGTH:
            raise Invalid(f"'jwks' may have {_JWKS_LENGTH} characters; {len(issuer.jwks)} were sent.")
        read_keys(issuer.jwks)
    if not token_issuers.put_issuer(session, issuer=issuer):
        raise TokenIssuerExists(
            f"A token issuer {issuer.name!r}, or one of issuer {issuer.issuer!r} with that audience, exists "
            "already. Change that one, or choose other words."
        )
    _note(session, caller, action=action, target=issuer.name, now=now)
    return issuer


def _checked(name: str, word: str) -> str:
    if not 0 < len(word) <= _WORD_LENGTH:
        raise Invalid(f"{name!r} has 1 to {_WORD_LENGTH} characters; {len(word)} were sent.")
    return word


def _note(session: Session, caller: Caller, *, action: str, target: str, now: datetime) -> None:
    note(
        session,
        caller,
        category=AuditCategory.TOKEN,
        action=action,
        target=target,
        workspace=None,
        now=now,
    )
