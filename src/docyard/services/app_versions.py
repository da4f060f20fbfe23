"""Versions of apps: pushing app files, publishing, comparing, and which one a run gets."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from difflib import unified_diff
from uuid import UUID, uuid4

from docyard.domain.app_changes import Change, compare_apps
from docyard.domain.apps import App, AppDefinition, AppState, AppVersion, AppVisibility
from docyard.domain.deployments import Deployment
from docyard.domain.identity import Caller
from docyard.domain.permissions import Permission
from docyard.engine import appfiles
from docyard.errors import Conflict, Invalid, NotFound
from docyard.services import access
from docyard.services.apps import AppNotFound, get_app_to_change, note_app
from docyard.store import app_versions, apps
from docyard.store.database import Session


class AppVersionNotFound(NotFound):
    """The app has no such version for the caller, or none in production."""

    code = "app_version_not_found"


class AppVersionExists(Conflict):
    """The app has a version of that number with other content; versions never change."""

    code = "app_version_exists"


class AppIsElsewhere(Conflict):
    """The caller has an app of that name in another workspace than the one named."""

    code = "app_is_elsewhere"


@dataclass(frozen=True, slots=True)
class Push:
    """An app file on its way in.

    Attributes:
        workspace: where a new app is to live; None for the caller's personal one.
        app_id: the app to push to; None for the caller's own app of the file's name.
        state: what the version is to be.
    """

    file: str
    workspace: str | None = None
    app_id: UUID | None = None
    state: AppState = AppState.PRODUCTION


@dataclass(frozen=True, slots=True)
class Pushed:
    """Where an app file went; ``is_new`` tells whether the version was not there before."""

    app: App
    version: AppVersion
    is_new: bool


@dataclass(frozen=True, slots=True)
class Comparison:
    """What two versions of an app differ in; ``text`` is a unified diff of their files."""

    before: AppVersion
    after: AppVersion
    changes: tuple[Change, ...]
    text: str


def push_app(session: Session, caller: Caller, *, push: Push, now: datetime) -> Pushed:
    """Make an app file a version of an app, which is made for it where there is none.

    Pushing the same file twice is harmless; pushing it for production publishes it.

    Raises:
        InvalidAppFile: The file breaks the schema; problems carry line and column.
        AppVersionExists: The version is there with another content.
        AppIsElsewhere: The app is in another workspace than the one named.
        Invalid: ``app_id`` names an app of another name.
        AppNotFound: ``app_id`` names none within reach; other refusals as for every change of an app.
    """
    definition = appfiles.load_app(push.file)
    app = _app_for(session, caller, definition, push=push, now=now)
    version, is_new = add_version(session, app, definition=definition, push=push, version_id=uuid4(), now=now)
    if is_new:
        target = f"{app.name} {version.version}"
        note_app(session, caller, app, action="app.pushed", target=target, now=now)
    if push.state is AppState.PRODUCTION:
        version = _publish(session, caller, app, version, is_new=is_new, now=now)
    return Pushed(app=apps.get_app(session, app_id=app.id), version=version, is_new=is_new)


def add_version(
    session: Session, app: App, *, definition: AppDefinition, push: Push, version_id: UUID, now: datetime
) -> tuple[AppVersion, bool]:
    """Return the version of the app that has the file's content, and whether it is new.

    Raises:
        AppVersionExists: The version is there with another content.
    """
    version = AppVersion(
        id=version_id,
        app_id=app.id,
        version=definition.version,
        state=push.state,
        file=push.file,
        created_at=now,
    )
    existing = app_versions.find_version(session, app_id=app.id, version=definition.version)
    if existing is None and app_versions.add_version(session, version=version):
        return version, True
    # Somebody may have added it in between.
    existing = existing or app_versions.find_version(session, app_id=app.id, version=definition.version)
    if existing is None or existing.file != push.file:
        raise AppVersionExists(
            f"Version {definition.version!r} of app {app.name!r} exists with other content, and versions "
            "never change. Raise 'version' in the app file and push again."
        )
    return existing, False


def publish_version(
    session: Session, caller: Caller, *, app_id: UUID, version: str, now: datetime
) -> AppVersion:
    """Move a version from pre-production to production; harmless when it is there.

    Raises:
        AppNotFound: There is none within reach; other refusals as for every change of an app.
        AppVersionNotFound: The app has no such version.
    """
    app = get_app_to_change(session, caller, app_id=app_id)
    found = get_version(session, caller, app, version=version)
    return _publish(session, caller, app, found, is_new=False, now=now)


def get_version(session: Session, caller: Caller, app: App, *, version: str | None) -> AppVersion:
    """Return the version of that number, or the latest in production.

    Versions in pre-production are there for the app's own workspace alone.

    Raises:
        AppVersionNotFound: There is none.
    """
    if version is not None:
        found = app_versions.find_version(session, app_id=app.id, version=version)
        if found is None or not (found.state is AppState.PRODUCTION or _sees_previews(session, caller, app)):
            raise AppVersionNotFound(f"App {app.name!r} has no version {version!r}.")
        return found
    published = app_versions.list_versions(session, app_id=app.id, production_only=True, limit=1)
    if not published:
        raise AppVersionNotFound(f"App {app.name!r} has no version in production; name one.")
    return published[0]


def get_deployed_version(
    session: Session, caller: Caller, *, deployment: Deployment, version: str | None
) -> AppVersion:
    """Return the version that a deployment pins, or the named other version of its app.

    Raises:
        AppVersionNotFound: The app has no such version.
    """
    pinned = app_versions.get_version(session, version_id=deployment.app_version_id)
    if version is None or version == pinned.version:
        return pinned
    return get_version(session, caller, apps.get_app(session, app_id=pinned.app_id), version=version)


def list_versions(
    session: Session, caller: Caller, app: App, *, limit: int, offset: int
) -> Sequence[AppVersion]:
    """Return a page of versions, latest first; outside of the app's workspace only those in production."""
    only = not _sees_previews(session, caller, app)
    return app_versions.list_versions(
        session, app_id=app.id, production_only=only, limit=limit, offset=offset
    )


