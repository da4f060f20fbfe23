"""Runs of deployments."""

from fastapi import APIRouter

from docyard.api.backend import WithBackend, WithCaller, Writing, now
from docyard.api.idempotency_keys import Route
from docyard.api.ids import parse_id
from docyard.api.wire.runs import RunBody, Settings, StartDeploymentRun
from docyard.domain.permissions import Permission
from docyard.errors import Invalid
from docyard.services import apps, deployments, runs

router = APIRouter(prefix="/v2/apps/deployments", tags=["deployments"], route_class=Route)


@router.post("/{deployment_id}/runs", operation_id="runDeployment", status_code=202)
def start_run(
    deployment_id: str,
    body: StartDeploymentRun,
    backend: WithBackend,
    caller: WithCaller,
    session: Writing,
) -> RunBody:
    """Run a deployment's app version, or another named one, over a batch or folder."""
    with backend.database.read() as reading:
        deployment = deployments.get_deployment(
            reading, caller, deployment_id=parse_id(deployment_id, noun="deployment"), to=Permission.RUN
        )
        version = apps.get_deployed_version(reading, deployment=deployment, version=body.version)
        workspace = deployments.workspace_name(reading, deployment)
    if body.manual_upstream_integration:
        raise Invalid(f"Deployment {deployment.name!r} has no upstream integration; send 'batch_id'.")
    run = runs.start_run(
        session,
        caller,
        database=backend.database,
        drives=backend.drives,
        queue=backend.queue,
        request=runs.RunRequest(
            version=version,
            deployment=deployment,
            source=runs.RunInput(batch_id=body.batch_id, folder=body.input_dir),
            output=runs.RunOutput(workspace=workspace, folder=body.output_dir),
            settings=(body.settings or Settings()).to_domain(),
        ),
        files_limit=backend.limits.files_per_run,
        now=now(),
    )
    return RunBody.of(run)
