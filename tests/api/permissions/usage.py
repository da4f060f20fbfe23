"""Usage of workspaces."""

from docyard.domain.permissions import Permission
from tests.api.permissions.row import Row
from tests.api.permissions.world import WORKSPACE

ROWS = {
    ("get", "/api/v2/usage"): Row(
        Permission.MANAGE_WORKSPACE, lambda _: {"path": "/v2/usage", "params": {"workspace": WORKSPACE}}
    ),
}
