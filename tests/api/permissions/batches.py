"""Batches and multipart uploads."""

from docyard.domain.permissions import Permission
from tests.api.permissions.row import Row
from tests.api.permissions.world import WORKSPACE, World


def _open_upload(world: World) -> str:
    upload = {"batch_id": world.batch_id, "filename": "c.pdf", "file_size": 3}
    session_id: str = world.make("POST", "/v2/batches/multipart-upload", json=upload)["session_id"]
    return session_id


ROWS = {
    ("get", "/api/v2/batches"): Row(
        Permission.READ, lambda _: {"path": "/v2/batches", "params": {"workspace": WORKSPACE}}
    ),
    ("post", "/api/v2/batches"): Row(
        Permission.UPLOAD, lambda _: {"path": "/v2/batches", "json": {"name": "b", "workspace": WORKSPACE}}
    ),
    ("get", "/api/v2/batches/{batch_id}"): Row(
        Permission.READ, lambda world: {"path": f"/v2/batches/{world.batch_id}"}
    ),
    ("delete", "/api/v2/batches/{batch_id}"): Row(
        Permission.DELETE, lambda world: {"path": f"/v2/batches/{world.make_batch()}"}
    ),
    ("get", "/api/v2/batches/{batch_id}/files"): Row(
        Permission.READ, lambda world: {"path": f"/v2/batches/{world.batch_id}/files"}
    ),
    ("put", "/api/v2/batches/{batch_id}/files/{filename}"): Row(
        Permission.UPLOAD,
        lambda world: {"path": f"/v2/batches/{world.make_batch()}/files/new.pdf", "data": b"new"},
    ),
    ("delete", "/api/v2/batches/{batch_id}/files/{filename}"): Row(
        Permission.DELETE, lambda world: {"path": f"/v2/batches/{world.make_batch('a.pdf')}/files/a.pdf"}
    ),
    ("post", "/api/v2/batches/multipart-upload"): Row(
        Permission.UPLOAD,
        lambda world: {
            "path": "/v2/batches/multipart-upload",
            "json": {"batch_id": world.batch_id, "filename": "x.pdf", "file_size": 3},
        },
    ),
    ("put", "/api/v2/batches/multipart-upload/sessions/{session_id}/parts/{part_num}"): Row(
        Permission.UPLOAD,
        lambda world: {
            "path": f"/v2/batches/multipart-upload/sessions/{world.session_id}/parts/1",
            "data": b"abc",
        },
    ),
    ("post", "/api/v2/batches/multipart-upload/sessions/{session_id}"): Row(
        Permission.UPLOAD,
        lambda world: {
            "path": f"/v2/batches/multipart-upload/sessions/{_open_upload(world)}",
            "json": {"action": "abort"},
        },
    ),
}
