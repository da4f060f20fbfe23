"""Deployments: putting an app version to work under an id."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID, uuid4

from docyard.domain.apps import App, AppVersion
from docyard.domain.audit_events import AuditCategory
from docyard.domain.deployments import Deployment
from docyard.domain.identity import Caller
from docyard.domain.permissions import Permission
from docyard.errors import Conflict, Invalid, NotFound
from docyard.services import access
from docyard.services.audit_events import note
from docyard.store import deployments, workspaces
from docyard.store.database import Session


class DeploymentNotFound(NotFound):
    """No deployment of that id within the caller's reach."""

    code = "deployment_not_found"


class DeploymentExists(Conflict):
    """The organization has a deployment of that name."""

    code = "deployment_exists"


def create_deployment(
    session: Session,
    caller: Caller,
    *,
    name: str,
    app: App,
    version: AppVersion,
    workspace: str | None,
    now: datetime,
) -> Deployment:
    """Pin an app version under a new id; its runs belong to the workspace, by default the personal one.

    Raises:
        DeploymentExists: The name is taken in the organization.
    """
    if not 0 < len(name) <= 255:
        raise Invalid("A deployment needs a name of 1 to 255 characters.")
    room = access.enter_workspace(session, caller, name=workspace, to=Permission.DEPLOY)
    if deployments.find_named_deployment(session, organization_id=caller.organization_id, name=name):
        raise DeploymentExists(f"A deployment {name!r} exists already. Choose another name.")
    deployment = Deployment(
        id=uuid4(),
        organization_id=caller.organization_id,
        workspace_id=room.id,
        app_version_id=version.id,
        name=name,
        description=app.description,
        created_by=caller.user_id,
        created_at=now,
    )
    deployments.add_deployment(session, deployment=deployment)
    note(
        session,
        caller,
        category=AuditCategory.APP_DEPLOYMENT,
        action="deployment.created",
        target=name,
        workspace=room.name,
        now=now,
    )
    return deployment


def get_deployment(
    session: Session, caller: Caller, *, deployment_id: UUID, to: Permission = Permission.READ
) -> Deployment:
    """Return the deployment of that id.

    Raises:
        DeploymentNotFound: There is none within reach.
        RoleTooLow: There is, and the caller may not do that with it.
    """
    deployment = deployments.find_deployment(session, deployment_id=deployment_id)
    if (
        deployment is None
        or deployment.organization_id != caller.organization_id
        or not access.reaches(session, caller, workspace_id=deployment.workspace_id, to=to)
    ):
        raise DeploymentNotFound(f"There is no deployment {str(deployment_id)!r}.")
    return deployment


def list_deployments(session: Session, caller: Caller) -> Sequence[Deployment]:
    """Return the deployments of all workspaces that the caller may enter, by name."""
    ids = [workspace.id for workspace in access.list_open_workspaces(session, caller)]
    return deployments.list_deployments(session, workspace_ids=ids)


def workspace_name(session: Session, deployment: Deployment) -> str:
    """Return the name of the workspace that the deployment's runs belong to."""
    return workspaces.get_workspace(session, workspace_id=deployment.workspace_id).name
