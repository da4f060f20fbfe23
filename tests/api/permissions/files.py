"""Files and folders by their full paths."""

from docyard.domain.permissions import Permission
from tests.api.permissions.row import Row
from tests.api.permissions.world import World


def _written(world: World) -> str:
    path = f"{world.drive_path}/letters/doomed.txt"
    world.make("PUT", f"/v2/files/{path}", data=b"text")
    return path


ROWS = {
    ("get", "/api/v2/files/{path}"): Row(
        Permission.READ,
        lambda world: {"path": f"/v2/files/{world.file_path()}", "params": {"expect-node-type": "file"}},
    ),
    ("head", "/api/v2/files/{path}"): Row(
        Permission.READ, lambda world: {"path": f"/v2/files/{world.file_path()}"}
    ),
    ("put", "/api/v2/files/{path}"): Row(
        Permission.UPLOAD,
        lambda world: {"path": f"/v2/files/{world.drive_path}/letters/new.txt", "data": b"text"},
    ),
    ("delete", "/api/v2/files/{path}"): Row(
        Permission.DELETE, lambda world: {"path": f"/v2/files/{_written(world)}"}
    ),
}
