"""Runs under the paths of earlier releases."""

from typing import Any

from docyard.domain.permissions import Permission
from tests.api.permissions.row import Row
from tests.api.permissions.world import WORKSPACE, World


def _start(world: World) -> dict[str, Any]:
    return {"batch_id": world.batch_id, "output_workspace": WORKSPACE}


def _invoice(world: World) -> str:
    app_id: str = world.make("GET", f"/v2/apps/runs/{world.run_id}")["app_id"]
    return app_id


ROWS = {
    ("post", "/api/v2/zero-shot-idp/projects/app/run"): Row(
        Permission.RUN,
        lambda world: {
            "path": "/v2/zero-shot-idp/projects/app/run",
            "json": _start(world) | {"app_name": "Invoice"},
        },
    ),
    ("post", "/api/v2/zero-shot-idp/projects/app/{app_id}/run"): Row(
        Permission.RUN,
        lambda world: {
            "path": f"/v2/zero-shot-idp/projects/app/{_invoice(world)}/run",
            "json": _start(world),
        },
    ),
    ("get", "/api/v1/jobs/status"): Row(
        Permission.READ,
        lambda world: {"path": "/v1/jobs/status", "params": {"job_id": world.run_id, "type": "flow"}},
    ),
    ("post", "/api/v1/jobs/status"): Row(
        Permission.READ,
        lambda world: {"path": "/v1/jobs/status", "json": {"job_id": world.job_id, "type": "async"}},
    ),
    ("post", "/api/v1/flow_binary/results"): Row(
        Permission.READ,
        lambda world: {
            "path": "/v1/flow_binary/results",
            "json": {"ibresults_path": f"{world.drive_path}/app-runs/{world.run_id}/batch.ibflowresults"},
        },
    ),
}
