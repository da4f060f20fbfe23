"""Deliveries."""

from docyard.domain.permissions import Permission
from tests.api.permissions.row import Row
from tests.api.permissions.world import WORKSPACE

ROWS = {
    ("get", "/api/v2/deliveries"): Row(
        Permission.READ, lambda _: {"path": "/v2/deliveries", "params": {"workspace": WORKSPACE}}
    ),
    ("get", "/api/v2/deliveries/{delivery_id}"): Row(
        Permission.READ, lambda world: {"path": f"/v2/deliveries/{world.make_delivery()}"}
    ),
    ("post", "/api/v2/deliveries/{delivery_id}/replay"): Row(
        Permission.RUN, lambda world: {"path": f"/v2/deliveries/{world.make_delivery()}/replay"}
    ),
}
