"""Organizations."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select

from docyard.domain.identity import Organization, TokenCreation
from docyard.store.database import Session
from docyard.store.tables import OrganizationRow


def find_organization(session: Session, *, organization_id: str) -> Organization | None:
    """Return the organization of that id, if there is one."""
    row = session.get(OrganizationRow, organization_id)
    return None if row is None else _organization(row)


def list_organizations(session: Session) -> Sequence[Organization]:
    """Return all organizations, oldest first."""
    rows = session.scalars(select(OrganizationRow).order_by(OrganizationRow.created_at, OrganizationRow.id))
    return tuple(_organization(row) for row in rows)


def count_organizations(session: Session) -> int:
    """Return how many organizations there are."""
    return session.scalar(select(func.count()).select_from(OrganizationRow)) or 0


def add_organization(session: Session, *, organization: Organization, now: datetime) -> None:
    """Add an organization whose id is not taken yet."""
    session.add(
        OrganizationRow(
            id=organization.id,
            name=organization.name,
            token_creation=organization.token_creation.value,
            docyard_tokens=organization.docyard_tokens,
            retention_days=organization.retention_days,
            quota_bytes=organization.quota_bytes,
            created_at=now,
        )
    )
    session.flush()


def update_organization(session: Session, *, organization: Organization) -> None:
    """Bring an organization to what it is now."""
    row = session.get_one(OrganizationRow, organization.id)
    row.name = organization.name
    row.token_creation = organization.token_creation.value
    row.docyard_tokens = organization.docyard_tokens
    row.retention_days = organization.retention_days
    row.quota_bytes = organization.quota_bytes
    session.flush()


def _organization(row: OrganizationRow) -> Organization:
    return Organization(
        id=row.id,
        name=row.name,
        token_creation=TokenCreation(row.token_creation),
        docyard_tokens=row.docyard_tokens,
        retention_days=row.retention_days,
        quota_bytes=row.quota_bytes,
    )
