"""Groups and who is in them."""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import and_, delete, select, update
from sqlalchemy.exc import IntegrityError

from docyard.domain.identity import Group, GroupMember, GroupRole
from docyard.store.database import Session
from docyard.store.members import member_of
from docyard.store.tables import GroupMemberRow, GroupRow, MemberRow


def find_group(session: Session, *, group_id: UUID) -> Group | None:
    """Return the group of that id, whoever's it is."""
    row = session.get(GroupRow, group_id)
    return None if row is None else group_of(row)


def list_groups(
    session: Session, *, organization_id: str, user_id: str | None, limit: int, offset: int
) -> Sequence[Group]:
    """Return a page of the organization's groups by name; only those of ``user_id`` when given."""
    query = select(GroupRow).where(GroupRow.organization_id == organization_id)
    if user_id is not None:
        entered = select(GroupMemberRow.group_id).where(GroupMemberRow.user_id == user_id)
        query = query.where(GroupRow.id.in_(entered))
    rows = session.scalars(query.order_by(GroupRow.name).limit(limit).offset(offset))
    return tuple(group_of(row) for row in rows)


def add_group(session: Session, *, group: Group) -> bool:
    """Add a group; False, and nothing changed, where its name is taken."""
    row = GroupRow(
        id=group.id,
        organization_id=group.organization_id,
        name=group.name,
        description=group.description,
        may_create_tokens=group.may_create_tokens,
        created_at=group.created_at,
    )
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError:
        return False
    return True


def update_group(session: Session, *, group: Group) -> bool:
    """Bring a group's words to what they are now; False, and nothing changed, where its name is taken."""
    try:
        with session.begin_nested():
            row = session.get_one(GroupRow, group.id)
            row.name = group.name
            row.description = group.description
    except IntegrityError:
        return False
    return True


def delete_group(session: Session, *, group_id: UUID) -> None:
    """Delete a group and its places in workspaces."""
    session.execute(delete(GroupRow).where(GroupRow.id == group_id))


def choose_token_groups(session: Session, *, organization_id: str, group_ids: Collection[UUID]) -> None:
    """Let those groups of the organization have API tokens, and no other."""
    session.execute(
        update(GroupRow)
        .where(GroupRow.organization_id == organization_id)
        .values(may_create_tokens=GroupRow.id.in_(group_ids))
    )


def list_token_groups(session: Session, *, organization_id: str) -> Sequence[Group]:
    """Return the organization's groups that may have API tokens, by name."""
    query = select(GroupRow).where(GroupRow.organization_id == organization_id, GroupRow.may_create_tokens)
    return tuple(group_of(row) for row in session.scalars(query.order_by(GroupRow.name)))


def list_group_members(session: Session, *, group_id: UUID, limit: int, offset: int) -> Sequence[GroupMember]:
    """Return a page of those who are in a group, by user ID."""
    of_member = and_(
        MemberRow.user_id == GroupMemberRow.user_id, MemberRow.organization_id == GroupRow.organization_id
    )
    query = (
        select(MemberRow, GroupMemberRow.role)
        .join_from(GroupMemberRow, GroupRow)
        .join(MemberRow, of_member)
        .where(GroupRow.id == group_id)
        .order_by(MemberRow.user_id)
    )
    found = session.execute(query.limit(limit).offset(offset))
    return tuple(GroupMember(member_of(row), GroupRole(role)) for row, role in found)


def find_group_role(session: Session, *, group_id: UUID, user_id: str) -> GroupRole | None:
    """Return what somebody is in a group."""
    row = session.get(GroupMemberRow, (group_id, user_id))
    return None if row is None else GroupRole(row.role)


def add_group_member(session: Session, *, group_id: UUID, user_id: str, role: GroupRole) -> None:
    """Put somebody into a group, or change what they are in it."""
    session.merge(GroupMemberRow(group_id=group_id, user_id=user_id, role=role.value))
    session.flush()


def remove_group_member(session: Session, *, group_id: UUID, user_id: str) -> None:
    """Take somebody out of a group; harmless if they are not in it."""
    session.execute(
        delete(GroupMemberRow).where(GroupMemberRow.group_id == group_id, GroupMemberRow.user_id == user_id)
    )


def group_of(row: GroupRow) -> Group:
    """Turn a row into its value."""
    return Group(
        id=row.id,
        organization_id=row.organization_id,
        name=row.name,
        description=row.description,
        may_create_tokens=row.may_create_tokens,
        created_at=row.created_at,
    )
