"""Deployments: putting an app version to work under an id."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from docyard.domain.apps import App, AppVersion, KeyKind
from docyard.domain.audit_events import AuditCategory
from docyard.domain.deployments import Deployment, DeploymentTarget
from docyard.domain.identity import Caller
from docyard.domain.permissions import Permission
from docyard.domain.runs import RunSettings
from docyard.engine import appfiles
from docyard.errors import Conflict, Invalid, NotFound
from docyard.services import access, app_versions, files, runs, secrets
from docyard.services.audit_events import note
from docyard.store import apps, deployments, workspaces
from docyard.store.database import Session
from docyard.store.deployments import DeploymentFilter
from docyard.workflows.drives import Drives

_NAME_LENGTH = 255
_DESCRIPTION_LENGTH = 2_000


class DeploymentNotFound(NotFound):
    """No deployment of that id within the caller's reach."""

    code = "deployment_not_found"


class DeploymentExists(Conflict):
    """The organization has a deployment of that name."""

    code = "deployment_exists"


class KeyRetyped(Invalid):
    """A key of the app is given as the other kind: a secret one as custom, or the other way round."""

    code = "key_retyped"


@dataclass(frozen=True, slots=True)
class DeploymentContent:
    """What a request says a deployment is to be.

    Attributes:
        description: None for the app's own.
        version: None for the latest in production.
        custom_keys: name → any value; names beyond those of the app are allowed.
        secret_keys: name → alias of a secret that the deployment's workspace may use.
        tags: 500 characters together at most.
        output_dir: full path of a folder in the deployment's workspace; None for its own drive.
        review_enabled: whether runs stop for review; None for no.
    """

    name: str
    description: str | None = None
    version: str | None = None
    custom_keys: Mapping[str, Any] | None = None
    secret_keys: Mapping[str, str] | None = None
    tags: Sequence[str] | None = None
    output_dir: str | None = None
    review_enabled: bool | None = None


def create_deployment(
    session: Session,
    caller: Caller,
    *,
    drives: Drives,
    app: App,
    content: DeploymentContent,
    workspace: str | None,
    now: datetime,
) -> Deployment:
    """Pin an app version under a new id; its runs belong to the workspace, by default the personal one.

    Raises:
        Invalid: The name, the description, the tags or the folder break their rule.
        KeyRetyped: A key of the app is given as the other kind.
        DeploymentExists: The name is taken in the organization.
        NotFound: There is no such version, workspace or folder, or no secret of an alias.
        WorkspaceClosed, RoleTooLow: The caller may not deploy there.
    """
    room = access.enter_workspace(session, caller, name=workspace, to=Permission.DEPLOY)
    if not apps.lock_app(session, app_id=app.id):
        raise app_versions.AppVersionNotFound(f"App {app.name!r} was deleted just now.")
    version = app_versions.get_version(session, caller, app, version=content.version)
    blank = Deployment(
        id=uuid4(),
        organization_id=caller.organization_id,
        workspace_id=room.id,
        app_version_id=version.id,
        name="",
        description="",
        custom_keys={},
        secret_keys={},
        tags=(),
        output_dir=None,
        created_by=caller.user_id,
        created_at=now,
    )
    deployment = _filled(session, caller, blank, drives=drives, app=app, version=version, content=content)
    if not deployments.add_deployment(session, deployment=deployment):
        raise _taken(deployment)
    _note(session, caller, deployment, action="deployment.created", now=now)
    return deployment


def update_deployment(
    session: Session,
    caller: Caller,
    *,
    drives: Drives,
    deployment_id: UUID,
    content: DeploymentContent,
    said: Collection[str],
    now: datetime,
) -> Deployment:
    """Change what ``said`` names among the fields of ``content`` and leave the rest; runs go on as they are.

    Raises:
        DeploymentNotFound: There is none within reach.
        RoleTooLow: The caller may not change it.
        AppVersionNotFound: The app has no such version; other refusals as at creation.
    """
    old = get_deployment(session, caller, deployment_id=deployment_id, to=Permission.DEPLOY)
    pinned = app_versions.get_deployed_version(session, caller, deployment=old, version=None)
    app = apps.get_app(session, app_id=pinned.app_id)
    if "version" in said and content.version != pinned.version:
        pinned = app_versions.get_version(session, caller, app, version=content.version)
    kept = DeploymentContent(
        name=old.name,
        description=old.description,
        custom_keys=old.custom_keys,
        secret_keys=old.secret_keys,
        tags=old.tags,
        output_dir=old.output_dir,
        review_enabled=old.review_enabled,
    )
    wanted = replace(kept, **{name: getattr(content, name) for name in said})
    new = _filled(session, caller, old, drives=drives, app=app, version=pinned, content=wanted)
    if not deployments.update_deployment(session, deployment=new):
        raise _taken(new)
    _note(session, caller, new, action="deployment.updated", now=now)
    return new


