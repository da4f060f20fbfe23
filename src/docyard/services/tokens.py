"""API tokens: making them, giving them new values, and telling who stands behind one."""

import hashlib
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID, uuid4

from docyard.domain.audit_events import AuditCategory
from docyard.domain.identity import Caller, Member, MemberStatus, Token, caller_of
from docyard.errors import Invalid, NotFound, Unauthenticated
from docyard.services import access
from docyard.services.audit_events import note
from docyard.services.members import get_account
from docyard.store import tokens
from docyard.store.database import Database, Session
from docyard.store.tokens import Bearer

_NAME_LENGTH = 255
_DESCRIPTION_LENGTH = 1_000


class UnknownToken(Unauthenticated):
    """The bearer token is missing, unknown, expired or revoked; which one is not told."""

    code = "token_invalid"


class TokensClosed(Unauthenticated):
    """The organization does not let the token's owner have API tokens just now."""

    code = "tokens_closed"


class WrongContext(Unauthenticated):
    """``IB-Context`` names neither the token's organization nor its owner."""

    code = "context_invalid"


class TokenNotFound(NotFound):
    """The caller has no token of that id."""

    code = "token_not_found"


@dataclass(frozen=True, slots=True)
class NewToken:
    """A token and its value, which is told only this once."""

    token: Token
    value: str = field(repr=False)


def create_token(session: Session, *, member: Member, name: str, now: datetime) -> str:
    """Create a token that never expires and return its value, which is kept nowhere.

    For the owner's shell, whatever the organization's rule of who may have tokens says.
    """
    new = _add_token(
        session, caller_of(member), owner=member, name=name, description="", expires_at=None, now=now
    )
    return new.value


def issue_token(
    session: Session,
    caller: Caller,
    *,
    user_id: str | None,
    name: str,
    description: str,
    expires_at: datetime | None,
    now: datetime,
) -> NewToken:
    """Create a token for the caller, or by an admin for another member or service account.

    Raises:
        AdminsOnly: It is for somebody else, and the caller is no admin.
        MemberNotFound: The organization has no such member.
        TokensClosed: The organization does not let the owner have tokens.
        Invalid: The name or description breaks its rule, or the expiry is past.
    """
    owner = _get_owner(session, caller, user_id=user_id, to="create tokens for others")
    _check_open(session, owner)
    _check_words(name=name, description=description)
    _check_expiry(expires_at, now=now)
    return _add_token(
        session, caller, owner=owner, name=name, description=description, expires_at=expires_at, now=now
    )


def list_tokens(
    session: Session, caller: Caller, *, user_id: str | None, limit: int, offset: int
) -> Sequence[Token]:
    """Return a page of the caller's tokens, newest first; an admin may ask for another's.

    Raises:
        AdminsOnly: They are somebody else's, and the caller is no admin.
        MemberNotFound: The organization has no such member.
    """
    owner = _get_owner(session, caller, user_id=user_id, to="list tokens of others")
    return tokens.list_tokens(
        session, organization_id=owner.organization_id, user_id=owner.user_id, limit=limit, offset=offset
    )


def get_token(session: Session, caller: Caller, *, token_id: UUID) -> Token:
    """Return a token of the caller's, or any of the organization for an admin.

    Raises:
        TokenNotFound: There is none of that id within reach, or it is revoked.
    """
    token = tokens.find_token(session, token_id=token_id)
    if (
        token is None
        or token.revoked_at is not None
        or token.organization_id != caller.organization_id
        or not (caller.is_admin or token.user_id == caller.user_id)
    ):
        raise TokenNotFound(f"There is no token {str(token_id)!r}.")
    return token


def update_token(
    session: Session,
    caller: Caller,
    *,
    token_id: UUID,
    name: str | None,
    description: str | None,
    now: datetime,
) -> Token:
    """Change what is said of a token; None leaves a part as it is.

    Raises:
        TokenNotFound: There is none of that id within reach.
        Invalid: The name or description breaks its rule.
    """
    old = get_token(session, caller, token_id=token_id)
    new = replace(
        old,
        name=old.name if name is None else name,
        description=old.description if description is None else description,
    )
    _check_words(name=new.name, description=new.description)
    tokens.update_token(session, token=new)
    _note(session, caller, new, action="token.updated", now=now)
    return new


def refresh_token(
    session: Session, caller: Caller, *, token_id: UUID, expires_at: datetime | None, now: datetime
) -> NewToken:
    """Give a token a new value and a new expiry, by default never; the old value dies at once.

    Raises:
        TokenNotFound: There is none of that id within reach.
        TokensClosed: The organization does not let its owner have tokens.
        Invalid: The expiry is past.
    """
    old = get_token(session, caller, token_id=token_id)
    _check_open(session, _get_owner(session, caller, user_id=old.user_id, to="refresh tokens of others"))
    _check_expiry(expires_at, now=now)
    new = replace(old, expires_at=expires_at, created_by=caller.user_id)
    value = _new_value()
    tokens.update_token(session, token=new, token_hash=hash_token(value))
    _note(session, caller, new, action="token.refreshed", now=now)
    return NewToken(token=new, value=value)


