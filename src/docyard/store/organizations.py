"""Organizations and their members."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select

from docyard.domain.identity import Member, MemberKind, MemberStatus, Organization, OrganizationRole
from docyard.store.database import Session
from docyard.store.tables import MemberRow, OrganizationRow


def find_organization(session: Session, *, organization_id: str) -> Organization | None:
    """Return the organization of that id, if there is one."""
    row = session.get(OrganizationRow, organization_id)
    return None if row is None else Organization(id=row.id, name=row.name)


def list_organizations(session: Session) -> Sequence[Organization]:
    """Return all organizations, oldest first."""
    rows = session.scalars(select(OrganizationRow).order_by(OrganizationRow.created_at, OrganizationRow.id))
    return tuple(Organization(id=row.id, name=row.name) for row in rows)


def count_organizations(session: Session) -> int:
    """Return how many organizations there are."""
    return session.scalar(select(func.count()).select_from(OrganizationRow)) or 0


def add_organization(session: Session, *, organization: Organization, now: datetime) -> None:
    """Add an organization whose id is not taken yet."""
    session.add(OrganizationRow(id=organization.id, name=organization.name, created_at=now))
    session.flush()


def find_member(session: Session, *, organization_id: str, user_id: str) -> Member | None:
    """Return the member of that user ID in the organization, if there is one."""
    row = session.get(MemberRow, (organization_id, user_id))
    return None if row is None else _member(row)


def find_first_admin(session: Session, *, organization_id: str) -> Member | None:
    """Return the organization's admin who has been there longest."""
    query = select(MemberRow).where(
        MemberRow.organization_id == organization_id, MemberRow.role == OrganizationRole.ADMIN.value
    )
    row = session.scalar(query.order_by(MemberRow.created_at, MemberRow.user_id).limit(1))
    return None if row is None else _member(row)


def add_member(session: Session, *, member: Member, now: datetime) -> None:
    """Add a member whose user ID is new to the organization."""
    session.add(
        MemberRow(
            organization_id=member.organization_id,
            user_id=member.user_id,
            email=member.email,
            role=member.role.value,
            kind=member.kind.value,
            status=member.status.value,
            display_name=member.display_name,
            created_at=now,
        )
    )
    session.flush()


def _member(row: MemberRow) -> Member:
    return Member(
        organization_id=row.organization_id,
        user_id=row.user_id,
        email=row.email,
        role=OrganizationRole(row.role),
        kind=MemberKind(row.kind),
        status=MemberStatus(row.status),
        display_name=row.display_name,
    )
