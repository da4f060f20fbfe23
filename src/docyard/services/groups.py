"""Groups of members: admins make them, their managers say who is in them."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID, uuid4

from docyard.domain.audit_events import AuditCategory
from docyard.domain.identity import Caller, Group, GroupMember, GroupRole
from docyard.errors import Conflict, Invalid, NotFound, Unauthenticated
from docyard.services import access
from docyard.services.audit_events import note
from docyard.services.members import get_account
from docyard.store import groups
from docyard.store.database import Session

_NAME_LENGTH = 255
_DESCRIPTION_LENGTH = 1_000


class GroupNotFound(NotFound):
    """The organization has no group of that id."""

    code = "group_not_found"


class GroupExists(Conflict):
    """The organization has a group of that name."""

    code = "group_exists"


class NotInGroup(NotFound):
    """The member is not in the group."""

    code = "not_in_group"


class GroupManagersOnly(Unauthenticated):
    """The action is for the group's managers and admins; a 401, as AI Hub words a missing permission."""

    code = "group_managers_only"


def list_groups(
    session: Session, caller: Caller, *, user_id: str | None, limit: int, offset: int
) -> Sequence[Group]:
    """Return a page of the organization's groups by name; only those that ``user_id`` is in when given."""
    return groups.list_groups(
        session, organization_id=caller.organization_id, user_id=user_id, limit=limit, offset=offset
    )


def get_group(session: Session, caller: Caller, *, group_id: UUID) -> Group:
    """Return the group of that id.

    Raises:
        GroupNotFound: The organization has none.
    """
    group = groups.find_group(session, group_id=group_id)
    if group is None or group.organization_id != caller.organization_id:
        raise GroupNotFound(f"There is no group {str(group_id)!r}.")
    return group


def create_group(session: Session, caller: Caller, *, name: str, description: str, now: datetime) -> Group:
    """Create an empty group.

    Raises:
        AdminsOnly: The caller is no admin.
        Invalid: The name or description breaks its rule.
        GroupExists: The name is taken.
    """
    access.require_admin(caller, to="create groups")
    group = Group(
        id=uuid4(),
        organization_id=caller.organization_id,
        name=name,
        description=description,
        may_create_tokens=False,
        created_at=now,
    )
    _check_words(group)
    if not groups.add_group(session, group=group):
        raise _taken(name)
    _note(session, caller, action="group.created", target=name, now=now)
    return group


def update_group(
    session: Session,
    caller: Caller,
    *,
    group_id: UUID,
    name: str | None,
    description: str | None,
    now: datetime,
) -> Group:
    """Change what is said of a group; None leaves a part as it is.

    Raises:
        GroupNotFound: The organization has no such group.
        AdminsOnly: The caller is no admin.
        Invalid: The name or description breaks its rule.
        GroupExists: The name is taken.
    """
    old = get_group(session, caller, group_id=group_id)
    access.require_admin(caller, to="change groups")
    new = replace(
        old,
        name=old.name if name is None else name,
        description=old.description if description is None else description,
    )
    _check_words(new)
    if not groups.update_group(session, group=new):
        raise _taken(new.name)
    _note(session, caller, action="group.updated", target=new.name, now=now)
    return new


def delete_group(session: Session, caller: Caller, *, group_id: UUID, now: datetime) -> None:
    """Delete a group; its members lose what roles they had through it.

    Raises:
        GroupNotFound: The organization has no such group.
        AdminsOnly: The caller is no admin.
    """
    group = get_group(session, caller, group_id=group_id)
    access.require_admin(caller, to="delete groups")
    groups.delete_group(session, group_id=group_id)
    _note(session, caller, action="group.deleted", target=group.name, now=now)


def list_members(
    session: Session, caller: Caller, *, group_id: UUID, limit: int, offset: int
) -> Sequence[GroupMember]:
    """Return a page of those who are in a group, by user ID.

    Raises:
        GroupNotFound: The organization has no such group.
    """
    get_group(session, caller, group_id=group_id)
    return groups.list_group_members(session, group_id=group_id, limit=limit, offset=offset)


def add_member(
    session: Session, caller: Caller, *, group_id: UUID, user_id: str, role: GroupRole, now: datetime
) -> GroupMember:
    """Put a member or service account into a group, or change what they are in it.

    Raises:
        GroupNotFound: The organization has no such group.
        GroupManagersOnly: The caller is neither a manager of it nor an admin.
        MemberNotFound: The organization has nobody of that user ID.
    """
    group = _get_managed(session, caller, group_id)
    member = get_account(session, caller, user_id=user_id)
    groups.add_group_member(session, group_id=group_id, user_id=user_id, role=role)
    target = f"{group.name}: {user_id}: {role}"
    _note(session, caller, action="group_member.added", target=target, now=now)
    return GroupMember(member, role)


def remove_member(session: Session, caller: Caller, *, group_id: UUID, user_id: str, now: datetime) -> None:
    """Take somebody out of a group.

    Raises:
        GroupNotFound: The organization has no such group.
        GroupManagersOnly: The caller is neither a manager of it nor an admin.
        NotInGroup: They are not in it.
    """
    group = _get_managed(session, caller, group_id)
    if groups.find_group_role(session, group_id=group_id, user_id=user_id) is None:
        raise NotInGroup(f"There is no member {user_id!r} in group {group.name!r}.")
    groups.remove_group_member(session, group_id=group_id, user_id=user_id)
    _note(session, caller, action="group_member.removed", target=f"{group.name}: {user_id}", now=now)


def _get_managed(session: Session, caller: Caller, group_id: UUID) -> Group:
    group = get_group(session, caller, group_id=group_id)
    role = groups.find_group_role(session, group_id=group_id, user_id=caller.user_id)
    if not caller.is_admin and role is not GroupRole.MANAGER:
        raise GroupManagersOnly(
            f"Only managers of group {group.name!r} and admins may say who is in it. Ask one of them."
        )
    return group


def _check_words(group: Group) -> None:
    if not group.name.strip() or len(group.name) > _NAME_LENGTH or not group.name.isprintable():
        raise Invalid(
            f"A group needs a name of 1 to {_NAME_LENGTH} characters, none of them a control character; "
            f"{group.name[:80]!r} was sent."
        )
    if len(group.description) > _DESCRIPTION_LENGTH:
        raise Invalid(
            f"A group's description may have {_DESCRIPTION_LENGTH} characters; "
            f"{len(group.description)} were sent."
        )


def _taken(name: str) -> GroupExists:
    return GroupExists(f"A group {name!r} exists already. Choose another name.")


def _note(session: Session, caller: Caller, *, action: str, target: str, now: datetime) -> None:
    note(
        session,
        caller,
        category=AuditCategory.PERMISSION,
        action=action,
        target=target,
        workspace=None,
        now=now,
    )
