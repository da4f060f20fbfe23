"""Drives and default drives."""

from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

from docyard.domain.permissions import Permission
from tests.api.permissions.row import Request, Row
from tests.api.permissions.world import WORKSPACE, World


def _body(world: World) -> dict[str, Any]:
    folder = world.admin.site.data_dir / "folders" / uuid4().hex
    folder.mkdir(parents=True)
    return {
        "name": f"drive {uuid4().hex}",
        "type": "local",
        "workspace": WORKSPACE,
        "options": {"folder": str(folder)},
    }


def _connected(world: World) -> str:
    drive_id: str = world.make("POST", "/v2/drives", json=_body(world))["id"]
    return drive_id


def _mount(world: World) -> Request:
    server = urlsplit(world.s3.url)
    return {
        "path": f"/v1/drives/{world.admin.organization_id}/{WORKSPACE}/fs",
        "json": {
            "action": "mount",
            "mount_point_name": f"drive {uuid4().hex}",
            "mount_details": {
                "client_type": "S3",
                "bucket_name": world.s3.options["bucket"],
                "prefix": uuid4().hex,
                "s3_server_url": server.hostname,
                "s3_server_port": str(server.port),
                "s3_server_is_secure": "False",
                "use_aws_access_creds": True,
                "aws_access_key_id": world.s3.credentials["access_key_id"],
                "aws_secret_access_key": world.s3.credentials["secret_access_key"],
            },
        },
    }


ROWS = {
    ("post", "/api/v1/drives/{organization_id}/{workspace}/fs"): Row(Permission.CONNECT_DRIVES, _mount),
    ("get", "/api/v2/drives"): Row(
        Permission.READ, lambda _: {"path": "/v2/drives", "params": {"workspace": WORKSPACE}}
    ),
    ("post", "/api/v2/drives"): Row(
        Permission.CONNECT_DRIVES, lambda world: {"path": "/v2/drives", "json": _body(world)}
    ),
    ("get", "/api/v2/drives/default"): Row(
        Permission.READ, lambda _: {"path": "/v2/drives/default", "params": {"workspace": WORKSPACE}}
    ),
    ("put", "/api/v2/drives/default"): Row(
        Permission.CONNECT_DRIVES,
        lambda _: {"path": "/v2/drives/default", "json": {"workspace": WORKSPACE, "drive_id": None}},
    ),
    ("get", "/api/v2/drives/{drive_id}"): Row(
        Permission.READ, lambda world: {"path": f"/v2/drives/{_connected(world)}"}
    ),
    ("patch", "/api/v2/drives/{drive_id}"): Row(
        Permission.CONNECT_DRIVES,
        lambda world: {"path": f"/v2/drives/{_connected(world)}", "json": {"options": {}}},
    ),
    ("delete", "/api/v2/drives/{drive_id}"): Row(
        Permission.CONNECT_DRIVES, lambda world: {"path": f"/v2/drives/{_connected(world)}"}
    ),
    ("post", "/api/v2/drives/{drive_id}/check"): Row(
        Permission.CONNECT_DRIVES, lambda world: {"path": f"/v2/drives/{_connected(world)}/check"}
    ),
}