def compare_versions(session: Session, caller: Caller, app: App, *, before: str, after: str) -> Comparison:
    """Return what changed from one version to another.

    Raises:
        AppVersionNotFound: The app has no such version.
    """
    old = get_version(session, caller, app, version=before)
    new = get_version(session, caller, app, version=after)
    lines = unified_diff(
        old.file.splitlines(),
        new.file.splitlines(),
        f"{app.name} {before}",
        f"{app.name} {after}",
        lineterm="",
    )
    return Comparison(
        before=old,
        after=new,
        changes=compare_apps(appfiles.load_app(old.file), appfiles.load_app(new.file)),
        text="".join(f"{line}\n" for line in lines),
    )


def _app_for(
    session: Session, caller: Caller, definition: AppDefinition, *, push: Push, now: datetime
) -> App:
    if push.app_id is not None:
        app = get_app_to_change(session, caller, app_id=push.app_id)
        if app.name != definition.name:
            raise Invalid(
                f"The app file says 'name: {definition.name}', and the app is named {app.name!r}. "
                "An app keeps its name; leave 'app_id' out to push a new app."
            )
    else:
        app = _own_app(session, caller, definition, workspace=push.workspace, now=now)
    if push.workspace is not None:
        room = access.enter_workspace(session, caller, name=push.workspace, to=Permission.PUSH_APPS)
        if room.id != app.workspace_id:
            raise AppIsElsewhere(
                f"App {app.name!r} is in another workspace than {room.name!r}. Leave 'workspace' out, "
                "or give the app in the file another name."
            )
    return app


def _own_app(
    session: Session, caller: Caller, definition: AppDefinition, *, workspace: str | None, now: datetime
) -> App:
    mine = {"organization_id": caller.organization_id, "owner": caller.user_id, "name": definition.name}
    app = apps.find_owned_app(session, **mine)
    if app is not None:
        return get_app_to_change(session, caller, app_id=app.id)
    room = access.enter_workspace(session, caller, name=workspace, to=Permission.PUSH_APPS)
    new = App(
        id=uuid4(),
        workspace_id=room.id,
        description=definition.description,
        visibility=AppVisibility.WORKSPACE,
        created_at=now,
        **mine,
    )
    if apps.add_app(session, app=new):
        return new
    # The same push at the same moment was quicker.
    app = apps.find_owned_app(session, **mine)
    if app is None:
        raise AppNotFound(f"App {definition.name!r} was deleted just now. Push again.")
    return app


def _publish(
    session: Session, caller: Caller, app: App, version: AppVersion, *, is_new: bool, now: datetime
) -> AppVersion:
    if version.state is not AppState.PRODUCTION:
        app_versions.publish_version(session, version_id=version.id)
        target = f"{app.name} {version.version}"
        note_app(session, caller, app, action="app.published", target=target, now=now)
    elif not is_new:
        return version
    latest = get_version(session, caller, app, version=None)
    if latest.id == version.id:
        description = appfiles.load_app(version.file).description
        apps.describe_app(session, app_id=app.id, description=description)
    found = app_versions.find_version(session, app_id=app.id, version=version.version)
    assert found is not None
    return found


def _sees_previews(session: Session, caller: Caller, app: App) -> bool:
    return app.workspace_id is not None and access.may_enter_id(
        session, caller, workspace_id=app.workspace_id
    )
