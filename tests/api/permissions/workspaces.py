"""Workspaces, and the members and groups in them."""

from typing import Any
from uuid import uuid4

from docyard.domain.permissions import Permission
from tests.api.permissions.groups import made_group
from tests.api.permissions.row import Row
from tests.api.permissions.world import World

PATH = "/api/v2/workspaces/{workspace_id}"


def _at(world: World, below: str = "") -> str:
    return f"/v2/workspaces/{world.workspace_id}{below}"


def _with_bystander(world: World) -> dict[str, Any]:
    """Ask to remove a member who is put into the workspace for that; all roles stay as they are."""
    path = _at(world, f"/members/{world.admin.hire(f'{uuid4().hex}@example.com').user_id}")
    world.make("PUT", path, json={"role": "reviewer"})
    return {"path": path}


def _with_group(world: World) -> dict[str, Any]:
    path = _at(world, f"/groups/{made_group(world)}")
    world.make("PUT", path, json={"role": "reviewer"})
    return {"path": path}


ROWS = {
    ("get", "/api/v2/workspaces"): Row("member", lambda _: {"path": "/v2/workspaces"}, aimed=False),
    ("post", "/api/v2/workspaces"): Row(
        "member", lambda _: {"path": "/v2/workspaces", "json": {"name": uuid4().hex}}, aimed=False
    ),
    ("get", PATH): Row(Permission.READ, lambda world: {"path": _at(world)}),
    ("patch", PATH): Row(
        Permission.MANAGE_WORKSPACE, lambda world: {"path": _at(world), "json": {"production": False}}
    ),
    # It is not empty: 409 for those who might.
    ("delete", PATH): Row(Permission.MANAGE_WORKSPACE, lambda world: {"path": _at(world)}),
    ("get", f"{PATH}/members"): Row(Permission.READ, lambda world: {"path": _at(world, "/members")}),
    ("put", f"{PATH}/members/{{user_id}}"): Row(
        Permission.MANAGE_WORKSPACE,
        lambda world: {
            "path": _at(world, f"/members/{world.service.user_id}"),
            "json": {"role": "developer"},
        },
    ),
    ("delete", f"{PATH}/members/{{user_id}}"): Row(Permission.MANAGE_WORKSPACE, _with_bystander),
    ("get", f"{PATH}/groups"): Row(Permission.READ, lambda world: {"path": _at(world, "/groups")}),
    ("put", f"{PATH}/groups/{{group_id}}"): Row(
        Permission.MANAGE_WORKSPACE,
        lambda world: {"path": _at(world, f"/groups/{made_group(world)}"), "json": {"role": "tester"}},
    ),
    ("delete", f"{PATH}/groups/{{group_id}}"): Row(Permission.MANAGE_WORKSPACE, _with_group),
}
