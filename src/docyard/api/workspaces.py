"""Workspaces, and the members and groups in them."""

from dataclasses import replace
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from docyard.api.backend import Reading, WithBackend, WithCaller, Writing, now
from docyard.api.idempotency_keys import Route
from docyard.api.ids import parse_id
from docyard.api.paging import Limit, Offset
from docyard.api.wire.text import Text
from docyard.api.wire.workspaces import (
    CreateWorkspace,
    PutIntoWorkspace,
    UpdateWorkspace,
    WorkspaceBody,
    WorkspaceGroupBody,
    WorkspaceGroupList,
    WorkspaceList,
    WorkspaceMemberBody,
    WorkspaceMemberList,
    change_of,
)
from docyard.services import workspace_members, workspaces

router = APIRouter(prefix="/v2/workspaces", tags=["workspaces"], route_class=Route)


@router.get("", operation_id="listWorkspaces")
def list_workspaces(
    caller: WithCaller,
    session: Reading,
    name: Annotated[Text | None, Query(description="Only the one of that name.")] = None,
    limit: Limit = 100,
    offset: Offset = 0,
) -> WorkspaceList:
    """List the workspaces that one may enter, by name."""
    found = workspaces.list_workspaces(session, caller, name=name, limit=limit, offset=offset)
    return WorkspaceList(workspaces=[WorkspaceBody.of(each) for each in found])


@router.post("", operation_id="createWorkspace", status_code=201)
def create_workspace(body: CreateWorkspace, caller: WithCaller, session: Writing) -> WorkspaceBody:
    """Create a shared workspace and become its manager."""
    created = workspaces.create_workspace(
        session, caller, name=body.name, is_production=body.production, now=now()
    )
    return WorkspaceBody.of(created)


@router.get("/{workspace_id}", operation_id="getWorkspace")
def read_workspace(workspace_id: str, caller: WithCaller, session: Reading) -> WorkspaceBody:
    """Read what is known of a workspace."""
    found = workspaces.get_workspace(session, caller, workspace_id=_id(workspace_id))
    return WorkspaceBody.of(found)


@router.patch("/{workspace_id}", operation_id="updateWorkspace")
def update_workspace(
    workspace_id: str, body: UpdateWorkspace, caller: WithCaller, session: Writing
) -> WorkspaceBody:
    """Rename a workspace, flag it as production, link it, or say how long it keeps what is finished."""
    change = change_of(body)
    if body.development_workspace_id is not None:
        change = replace(change, development_workspace_id=_id(body.development_workspace_id))
    changed = workspaces.update_workspace(
        session, caller, workspace_id=_id(workspace_id), change=change, now=now()
    )
    return WorkspaceBody.of(changed)


@router.delete("/{workspace_id}", operation_id="deleteWorkspace", status_code=204)
def delete_workspace(
    workspace_id: str, backend: WithBackend, caller: WithCaller, session: Writing
) -> Response:
    """Delete an empty workspace."""
    workspaces.delete_workspace(
        session, caller, drive=backend.drives.built_in, workspace_id=_id(workspace_id), now=now()
    )
    return Response(status_code=204)


@router.get("/{workspace_id}/members", operation_id="listWorkspaceMembers")
def list_members(
    workspace_id: str, caller: WithCaller, session: Reading, limit: Limit = 100, offset: Offset = 0
) -> WorkspaceMemberList:
    """List those who are in a workspace by themselves, by user ID."""
    found = workspace_members.list_members(
        session, caller, workspace_id=_id(workspace_id), limit=limit, offset=offset
    )
    return WorkspaceMemberList(members=[WorkspaceMemberBody.of(each) for each in found])


@router.put("/{workspace_id}/members/{user_id}", operation_id="addWorkspaceMember")
def add_member(
    workspace_id: str, user_id: Text, body: PutIntoWorkspace, caller: WithCaller, session: Writing
) -> WorkspaceMemberBody:
    """Let a member or service account into a workspace, or change their role in it."""
    added = workspace_members.add_member(
        session, caller, workspace_id=_id(workspace_id), user_id=user_id, role=body.role, now=now()
    )
    return WorkspaceMemberBody.of(added)


@router.delete("/{workspace_id}/members/{user_id}", operation_id="removeWorkspaceMember", status_code=204)
def remove_member(workspace_id: str, user_id: Text, caller: WithCaller, session: Writing) -> Response:
    """Take a member out of a workspace, or leave it."""
    workspace_members.remove_member(
        session, caller, workspace_id=_id(workspace_id), user_id=user_id, now=now()
    )
    return Response(status_code=204)


@router.get("/{workspace_id}/groups", operation_id="listWorkspaceGroups")
def list_groups(
    workspace_id: str, caller: WithCaller, session: Reading, limit: Limit = 100, offset: Offset = 0
) -> WorkspaceGroupList:
    """List the groups that are in a workspace, by name."""
    found = workspace_members.list_groups(
        session, caller, workspace_id=_id(workspace_id), limit=limit, offset=offset
    )
    return WorkspaceGroupList(groups=[WorkspaceGroupBody.of(each) for each in found])


@router.put("/{workspace_id}/groups/{group_id}", operation_id="addWorkspaceGroup")
def add_group(
    workspace_id: str, group_id: str, body: PutIntoWorkspace, caller: WithCaller, session: Writing
) -> WorkspaceGroupBody:
    """Let all members of a group into a workspace, or change the role that they have through it."""
    added = workspace_members.add_group(
        session,
        caller,
        workspace_id=_id(workspace_id),
        group_id=parse_id(group_id, noun="group"),
        role=body.role,
        now=now(),
    )
    return WorkspaceGroupBody.of(added)


@router.delete("/{workspace_id}/groups/{group_id}", operation_id="removeWorkspaceGroup", status_code=204)
def remove_group(workspace_id: str, group_id: str, caller: WithCaller, session: Writing) -> Response:
    """Take a group out of a workspace."""
    workspace_members.remove_group(
        session,
        caller,
        workspace_id=_id(workspace_id),
        group_id=parse_id(group_id, noun="group"),
        now=now(),
    )
    return Response(status_code=204)


def _id(value: str) -> UUID:
    return parse_id(value, noun="workspace")