def delete_deployment(session: Session, caller: Caller, *, deployment_id: UUID, now: datetime) -> None:
    """Delete a deployment; its runs stay and go on.

    Raises:
        DeploymentNotFound: There is none within reach.
        RoleTooLow: The caller may not delete it.
    """
    deployment = get_deployment(session, caller, deployment_id=deployment_id, to=Permission.DEPLOY)
    deployments.remove_deployment(session, deployment_id=deployment.id, now=now)
    _note(session, caller, deployment, action="deployment.deleted", now=now)


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


def list_deployments(
    session: Session,
    caller: Caller,
    *,
    name: str | None = None,
    workspace: str | None = None,
    app_id: UUID | None = None,
    limit: int | None = None,
    offset: int = 0,
) -> Sequence[Deployment]:
    """Return deployments of one workspace, or of all that the caller may enter, by name.

    Raises:
        WorkspaceNotFound: There is no such workspace.
        WorkspaceClosed: The caller is not in it.
    """
    if workspace is None:
        rooms = access.list_open_workspaces(session, caller)
    else:
        rooms = (access.enter_workspace(session, caller, name=workspace, to=Permission.READ),)
    narrowed = DeploymentFilter(workspace_ids=[room.id for room in rooms], name=name, app_id=app_id)
    return deployments.list_deployments(session, narrowed=narrowed, limit=limit, offset=offset)


def list_targets(
    session: Session, found: Sequence[Deployment]
) -> Sequence[tuple[Deployment, DeploymentTarget]]:
    """Return deployments with their app, version and workspace."""
    targets = deployments.list_targets(session, deployment_ids=[deployment.id for deployment in found])
    return [(deployment, targets[deployment.id]) for deployment in found]


def settings_of_run(deployment: Deployment, settings: RunSettings) -> RunSettings:
    """Return what a run of the deployment is asked for: its own keys win, tags of both count."""
    return replace(
        settings,
        custom_keys={**deployment.custom_keys, **settings.custom_keys},
        secret_keys={**deployment.secret_keys, **settings.secret_keys},
        tags=tuple(dict.fromkeys((*deployment.tags, *settings.tags))),
    )


def workspace_name(session: Session, deployment: Deployment) -> str:
    """Return the name of the workspace that the deployment's runs belong to."""
    return workspaces.get_workspace(session, workspace_id=deployment.workspace_id).name


def _filled(
    session: Session,
    caller: Caller,
    old: Deployment,
    *,
    drives: Drives,
    app: App,
    version: AppVersion,
    content: DeploymentContent,
) -> Deployment:
    """Return the deployment as the content has it; only what changes is checked anew."""
    description = app.description if content.description is None else content.description
    if not content.name.strip() or len(content.name) > _NAME_LENGTH:
        raise Invalid(f"A deployment needs a name of 1 to {_NAME_LENGTH} characters.")
    if len(description) > _DESCRIPTION_LENGTH:
        raise Invalid(f"A deployment's description may have {_DESCRIPTION_LENGTH} characters.")
    new = replace(
        old,
        app_version_id=version.id,
        name=content.name,
        description=description,
        custom_keys=dict(content.custom_keys or {}),
        secret_keys=dict(content.secret_keys or {}),
        tags=tuple(dict.fromkeys(content.tags or ())),
        output_dir=content.output_dir,
        review_enabled=bool(content.review_enabled),
    )
    runs.check_tags(new.tags)
    _check_keys(session, old, new, version=version)
    if new.output_dir is not None and new.output_dir != old.output_dir:
        folder = _own_folder(session, caller, new, drives=drives, path=new.output_dir)
        return replace(new, output_dir=folder)
    return new


def _check_keys(session: Session, old: Deployment, new: Deployment, *, version: AppVersion) -> None:
    for key in appfiles.load_app(version.file).keys:
        is_secret = key.kind is KeyKind.SECRET
        if key.name in (new.custom_keys if is_secret else new.secret_keys):
            raise KeyRetyped(
                f"Key {key.name!r} is a {key.kind} key of the app; give it in 'keys.{key.kind}'."
            )
    if new.secret_keys != old.secret_keys:
        workspace = workspaces.get_workspace(session, workspace_id=new.workspace_id)
        secrets.check_usable(session, workspace=workspace, aliases=new.secret_keys.values())


def _own_folder(
    session: Session, caller: Caller, deployment: Deployment, *, drives: Drives, path: str
) -> str:
    location = files.locate(session, caller, drives=drives, path=path, to=Permission.RUN)
    if location.workspace.id != deployment.workspace_id:
        raise Invalid(
            f"'output_dir' leads into workspace {location.workspace.name!r}; results of a deployment stay in "
            f"its own, {workspace_name(session, deployment)!r}."
        )
    return str(location.path)


def _taken(deployment: Deployment) -> DeploymentExists:
    return DeploymentExists(f"A deployment {deployment.name!r} exists already. Choose another name.")


def _note(session: Session, caller: Caller, deployment: Deployment, *, action: str, now: datetime) -> None:
    note(
        session,
        caller,
        category=AuditCategory.APP_DEPLOYMENT,
        action=action,
        target=deployment.name,
        workspace=workspace_name(session, deployment),
        now=now,
    )
