"""Groups and who is in them."""

from uuid import uuid4

from tests.api.permissions.row import Row
from tests.api.permissions.world import World

PATH = "/api/v2/groups/{group_id}"


def made_group(world: World) -> str:
    """Make an empty group and return its id."""
    group_id: str = world.make("POST", "/v2/groups", json={"name": uuid4().hex})["id"]
    return group_id


def _at(world: World, below: str = "") -> str:
    return f"/v2/groups/{made_group(world)}{below}"


def _entered(world: World) -> str:
    path = _at(world, f"/members/{world.bystander.user_id}")
    world.make("PUT", path)
    return path


ROWS = {
    ("get", "/api/v2/groups"): Row("member", lambda _: {"path": "/v2/groups"}, aimed=False),
    ("post", "/api/v2/groups"): Row(
        "admin", lambda _: {"path": "/v2/groups", "json": {"name": uuid4().hex}}, aimed=False
    ),
    ("get", PATH): Row("member", lambda world: {"path": _at(world)}),
    ("patch", PATH): Row("admin", lambda world: {"path": _at(world), "json": {"description": "changed"}}),
    ("delete", PATH): Row("admin", lambda world: {"path": _at(world)}),
    ("get", f"{PATH}/members"): Row("member", lambda world: {"path": _at(world, "/members")}),
    ("put", f"{PATH}/members/{{user_id}}"): Row(
        "admin", lambda world: {"path": _at(world, f"/members/{world.bystander.user_id}")}
    ),
    ("delete", f"{PATH}/members/{{user_id}}"): Row("admin", lambda world: {"path": _entered(world)}),
}
