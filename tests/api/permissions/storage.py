"""What workspaces and the organization hold."""

from docyard.domain.permissions import Permission
from tests.api.permissions.row import Row

ROWS = {
    ("get", "/api/v2/workspaces/{workspace_id}/storage"): Row(
        Permission.READ, lambda world: {"path": f"/v2/workspaces/{world.workspace_id}/storage"}
    ),
    ("get", "/api/v2/organization/storage"): Row(
        "admin", lambda _: {"path": "/v2/organization/storage"}, aimed=False
    ),
}
