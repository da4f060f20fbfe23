"""Files and folders by their full paths."""

from uuid import uuid4

from docyard.domain.permissions import Permission
from tests.api.permissions.row import Row
from tests.api.permissions.world import World


def _written(world: World) -> str:
    path = f"{world.drive_path}/letters/doomed.txt"
    world.make("PUT", f"/v2/files/{path}", data=b"text")
    return path


def _paths(world: World) -> dict[str, str]:
    """Name a file of its own for each request: the jobs of those before may still go on."""
    name = uuid4().hex
    source = f"{world.drive_path}/letters/{name}"
    world.make("PUT", f"/v2/files/{source}", data=b"text")
    return {"src_path": source, "dst_path": f"{world.drive_path}/copies/{name}"}


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
    ("post", "/api/v2/files/{path}"): Row(
        Permission.UPLOAD,
        lambda world: {
            "path": f"/v2/files/{world.drive_path}/letters",
            "json": {"name": uuid4().hex, "node_type": "folder"},
        },
    ),
    ("patch", "/api/v2/files/{path}"): Row(
        Permission.UPLOAD,
        lambda world: {
            "path": f"/v2/files/{world.drive_path}/letters/chunks.txt",
            "data": b"text",
            "headers": {"IB-Cursor": "0"},
        },
    ),
    ("post", "/api/v2/files/copy"): Row(
        Permission.UPLOAD, lambda world: {"path": "/v2/files/copy", "json": _paths(world)}
    ),
    ("post", "/api/v2/files/move"): Row(
        Permission.DELETE, lambda world: {"path": "/v2/files/move", "json": _paths(world)}
    ),
    ("post", "/api/v2/files/extract"): Row(
        Permission.UPLOAD, lambda world: {"path": "/v2/files/extract", "json": _paths(world)}
    ),
}
