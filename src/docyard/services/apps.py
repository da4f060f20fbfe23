"""Apps: pushing app files, finding what a client means by a name, keeping the prebuilt ones."""

from collections.abc import Sequence
from datetime import datetime
from uuid import NAMESPACE_DNS, UUID, uuid4, uuid5

from docyard.domain.apps import App, AppDefinition, AppState, AppVersion
from docyard.domain.audit_events import AuditCategory
from docyard.domain.deployments import Deployment
from docyard.domain.identity import Caller
from docyard.domain.permissions import Permission
from docyard.engine import appfiles
from docyard.errors import Conflict, NotFound
from docyard.services import access
from docyard.services.audit_events import note
from docyard.store import apps
from docyard.store.database import Session

PREBUILT_OWNER = "docyard"

# Whom clients of AI Hub name as the owner of prebuilt apps.
_PREBUILT_OWNERS = frozenset({PREBUILT_OWNER, "instabase"})


class AppNotFound(NotFound):
    """No app of that name or id within the caller's reach."""

    code = "app_not_found"


class AppVersionNotFound(NotFound):
    """The app has no such version, or none in production."""

    code = "app_version_not_found"


class AppVersionExists(Conflict):
    """The app has a version of that number with other content; versions never change."""

    code = "app_version_exists"


def push_app(
    session: Session, caller: Caller, *, file: str, workspace: str | None, now: datetime
) -> tuple[App, AppVersion]:
    """Publish an app file as a production version of the caller's app of that name.

    Pushing the same file twice is harmless.

    Raises:
        InvalidAppFile: The file breaks the schema; problems carry line and column.
        AppVersionExists: The version is there with another content.
    """
    definition = appfiles.load_app(file)
    room = access.enter_workspace(session, caller, name=workspace, to=Permission.PUSH_APPS)
    app = apps.find_owned_app(
        session, organization_id=caller.organization_id, owner=caller.user_id, name=definition.name
    )
    if app is None:
        app = App(
            id=uuid4(),
            organization_id=caller.organization_id,
            workspace_id=room.id,
            owner=caller.user_id,
            name=definition.name,
            description=definition.description,
        )
        apps.add_app(session, app=app, now=now)
    new_id = uuid4()
    version = _publish(session, app, definition=definition, file=file, version_id=new_id, now=now)
    if version.id == new_id:
        note(
            session,
            caller,
            category=AuditCategory.APP,
            action="app.pushed",
            target=f"{app.name} {version.version}",
            workspace=room.name,
            now=now,
        )
    return app, version


def ship_prebuilt_apps(session: Session, *, now: datetime) -> None:
    """Bring the prebuilt apps of this release into the database; older versions stay."""
    for definition in appfiles.prebuilt_apps():
        app_id = uuid5(NAMESPACE_DNS, f"{definition.name}.apps.docyard")
        app = App(
            id=app_id,
            organization_id=None,
            workspace_id=None,
            owner=PREBUILT_OWNER,
            name=definition.name,
            description=definition.description,
        )
        if apps.find_app(session, app_id=app_id) is None:
            apps.add_app(session, app=app, now=now)
        file = appfiles.prebuilt_app_file(definition.name)
        version_id = uuid5(app_id, definition.version)
        _publish(session, app, definition=definition, file=file, version_id=version_id, now=now)


def list_apps(session: Session, caller: Caller) -> Sequence[App]:
    """Return the apps that the caller may run: those of their workspaces, then the prebuilt ones."""
    return apps.list_apps(
        session, organization_id=caller.organization_id, workspace_ids=_open_ids(session, caller)
    )


def find_app_ids(session: Session, caller: Caller, *, name: str) -> list[UUID]:
    """Return the ids of all apps of that name within reach."""
    found = apps.list_apps(
        session,
        organization_id=caller.organization_id,
        workspace_ids=_open_ids(session, caller),
        name=name,
    )
    return [app.id for app in found]


def get_app(session: Session, caller: Caller, *, app_id: UUID) -> App:
    """Return the app of that id.

    Raises:
        AppNotFound: There is none within reach.
    """
    app = apps.find_app(session, app_id=app_id)
    if app is None or not _may_run(session, caller, app):
        raise AppNotFound(f"There is no app {str(app_id)!r}. 'docyard apps list' shows what you can run.")
    return app


def get_named_app(session: Session, caller: Caller, *, name: str, owner: str | None) -> App:
    """Return what a client means by an app's name.

    With an owner, that owner's app. Without one, the caller's own, then one of a workspace they
    may enter, then the prebuilt one.

    Raises:
        AppNotFound: There is none within reach.
    """
    found = apps.list_apps(
        session,
        organization_id=caller.organization_id,
        workspace_ids=_open_ids(session, caller),
        name=name,
    )
    if owner is not None:
        wanted = PREBUILT_OWNER if owner.lower() in _PREBUILT_OWNERS else owner
        found = [app for app in found if app.owner == wanted]
    if not found:
        whose = f" of {owner!r}" if owner else ""
        raise AppNotFound(f"There is no app {name!r}{whose}. 'docyard apps list' shows what you can run.")
    return min(found, key=lambda app: app.owner != caller.user_id)


def get_version(session: Session, app: App, *, version: str | None) -> AppVersion:
    """Return the version of that number, or the latest in production.

    Raises:
        AppVersionNotFound: There is none.
    """
    if version is not None:
        found = apps.find_version(session, app_id=app.id, version=version)
        if found is None:
            raise AppVersionNotFound(f"App {app.name!r} has no version {version!r}.")
        return found
    published = list_versions(session, app)
    for candidate in published:
        if candidate.state is AppState.PRODUCTION:
            return candidate
    raise AppVersionNotFound(f"App {app.name!r} has no version in production; name one.")


def get_deployed_version(session: Session, *, deployment: Deployment, version: str | None) -> AppVersion:
    """Return the version that a deployment pins, or the named other version of its app."""
    pinned = apps.get_version(session, version_id=deployment.app_version_id)
    if version is None:
        return pinned
    app = apps.find_app(session, app_id=pinned.app_id)
    assert app is not None
    return get_version(session, app, version=version)


def list_versions(session: Session, app: App) -> Sequence[AppVersion]:
    """Return the app's versions, latest first."""
    return apps.list_versions(session, app_id=app.id)


def _publish(
    session: Session, app: App, *, definition: AppDefinition, file: str, version_id: UUID, now: datetime
) -> AppVersion:
    existing = apps.find_version(session, app_id=app.id, version=definition.version)
    if existing is None:
        version = AppVersion(
            id=version_id,
            app_id=app.id,
            version=definition.version,
            state=AppState.PRODUCTION,
            file=file,
            created_at=now,
        )
        apps.add_version(session, version=version)
        return version
    if existing.file != file:
        raise AppVersionExists(
            f"Version {definition.version!r} of app {app.name!r} exists with other content, and versions "
            "never change. Raise 'version' in the app file and push again."
        )
    return existing


def _may_run(session: Session, caller: Caller, app: App) -> bool:
    if app.workspace_id is None:
        return True
    return app.organization_id == caller.organization_id and access.may_enter_id(
        session, caller, workspace_id=app.workspace_id
    )


def _open_ids(session: Session, caller: Caller) -> list[UUID]:
    return [workspace.id for workspace in access.list_open_workspaces(session, caller)]
