"""Issuers of signed tokens, and whom their subjects are."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import and_, delete, or_, select
from sqlalchemy.exc import IntegrityError

from docyard.domain.identity import MemberStatus
from docyard.domain.token_issuers import KnownSubject, TokenIdentity, TokenIssuer
from docyard.store.database import Session
from docyard.store.members import member_of
from docyard.store.tables import MemberRow, TokenIdentityRow, TokenIssuerRow


def put_issuer(session: Session, *, issuer: TokenIssuer) -> bool:
    """Add an issuer, or bring it to what it is now.

    False, and nothing changed, where another one has its name, or its issuer and audience.
    """
    row = TokenIssuerRow(
        id=issuer.id,
        organization_id=issuer.organization_id,
        name=issuer.name,
        issuer=issuer.issuer,
        audience=issuer.audience,
        jwks=issuer.jwks,
        jwks_url=issuer.jwks_url,
        created_at=issuer.created_at,
        updated_at=issuer.updated_at,
    )
    try:
        with session.begin_nested():
            session.merge(row)
    except IntegrityError:
        return False
    return True


def find_issuer(session: Session, *, issuer_id: UUID) -> TokenIssuer | None:
    """Return the issuer of that id, if there is one."""
    row = session.get(TokenIssuerRow, issuer_id)
    return None if row is None else _issuer(row)


def list_issuers(session: Session, *, organization_id: str, limit: int, offset: int) -> Sequence[TokenIssuer]:
    """Return a page of the organization's issuers by name."""
    query = select(TokenIssuerRow).where(TokenIssuerRow.organization_id == organization_id)
    rows = session.scalars(query.order_by(TokenIssuerRow.name).limit(limit).offset(offset))
    return tuple(_issuer(row) for row in rows)


def remove_issuer(session: Session, *, issuer_id: UUID) -> None:
    """Remove an issuer and its identities; harmless if it is gone."""
    session.execute(delete(TokenIssuerRow).where(TokenIssuerRow.id == issuer_id))


def put_identity(session: Session, *, organization_id: str, identity: TokenIdentity) -> None:
    """Say whom a subject is, or say it anew."""
    session.merge(
        TokenIdentityRow(
            issuer_id=identity.issuer_id,
            subject=identity.subject,
            organization_id=organization_id,
            user_id=identity.user_id,
            created_at=identity.created_at,
        )
    )
    session.flush()


def list_identities(session: Session, *, issuer_id: UUID, limit: int, offset: int) -> Sequence[TokenIdentity]:
    """Return a page of an issuer's identities by subject."""
    query = select(TokenIdentityRow).where(TokenIdentityRow.issuer_id == issuer_id)
    rows = session.scalars(query.order_by(TokenIdentityRow.subject).limit(limit).offset(offset))
    return tuple(
        TokenIdentity(
            issuer_id=row.issuer_id, subject=row.subject, user_id=row.user_id, created_at=row.created_at
        )
        for row in rows
    )


def remove_identity(session: Session, *, issuer_id: UUID, subject: str) -> bool:
    """Remove what is known of a subject; False if nothing is."""
    row = session.get(TokenIdentityRow, (issuer_id, subject))
    if row is None:
        return False
    session.delete(row)
    session.flush()
    return True


def list_known_subjects(
    session: Session, *, issuer: str, subject: str, context: str | None, limit: int
) -> Sequence[KnownSubject]:
    """Return whom a token of that issuer may speak for: in all organizations, or as the context says.

    ``context`` is an organization's ID or a user ID. Only members who joined are returned.
    """
    of_member = and_(
        MemberRow.organization_id == TokenIdentityRow.organization_id,
        MemberRow.user_id == TokenIdentityRow.user_id,
    )
    query = (
        select(TokenIssuerRow, MemberRow)
        .join(TokenIdentityRow, TokenIdentityRow.issuer_id == TokenIssuerRow.id)
        .join(MemberRow, of_member)
        .where(
            TokenIssuerRow.issuer == issuer,
            TokenIdentityRow.subject == subject,
            MemberRow.status == MemberStatus.JOINED.value,
        )
        .order_by(TokenIssuerRow.created_at, TokenIssuerRow.id)
        .limit(limit)
    )
    if context:
        query = query.where(or_(MemberRow.organization_id == context, MemberRow.user_id == context))
    return tuple(
        KnownSubject(issuer=_issuer(row), member=member_of(member)) for row, member in session.execute(query)
    )


def _issuer(row: TokenIssuerRow) -> TokenIssuer:
    return TokenIssuer(
        id=row.id,
        organization_id=row.organization_id,
        name=row.name,
        issuer=row.issuer,
        audience=row.audience,
        jwks=row.jwks,
        jwks_url=row.jwks_url,
        created_at=row.created_at,
        updated_at=row.updated_at,
    )
