"""Members of organizations: people and service accounts."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, select

from docyard.domain.identity import Member, MemberKind, MemberStatus, OrganizationRole
from docyard.store.database import Session
from docyard.store.tables import MemberRow


def find_member(session: Session, *, organization_id: str, user_id: str) -> Member | None:
    """Return the member of that user ID in the organization, if there is one."""
    row = session.get(MemberRow, (organization_id, user_id))
    return None if row is None else member_of(row)


def list_people(session: Session, *, email: str, organization_id: str | None) -> Sequence[Member]:
    """Return who has that e-mail address, in all organizations or in one; never service accounts."""
    query = select(MemberRow).where(MemberRow.email == email, MemberRow.kind == MemberKind.PERSON.value)
    if organization_id is not None:
        query = query.where(MemberRow.organization_id == organization_id)
    return tuple(member_of(row) for row in session.scalars(query.order_by(MemberRow.organization_id)))


def find_first_admin(session: Session, *, organization_id: str) -> Member | None:
    """Return the organization's admin who has been there longest."""
    query = select(MemberRow).where(
        MemberRow.organization_id == organization_id, MemberRow.role == OrganizationRole.ADMIN.value
    )
    row = session.scalar(query.order_by(MemberRow.created_at, MemberRow.user_id).limit(1))
    return None if row is None else member_of(row)


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


def member_of(row: MemberRow | Row[Any]) -> Member:
    """Turn a row into its value."""
    return Member(
        organization_id=row.organization_id,
        user_id=row.user_id,
        email=row.email,
        role=OrganizationRole(row.role),
        kind=MemberKind(row.kind),
        status=MemberStatus(row.status),
        display_name=row.display_name,
    )
