"""API tokens, known here by their hashes only."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, and_, bindparam, exists, or_, select, update

from docyard.domain.identity import Member, MemberKind, OrganizationRole, Token, TokenCreation
from docyard.store.database import Session
from docyard.store.members import member_of
from docyard.store.tables import GroupMemberRow, GroupRow, MemberRow, OrganizationRow, TokenRow

# How exactly the time of the last use is kept; a token is written to no more often than this.
_USE_NOTED_EVERY = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Bearer:
    """Whom a token speaks for.

    Attributes:
        is_open: whether the organization lets its owner have API tokens.
    """

    token: Token
    member: Member
    is_open: bool


def find_bearer(session: Session, *, token_hash: str) -> Bearer | None:
    """Return who stands behind the token with that hash, valid or not."""
    row = session.execute(_BEARER, {"hash": token_hash}).one_or_none()
    return None if row is None else Bearer(_token(row), member_of(row), is_open=bool(row.is_open))


def may_have_tokens(session: Session, *, organization_id: str, user_id: str) -> bool:
    """Tell whether the organization lets the member have API tokens."""
    query = (
        select(_is_open())
        .select_from(MemberRow)
        .join(OrganizationRow, OrganizationRow.id == MemberRow.organization_id)
        .where(MemberRow.organization_id == organization_id, MemberRow.user_id == user_id)
    )
    return bool(session.scalar(query))


def find_token(session: Session, *, token_id: UUID) -> Token | None:
    """Return the token of that id, valid or not."""
    row = session.get(TokenRow, token_id)
    return None if row is None else _token(row)


def list_tokens(
    session: Session, *, organization_id: str, user_id: str, limit: int, offset: int
) -> Sequence[Token]:
    """Return a page of the member's tokens that are not revoked, newest first."""
    query = (
        select(TokenRow)
        .where(
            TokenRow.organization_id == organization_id,
            TokenRow.user_id == user_id,
            TokenRow.revoked_at.is_(None),
        )
        .order_by(TokenRow.created_at.desc(), TokenRow.id)
        .limit(limit)
        .offset(offset)
    )
    return tuple(_token(row) for row in session.scalars(query))


def add_token(session: Session, *, token: Token, token_hash: str) -> None:
    """Add a token of a member."""
    session.add(
        TokenRow(
            id=token.id,
            organization_id=token.organization_id,
            user_id=token.user_id,
            name=token.name,
            description=token.description,
            hash=token_hash,
            created_at=token.created_at,
            created_by=token.created_by,
            expires_at=token.expires_at,
            last_used_at=token.last_used_at,
            revoked_at=token.revoked_at,
        )
    )
    session.flush()


def update_token(session: Session, *, token: Token, token_hash: str | None = None) -> None:
    """Bring a token to what it is now; without a hash its value stays."""
    row = session.get_one(TokenRow, token.id)
    row.name = token.name
    row.description = token.description
    row.created_by = token.created_by
    row.expires_at = token.expires_at
    row.revoked_at = token.revoked_at
    if token_hash is not None:
        row.hash = token_hash
    session.flush()


def is_use_due(token: Token, *, now: datetime) -> bool:
    """Tell whether a use now is to be noted: there is none yet, or the last is a minute ago."""
    return token.last_used_at is None or token.last_used_at <= now - _USE_NOTED_EVERY


def note_use(session: Session, *, token_id: UUID, now: datetime) -> None:
    """Note that a token was used; harmless if it is gone, or was noted by another process just now."""
    due = or_(TokenRow.last_used_at.is_(None), TokenRow.last_used_at <= now - _USE_NOTED_EVERY)
    session.execute(update(TokenRow).where(TokenRow.id == token_id, due).values(last_used_at=now))


def _is_open() -> ColumnElement[bool]:
    """Compare a row of members, and its organization's, with the rule of who may have tokens."""
    in_chosen_group = exists().where(
        GroupRow.organization_id == MemberRow.organization_id,
        GroupRow.may_create_tokens,
        GroupMemberRow.group_id == GroupRow.id,
        GroupMemberRow.user_id == MemberRow.user_id,
    )
    # People who are admins are never shut out, so that one of them can undo the rule.
    is_admin = and_(MemberRow.role == OrganizationRole.ADMIN.value, MemberRow.kind == MemberKind.PERSON.value)
    is_chosen = or_(
        OrganizationRow.token_creation == TokenCreation.EVERYONE.value,
        is_admin,
        and_(OrganizationRow.token_creation == TokenCreation.GROUPS.value, in_chosen_group),
    )
    return and_(OrganizationRow.docyard_tokens, is_chosen)


def _token(row: TokenRow | Row[Any]) -> Token:
    return Token(
        id=row.id,
        organization_id=row.organization_id,
        user_id=row.user_id,
        name=row.name,
        description=row.description,
        created_at=row.created_at,
        created_by=row.created_by,
        expires_at=row.expires_at,
        last_used_at=row.last_used_at,
        revoked_at=row.revoked_at,
    )


def _bearer() -> Select[Any]:
    tokens, members = TokenRow.__table__.c, MemberRow.__table__.c
    of_member = [members[name] for name in ("email", "role", "kind", "status", "display_name")]
    same_member = and_(
        MemberRow.organization_id == TokenRow.organization_id, MemberRow.user_id == TokenRow.user_id
    )
    return (
        select(*tokens, *of_member, _is_open().label("is_open"))
        .join(MemberRow, same_member)
        .join(OrganizationRow, OrganizationRow.id == TokenRow.organization_id)
        .where(TokenRow.hash == bindparam("hash"))
    )


# Every request asks this: it is built once, and of columns, which are read in a quarter of the time
# that mapped rows take.
_BEARER = _bearer()
