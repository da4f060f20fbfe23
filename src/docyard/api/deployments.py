"""Runs of deployments."""

from fastapi import APIRouter

from docyard.api.backend import WithBackend, WithCaller, now
from docyard.api.ids import parse_id
from docyard.api.wire.runs import RunBody, Settings, StartDeploymentRun
from docyard.domain.permissions import Permission
from docyard.errors import Invalid
from docyard.services import apps, deployments, runs

router = APIRouter(prefix="/v2/apps/deployments", tags=["deployments"])


@router.post("/{deployment_id}/runs", operation_id="runDeployment", status_code=202)
def start_run(
    deployment_id: str, body: StartDeploymentRun, backend: WithBackend, caller: WithCaller
) -> RunBody:
    """Run a deployment's app version, or another named one, over a batch or folder."""
    with backend.database.read() as session:
        deployment = deployments.get_deployment(
            session, caller, deployment_id=parse_id(deployment_id, noun="deployment"), to=Permission.RUN
        )
        version = apps.get_deployed_version(session, deployment=deployment, version=body.version)
        workspace = deployments.workspace_name(session, deployment)
    if body.manual_upstream_integration:
        raise Invalid(f"Deployment {deployment.name!r} has no upstream integration; send 'batch_id'.")
    run = runs.start_run(
        backend.database,
        caller,
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
