"""Groups and who is in them."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from docyard.api.backend import Reading, WithCaller, Writing, now
from docyard.api.idempotency_keys import Route
from docyard.api.ids import parse_id
from docyard.api.paging import Limit, Offset
from docyard.api.wire.groups import (
    CreateGroup,
    GroupBody,
    GroupList,
    GroupMemberBody,
    GroupMemberList,
    PutIntoGroup,
    UpdateGroup,
)
from docyard.api.wire.text import Text
from docyard.domain.identity import GroupRole
from docyard.services import groups

router = APIRouter(prefix="/v2/groups", tags=["groups"], route_class=Route)


@router.get("", operation_id="listGroups")
def list_groups(
    caller: WithCaller,
    session: Reading,
    user_id: Annotated[Text | None, Query(description="Only those that this account is in.")] = None,
    limit: Limit = 100,
    offset: Offset = 0,
) -> GroupList:
    """List the organization's groups, by name."""
    found = groups.list_groups(session, caller, user_id=user_id, limit=limit, offset=offset)
    return GroupList(groups=[GroupBody.of(group) for group in found])


@router.post("", operation_id="createGroup", status_code=201)
def create_group(body: CreateGroup, caller: WithCaller, session: Writing) -> GroupBody:
    """Create an empty group; for admins."""
    group = groups.create_group(session, caller, name=body.name, description=body.description, now=now())
    return GroupBody.of(group)


@router.get("/{group_id}", operation_id="getGroup")
def read_group(group_id: str, caller: WithCaller, session: Reading) -> GroupBody:
    """Read what is known of a group."""
    return GroupBody.of(groups.get_group(session, caller, group_id=_id(group_id)))


@router.patch("/{group_id}", operation_id="updateGroup")
def update_group(group_id: str, body: UpdateGroup, caller: WithCaller, session: Writing) -> GroupBody:
    """Change a group's name or description; for admins."""
    group = groups.update_group(
        session,
        caller,
        group_id=_id(group_id),
        name=body.name,
        description=body.description,
        now=now(),
    )
    return GroupBody.of(group)


@router.delete("/{group_id}", operation_id="deleteGroup", status_code=204)
def delete_group(group_id: str, caller: WithCaller, session: Writing) -> Response:
    """Delete a group, with the roles its members had through it; for admins."""
    groups.delete_group(session, caller, group_id=_id(group_id), now=now())
    return Response(status_code=204)


@router.get("/{group_id}/members", operation_id="listGroupMembers")
def list_members(
    group_id: str, caller: WithCaller, session: Reading, limit: Limit = 100, offset: Offset = 0
) -> GroupMemberList:
    """List those who are in a group, by user ID."""
    found = groups.list_members(session, caller, group_id=_id(group_id), limit=limit, offset=offset)
    return GroupMemberList(members=[GroupMemberBody.of(each) for each in found])


@router.put("/{group_id}/members/{user_id}", operation_id="addGroupMember")
def add_member(
    group_id: str,
    user_id: Text,
    caller: WithCaller,
    session: Writing,
    body: PutIntoGroup | None = None,
) -> GroupMemberBody:
    """Put somebody into a group, or change what they are in it; for its managers and admins."""
    role = body.role if body else GroupRole.MEMBER
    added = groups.add_member(session, caller, group_id=_id(group_id), user_id=user_id, role=role, now=now())
    return GroupMemberBody.of(added)


@router.delete("/{group_id}/members/{user_id}", operation_id="removeGroupMember", status_code=204)
def remove_member(group_id: str, user_id: Text, caller: WithCaller, session: Writing) -> Response:
    """Take somebody out of a group; for its managers and admins."""
    groups.remove_member(session, caller, group_id=_id(group_id), user_id=user_id, now=now())
    return Response(status_code=204)


def _id(value: str) -> UUID:
    return parse_id(value, noun="group")
