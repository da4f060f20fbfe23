"""Runs of apps and deployments, and jobs."""

from docyard.domain.permissions import Permission
from tests.api.permissions.row import Row
from tests.api.permissions.world import WORKSPACE

ROWS = {
    ("post", "/api/v2/apps/runs"): Row(
        Permission.RUN,
        lambda world: {
            "path": "/v2/apps/runs",
            "json": {"app_name": "Invoice", "batch_id": world.batch_id, "output_workspace": WORKSPACE},
        },
    ),
    ("get", "/api/v2/apps/runs"): Row(
        Permission.READ, lambda _: {"path": "/v2/apps/runs", "params": {"output_workspaces": WORKSPACE}}
    ),
    ("get", "/api/v2/apps/runs/{run_id}"): Row(
        Permission.READ, lambda world: {"path": f"/v2/apps/runs/{world.run_id}"}
    ),
    ("get", "/api/v2/apps/runs/{run_id}/results"): Row(
        Permission.READ, lambda world: {"path": f"/v2/apps/runs/{world.run_id}/results"}
    ),
    ("get", "/api/v2/apps/runs/{run_id}/details"): Row(
        Permission.READ, lambda world: {"path": f"/v2/apps/runs/{world.run_id}/details"}
    ),
    ("get", "/api/v2/apps/runs/{run_id}/files"): Row(
        Permission.READ, lambda world: {"path": f"/v2/apps/runs/{world.run_id}/files"}
    ),
    ("get", "/api/v2/apps/runs/{run_id}/files/{position}/pages/{page}/image"): Row(
        Permission.READ, lambda world: {"path": f"/v2/apps/runs/{world.run_id}/files/0/pages/0/image"}
    ),
    ("get", "/api/v2/apps/runs/{run_id}/export"): Row(
        Permission.READ, lambda world: {"path": f"/v2/apps/runs/{world.run_id}/export"}
    ),
    ("get", "/api/v2/apps/runs/{run_id}/examples"): Row(
        Permission.READ, lambda world: {"path": f"/v2/apps/runs/{world.run_id}/examples"}
    ),
    ("get", "/api/v2/apps/runs/{run_id}/logs"): Row(
        Permission.READ, lambda world: {"path": f"/v2/apps/runs/{world.run_id}/logs"}
    ),
    ("get", "/api/v2/apps/runs/{run_id}/events"): Row(
        Permission.READ, lambda world: {"path": f"/v2/apps/runs/{world.run_id}/events"}
    ),
    ("post", "/api/v2/apps/runs/{run_id}/retry"): Row(
        Permission.RUN,
        lambda world: {"path": f"/v2/apps/runs/{world.run_id}/retry", "json": {"files": "all"}},
    ),
    # A run that is over cannot be reviewed: 409 for those who might.
    ("post", "/api/v2/apps/runs/{run_id}/review"): Row(
        Permission.REVIEW,
        lambda world: {"path": f"/v2/apps/runs/{world.run_id}/review", "json": {"accept": True}},
    ),
    # A run that is over cannot be cancelled: 409 for those who might.
    ("post", "/api/v2/apps/runs/{run_id}/cancel"): Row(
        Permission.RUN, lambda world: {"path": f"/v2/apps/runs/{world.run_id}/cancel"}
    ),
    ("delete", "/api/v2/apps/runs/{run_id}"): Row(
        Permission.DELETE,
        lambda world: {
            "path": f"/v2/apps/runs/{world.start_run()}",
            "params": {"delete_input": "false"},
        },
    ),
    ("post", "/api/v2/apps/deployments/{deployment_id}/runs"): Row(
        Permission.RUN,
        lambda world: {
            "path": f"/v2/apps/deployments/{world.deployment_id}/runs",
            "json": {"batch_id": world.batch_id},
        },
    ),
    ("get", "/api/v2/batches/jobs/{job_id}"): Row(
        Permission.READ, lambda world: {"path": f"/v2/batches/jobs/{world.job_id}"}
    ),
    ("get", "/api/v2/jobs/{job_id}"): Row(
        Permission.READ, lambda world: {"path": f"/v2/jobs/{world.job_id}"}
    ),
}
