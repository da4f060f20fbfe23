"""Deployments; their runs stand with the other runs."""

from typing import Any
from uuid import uuid4

from docyard.domain.permissions import Permission
from tests.api.permissions.row import Row
from tests.api.permissions.world import WORKSPACE, World

_PATH = "/v2/apps/deployments"


def _body() -> dict[str, Any]:
    return {"name": str(uuid4()), "app_name": "Invoice", "workspace": WORKSPACE}


def _deploy(world: World) -> str:
    """Make another deployment in the workspace and return its path."""
    deployment_id: str = world.make("POST", _PATH, json=_body())["id"]
    return f"{_PATH}/{deployment_id}"


ROWS = {
    ("get", "/api/v2/apps/deployments"): Row(
        Permission.READ, lambda _: {"path": _PATH, "params": {"workspace": WORKSPACE}}
    ),
    ("post", "/api/v2/apps/deployments"): Row(Permission.DEPLOY, lambda _: {"path": _PATH, "json": _body()}),
    ("get", "/api/v2/apps/deployments/{deployment_id}"): Row(
        Permission.READ, lambda world: {"path": f"{_PATH}/{world.deployment_id}"}
    ),
    ("patch", "/api/v2/apps/deployments/{deployment_id}"): Row(
        Permission.DEPLOY,
        lambda world: {"path": f"{_PATH}/{world.deployment_id}", "json": {"description": "changed"}},
    ),
    ("delete", "/api/v2/apps/deployments/{deployment_id}"): Row(
        Permission.DEPLOY, lambda world: {"path": _deploy(world)}
    ),
}