def revoke_token(session: Session, caller: Caller, *, token_id: UUID, now: datetime) -> None:
    """Make a token worthless from now on.

    Raises:
        TokenNotFound: There is none of that id within reach.
    """
    token = get_token(session, caller, token_id=token_id)
    tokens.update_token(session, token=replace(token, revoked_at=now))
    _note(session, caller, token, action="token.revoked", now=now)


def authenticate(
    session: Session,
    *,
    value: str | None,
    context: str | None,
    ip: str | None,
    now: datetime,
    on_use: Callable[[UUID], object],
) -> Caller:
    """Return who stands behind a bearer token in the context the request names.

    ``context`` is the ``IB-Context`` header: the organization's ID, the user ID of the token's
    owner, or absent, which means the owner's organization. ``ip`` is the request's origin.
    ``on_use`` gets the id of a token whose use is to be noted, which takes a writing session.

    Raises:
        UnknownToken: No token, or none that is valid now.
        TokensClosed: The organization does not let its owner have tokens.
        WrongContext: The context is somebody else's.
    """
    bearer = tokens.find_bearer(session, token_hash=hash_token(value)) if value else None
    if bearer is None or not _is_valid(bearer, now=now):
        raise unknown_token()
    token = bearer.token
    if not bearer.is_open:
        raise _closed()
    check_context(context, organization_id=token.organization_id, user_id=token.user_id)
    if tokens.is_use_due(token, now=now):
        on_use(token.id)
    return caller_of(bearer.member, ip=ip, token_id=token.id)


def unknown_token() -> UnknownToken:
    """Return the one refusal of tokens that prove nobody, whatever is wrong with them."""
    return UnknownToken(
        "The API token is missing, unknown, expired or revoked. "
        "Send a valid one as 'Authorization: Bearer <token>'."
    )


def note_use(database: Database, *, token_id: UUID, now: datetime) -> None:
    """Note that a token was used; for a thread that no request waits for."""
    with database.write() as session:
        tokens.note_use(session, token_id=token_id, now=now)


def check_context(context: str | None, *, organization_id: str, user_id: str) -> None:
    """Refuse requests whose ``IB-Context`` names neither the caller's organization nor the caller.

    Raises:
        WrongContext: It names somebody else.
    """
    if context and context not in (organization_id, user_id):
        raise WrongContext(
            f"IB-Context {context!r} is neither your organization ID nor your user ID. "
            "Correct it or leave it out."
        )


def hash_token(value: str) -> str:
    """Return what is stored of a token; a plain hash will do, for values are 256 random bits."""
    return hashlib.sha256(value.encode()).hexdigest()


def _is_valid(bearer: Bearer, *, now: datetime) -> bool:
    token = bearer.token
    return (
        token.revoked_at is None
        and (token.expires_at is None or token.expires_at > now)
        and bearer.member.status is MemberStatus.JOINED
    )


def _get_owner(session: Session, caller: Caller, *, user_id: str | None, to: str) -> Member:
    if user_id is not None and user_id != caller.user_id:
        access.require_admin(caller, to=to)
    return get_account(session, caller, user_id=caller.user_id if user_id is None else user_id)


def _check_open(session: Session, owner: Member) -> None:
    if not tokens.may_have_tokens(session, organization_id=owner.organization_id, user_id=owner.user_id):
        raise _closed()


def _check_words(*, name: str, description: str) -> None:
    if not name.strip() or len(name) > _NAME_LENGTH:
        raise Invalid(
            f"A token needs a name of 1 to {_NAME_LENGTH} characters; {len(name)} were sent as 'name'."
        )
    if len(description) > _DESCRIPTION_LENGTH:
        raise Invalid(
            f"A token's description may have {_DESCRIPTION_LENGTH} characters; {len(description)} were sent."
        )


def _check_expiry(expires_at: datetime | None, *, now: datetime) -> None:
    if expires_at is not None and expires_at <= now:
        raise Invalid(
            "'expires_at' is past. Send a later time in Unix milliseconds, or leave it out for never."
        )


def _add_token(
    session: Session,
    caller: Caller,
    *,
    owner: Member,
    name: str,
    description: str,
    expires_at: datetime | None,
    now: datetime,
) -> NewToken:
    value = _new_value()
    token = Token(
        id=uuid4(),
        organization_id=owner.organization_id,
        user_id=owner.user_id,
        name=name,
        description=description,
        created_at=now,
        created_by=caller.user_id,
        expires_at=expires_at,
    )
    tokens.add_token(session, token=token, token_hash=hash_token(value))
    _note(session, caller, token, action="token.created", now=now)
    return NewToken(token=token, value=value)


def _new_value() -> str:
    return secrets.token_urlsafe(32)


def _note(session: Session, caller: Caller, token: Token, *, action: str, now: datetime) -> None:
    note(
        session,
        caller,
        category=AuditCategory.TOKEN,
        action=action,
        target=token.name if token.user_id == caller.user_id else f"{token.user_id}: {token.name}",
        workspace=None,
        now=now,
    )


def _closed() -> TokensClosed:
    return TokensClosed(
        "Your organization does not let this account have API tokens. Ask one of its admins to allow them."
    )
