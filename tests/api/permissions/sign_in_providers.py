"""How people of the organization sign in."""

from typing import Any

from tests.api.permissions.row import Row
from tests.api.permissions.world import World

_PATH = "/v2/organization/sign-in"


def _set(world: World) -> dict[str, Any]:
    for admin in (world.admin, world.stranger):
        admin.call("PUT", _PATH, json=_provider())
    return {"path": _PATH}


def _provider() -> dict[str, Any]:
    return {"issuer": "https://login.example.com", "client_id": "docyard"}


ROWS = {
    ("get", "/api/v2/organization/sign-in"): Row("admin", _set, aimed=False),
    ("put", "/api/v2/organization/sign-in"): Row(
        "admin", lambda _: {"path": _PATH, "json": _provider()}, aimed=False
    ),
    ("delete", "/api/v2/organization/sign-in"): Row("admin", _set, aimed=False),
}
