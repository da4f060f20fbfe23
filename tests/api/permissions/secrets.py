"""Secrets and the audit log."""

from typing import Any
from uuid import uuid4

from docyard.domain.permissions import Permission
from tests.api.permissions.row import Row
from tests.api.permissions.world import WORKSPACE, World


def _secret(alias: str | None = None) -> dict[str, Any]:
    return {
        "alias": alias or f"s_{uuid4().hex}",
        "value": "x",
        "allowed_workspaces_type": "SOME",
        "allowed_workspaces": [WORKSPACE],
    }


def _kept(world: World) -> str:
    alias = f"s_{uuid4().hex}"
    world.make("POST", "/v2/aihub/secrets", json=_secret(alias))
    return alias


ROWS = {
    ("get", "/api/v2/aihub/secrets"): Row(
        Permission.READ, lambda _: {"path": "/v2/aihub/secrets", "params": {"workspace": WORKSPACE}}
    ),
    ("post", "/api/v2/aihub/secrets"): Row(
        "admin", lambda _: {"path": "/v2/aihub/secrets", "json": _secret()}
    ),
    ("patch", "/api/v2/aihub/secrets"): Row(
        "admin",
        lambda world: {
            "path": "/v2/aihub/secrets",
            "json": {"alias": _kept(world), "description": "changed"},
        },
    ),
    ("delete", "/api/v2/aihub/secrets"): Row(
        "admin", lambda world: {"path": "/v2/aihub/secrets", "json": {"alias": _kept(world)}}
    ),
    ("post", "/api/v1/auditlogs"): Row("admin", lambda _: {"path": "/v1/auditlogs", "json": {}}, aimed=False),
}
