"""Deployments: create, list, read, change, delete, run."""

from typing import Annotated

from fastapi import APIRouter, Query

from docyard.api.backend import Reading, WithBackend, WithCaller, Writing, now
from docyard.api.idempotency_keys import Route
from docyard.api.ids import parse_id
from docyard.api.paging import Limit, Offset
from docyard.api.wire.deployments import CreateDeployment, DeploymentBody, DeploymentList, UpdateDeployment
from docyard.api.wire.runs import RunBody, Settings, StartDeploymentRun
from docyard.api.wire.text import Text
from docyard.domain.deployments import Deployment
from docyard.domain.permissions import Permission
from docyard.errors import Invalid
from docyard.services import app_versions, apps, deliveries, deployments, runs
from docyard.store.database import Session

router = APIRouter(prefix="/v2/apps/deployments", tags=["deployments"], route_class=Route)


@router.post("", operation_id="createDeployment", status_code=201)
def create_deployment(
    body: CreateDeployment, backend: WithBackend, caller: WithCaller, session: Writing
) -> DeploymentBody:
    """Put an app version to work under an ID of its own."""
    app = apps.get_meant_app(
        session,
        caller,
        app_id=parse_id(body.app_id, noun="app") if body.app_id is not None else None,
        name=body.app_name,
        owner=body.owner,
    )
    deployment = deployments.create_deployment(
        session,
        caller,
        drives=backend.drives,
        app=app,
        content=body.content(),
        workspace=body.workspace,
        now=now(),
    )
    return _body(session, deployment)


@router.get("", operation_id="listDeployments")
def list_deployments(
    caller: WithCaller,
    session: Reading,
    name: Annotated[Text | None, Query()] = None,
    workspace: Annotated[Text | None, Query()] = None,
    app_id: Annotated[str | None, Query(description="Only deployments of this app.")] = None,
    limit: Limit = 100,
    offset: Offset = 0,
) -> DeploymentList:
    """List deployments by name, of one workspace or of all that the caller may enter."""
    found = deployments.list_deployments(
        session,
        caller,
        name=name,
        workspace=workspace,
        app_id=parse_id(app_id, noun="app") if app_id is not None else None,
        limit=limit,
        offset=offset,
    )
    described = deployments.list_targets(session, found)
    return DeploymentList(deployments=[DeploymentBody.of(*each) for each in described])


@router.get("/{deployment_id}", operation_id="getDeployment")
def read_deployment(deployment_id: str, caller: WithCaller, session: Reading) -> DeploymentBody:
    """Read what is known of a deployment."""
    found = deployments.get_deployment(
        session, caller, deployment_id=parse_id(deployment_id, noun="deployment")
    )
    return _body(session, found)


@router.patch("/{deployment_id}", operation_id="updateDeployment")
def update_deployment(
    deployment_id: str, body: UpdateDeployment, backend: WithBackend, caller: WithCaller, session: Writing
) -> DeploymentBody:
    """Change a deployment, or point it to another version of its app; what is left out stays."""
    changed = deployments.update_deployment(
        session,
        caller,
        drives=backend.drives,
        deployment_id=parse_id(deployment_id, noun="deployment"),
        content=body.content(),
        said=body.said(),
        now=now(),
    )
    return _body(session, changed)


@router.delete("/{deployment_id}", operation_id="deleteDeployment", status_code=204)
def delete_deployment(deployment_id: str, caller: WithCaller, session: Writing) -> None:
    """Delete a deployment; its runs stay readable."""
    deployments.delete_deployment(
        session, caller, deployment_id=parse_id(deployment_id, noun="deployment"), now=now()
    )


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
        version = app_versions.get_deployed_version(
            reading, caller, deployment=deployment, version=body.version
        )
        workspace = deployments.workspace_name(reading, deployment)
    if body.manual_upstream_integration:
        raise Invalid(f"Deployment {deployment.name!r} has no upstream integration; send 'batch_id'.")
    settings = body.settings or Settings()
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
            output=runs.RunOutput(workspace=workspace, folder=body.output_dir or deployment.output_dir),
            settings=deployments.settings_of_run(deployment, settings.to_domain()),
            webhook=deliveries.seal(backend.keyring, settings.webhook()),
        ),
        files_limit=backend.limits.files_per_run,
        now=now(),
    )
    return RunBody.of(run)


def _body(session: Session, deployment: Deployment) -> DeploymentBody:
    ((_, target),) = deployments.list_targets(session, [deployment])
    return DeploymentBody.of(deployment, target)
