"""Apps and their versions."""

from uuid import uuid4

from docyard.domain.permissions import Permission
from tests.api.permissions.row import Row
from tests.api.permissions.world import WORKSPACE, World

_PATH = "/v2/apps"


def _file(version: str = "1.0.0", name: str | None = None) -> str:
    return f'name: {name or uuid4()}\nversion: "{version}"\nfields:\n  - name: total\n    type: amount\n'


def _push(world: World, **more: str) -> str:
    """Push an app to the workspace and return its path."""
    name = str(uuid4())
    for version in ("1.0.0", "1.1.0"):
        body = {"file": _file(version, name), "workspace": WORKSPACE} | more
        app_id: str = world.make("POST", _PATH, json=body)["id"]
    return f"{_PATH}/{app_id}"


ROWS = {
    ("get", "/api/v2/apps"): Row(
        Permission.READ, lambda _: {"path": _PATH, "params": {"workspace": WORKSPACE}}
    ),
    ("post", "/api/v2/apps"): Row(
        Permission.PUSH_APPS, lambda _: {"path": _PATH, "json": {"file": _file(), "workspace": WORKSPACE}}
    ),
    ("post", "/api/v2/apps/validate"): Row(
        "member", lambda _: {"path": f"{_PATH}/validate", "json": {"file": _file()}}, aimed=False
    ),
    ("get", "/api/v2/apps/{app_id}"): Row(Permission.READ, lambda world: {"path": _push(world)}),
    ("delete", "/api/v2/apps/{app_id}"): Row(Permission.PUSH_APPS, lambda world: {"path": _push(world)}),
    ("put", "/api/v2/apps/{app_id}/sharing"): Row(
        Permission.PUSH_APPS,
        lambda world: {"path": f"{_push(world)}/sharing", "json": {"visibility": "workspace"}},
    ),
    ("get", "/api/v2/apps/{app_id}/versions"): Row(
        Permission.READ, lambda world: {"path": f"{_push(world)}/versions"}
    ),
    ("get", "/api/v2/apps/{app_id}/versions/{version}"): Row(
        Permission.READ, lambda world: {"path": f"{_push(world)}/versions/1.0.0"}
    ),
    ("get", "/api/v2/apps/{app_id}/versions/{version}/file"): Row(
        Permission.READ, lambda world: {"path": f"{_push(world)}/versions/1.0.0/file"}
    ),
    ("post", "/api/v2/apps/{app_id}/versions/{version}/publish"): Row(
        Permission.PUSH_APPS,
        lambda world: {"path": f"{_push(world, state='PRE_PRODUCTION')}/versions/1.0.0/publish"},
    ),
    ("get", "/api/v2/apps/{app_id}/diff"): Row(
        Permission.READ,
        lambda world: {"path": f"{_push(world)}/diff", "params": {"from": "1.0.0", "to": "1.1.0"}},
    ),
}
