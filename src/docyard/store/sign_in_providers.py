"""Systems that people sign in with; client secrets are encrypted before they get here."""

from collections.abc import Sequence

from sqlalchemy import delete, select

from docyard.domain.identity import OrganizationRole
from docyard.domain.sign_in import SignInProvider
from docyard.store.database import Session
from docyard.store.tables import SignInProviderRow


def put_provider(session: Session, *, provider: SignInProvider, encrypted_client_secret: str | None) -> None:
    """Set the organization's provider, or replace it."""
    session.merge(
        SignInProviderRow(
            organization_id=provider.organization_id,
            issuer=provider.issuer,
            client_id=provider.client_id,
            encrypted_client_secret=encrypted_client_secret,
            email_domains=list(provider.email_domains),
            adds_members=provider.adds_members,
            role=provider.role.value,
            updated_at=provider.updated_at,
        )
    )
    session.flush()


def find_provider(session: Session, *, organization_id: str) -> SignInProvider | None:
    """Return the organization's provider, if it has one."""
    row = session.get(SignInProviderRow, organization_id)
    return (
        None
        if row is None
        else SignInProvider(
            organization_id=row.organization_id,
            issuer=row.issuer,
            client_id=row.client_id,
            has_client_secret=row.encrypted_client_secret is not None,
            email_domains=tuple(row.email_domains),
            adds_members=row.adds_members,
            role=OrganizationRole(row.role),
            updated_at=row.updated_at,
        )
    )


def find_client_secret(session: Session, *, organization_id: str) -> str | None:
    """Return the client secret as it is stored, if there is one."""
    row = session.get(SignInProviderRow, organization_id)
    return None if row is None else row.encrypted_client_secret


def remove_provider(session: Session, *, organization_id: str) -> None:
    """Remove the organization's provider, and who is on the way to it; harmless if there is none."""
    session.execute(delete(SignInProviderRow).where(SignInProviderRow.organization_id == organization_id))


def list_encrypted(session: Session) -> Sequence[tuple[str, str]]:
    """Return all organizations' client secrets as they are stored, which nobody else changes meanwhile."""
    rows = session.scalars(select(SignInProviderRow).with_for_update())
    return tuple(
        (row.organization_id, row.encrypted_client_secret)
        for row in rows
        if row.encrypted_client_secret is not None
    )


def replace_encrypted(session: Session, *, organization_id: str, value: str) -> None:
    """Store the same client secret under another encryption."""
    session.get_one(SignInProviderRow, organization_id).encrypted_client_secret = value
    session.flush()
