"""Members of organizations: people and service accounts."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, delete, func, select

from docyard.domain.identity import Member, MemberKind, MemberStatus, OrganizationRole
from docyard.store.database import Session
from docyard.store.tables import (
    GroupMemberRow,
    GroupRow,
    MemberRow,
    OrganizationRow,
    TokenRow,
    WorkspaceMemberRow,
    WorkspaceRow,
)


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
    """Return the organization's admin, a person who joined, who has been there longest."""
    query = select(MemberRow).where(*_are_admins(organization_id))
    row = session.scalar(query.order_by(MemberRow.created_at, MemberRow.user_id).limit(1))
    return None if row is None else member_of(row)


def list_members(
    session: Session, *, organization_id: str, kind: MemberKind, limit: int, offset: int
) -> Sequence[Member]:
    """Return a page of the organization's people, or of its service accounts, by user ID."""
    query = (
        select(MemberRow)
        .where(MemberRow.organization_id == organization_id, MemberRow.kind == kind.value)
        .order_by(MemberRow.user_id)
        .limit(limit)
        .offset(offset)
    )
    return tuple(member_of(row) for row in session.scalars(query))


def count_admins(session: Session, *, organization_id: str) -> int:
    """Count the people who joined and are admins; nobody else changes that until the session ends."""
    session.get_one(OrganizationRow, organization_id, with_for_update=True)
    query = select(func.count()).select_from(MemberRow).where(*_are_admins(organization_id))
    return session.scalar(query) or 0


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


def update_member(session: Session, *, member: Member) -> None:
    """Bring a member to what they are now."""
    row = session.get_one(MemberRow, (member.organization_id, member.user_id))
    row.role = member.role.value
    row.status = member.status.value
    row.display_name = member.display_name
    session.flush()


def remove_member(session: Session, *, organization_id: str, user_id: str) -> None:
    """Remove a member with their tokens, sessions, and places in groups and workspaces.

    What they made stays, and so does their personal workspace.
    """
    rooms = select(WorkspaceRow.id).where(WorkspaceRow.organization_id == organization_id)
    groups = select(GroupRow.id).where(GroupRow.organization_id == organization_id)
    for owned in (
        delete(TokenRow).where(TokenRow.organization_id == organization_id, TokenRow.user_id == user_id),
        delete(WorkspaceMemberRow).where(
            WorkspaceMemberRow.workspace_id.in_(rooms), WorkspaceMemberRow.user_id == user_id
        ),
        delete(GroupMemberRow).where(GroupMemberRow.group_id.in_(groups), GroupMemberRow.user_id == user_id),
        delete(MemberRow).where(MemberRow.organization_id == organization_id, MemberRow.user_id == user_id),
    ):
        session.execute(owned)


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


def _are_admins(organization_id: str) -> tuple[ColumnElement[bool], ...]:
    return (
        MemberRow.organization_id == organization_id,
        MemberRow.role == OrganizationRole.ADMIN.value,
        MemberRow.kind == MemberKind.PERSON.value,
        MemberRow.status == MemberStatus.JOINED.value,
    )
