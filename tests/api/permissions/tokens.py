"""API tokens."""

from tests.api.permissions.row import Row
from tests.api.permissions.world import World


def _path(world: World) -> str:
    return f"/v2/tokens/{world.make('POST', '/v2/tokens', json={'name': 'another'})['id']}"


ROWS = {
    ("get", "/api/v2/tokens"): Row("member", lambda _: {"path": "/v2/tokens"}, aimed=False),
    ("post", "/api/v2/tokens"): Row(
        "member", lambda _: {"path": "/v2/tokens", "json": {"name": "mine"}}, aimed=False
    ),
    ("get", "/api/v2/tokens/{token_id}"): Row("owner", lambda world: {"path": _path(world)}),
    ("patch", "/api/v2/tokens/{token_id}"): Row(
        "owner", lambda world: {"path": _path(world), "json": {"name": "changed"}}
    ),
    ("delete", "/api/v2/tokens/{token_id}"): Row("owner", lambda world: {"path": _path(world)}),
    ("post", "/api/v2/tokens/{token_id}/refresh"): Row(
        "owner", lambda world: {"path": f"{_path(world)}/refresh"}
    ),
}
