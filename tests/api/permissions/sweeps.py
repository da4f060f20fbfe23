"""Sweeps."""

from tests.api.permissions.row import Row
from tests.api.permissions.world import World


def _sweep(world: World) -> str:
    return f"/v2/sweeps/{world.make('POST', '/v2/sweeps')['id']}"


ROWS = {
    ("post", "/api/v2/sweeps"): Row("admin", lambda _: {"path": "/v2/sweeps"}, aimed=False),
    ("get", "/api/v2/sweeps"): Row("admin", lambda _: {"path": "/v2/sweeps"}, aimed=False),
    ("get", "/api/v2/sweeps/{sweep_id}"): Row("admin", lambda world: {"path": _sweep(world)}),
}
