"""Apps: finding what a client means, sharing and deleting."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from docyard.domain.apps import App, AppVisibility
from docyard.domain.audit_events import AuditCategory
from docyard.domain.identity import Caller
from docyard.domain.permissions import Permission
from docyard.errors import Conflict, Invalid, NotFound
from docyard.services import access
from docyard.services.audit_events import note
from docyard.store import app_versions, apps, deployments, workspaces
from docyard.store.apps import AppFilter
from docyard.store.database import Session

PREBUILT_OWNER = "docyard"

# Whom clients of AI Hub name as the owner of prebuilt apps.
_PREBUILT_OWNERS = frozenset({PREBUILT_OWNER, "instabase"})


class AppNotFound(NotFound):
    """No app of that name or id within the caller's reach."""

    code = "app_not_found"


class AppInUse(Conflict):
    """Deployments stand on the app."""

    code = "app_in_use"


class AppIsPrebuilt(Conflict):
    """The app ships with docyard and belongs to nobody here."""

    code = "app_is_prebuilt"


@dataclass(frozen=True, slots=True)
class AppEntry:
    """An app with what a list shows of it.

    Attributes:
        workspace: name of its own workspace; None for prebuilt apps.
        latest_version: number of the latest in production; None without any.
        shared_with: names of other workspaces that may use it; told to its own workspace alone.
    """

    app: App
    workspace: str | None
    latest_version: str | None
    shared_with: tuple[str, ...]


def list_apps(
    session: Session,
    caller: Caller,
    *,
    name: str | None = None,
    owner: str | None = None,
    workspace: str | None = None,
    limit: int | None = None,
    offset: int = 0,
) -> Sequence[App]:
    """Return the apps that the caller may run: those of the organization, then the prebuilt ones.

    ``workspace`` keeps those that belong to that workspace.

    Raises:
        WorkspaceNotFound: There is no such workspace.
        WorkspaceClosed: The caller is not in it.
    """
    home = (
        None
        if workspace is None
        else access.enter_workspace(session, caller, name=workspace, to=Permission.READ)
    )
    narrowed = AppFilter(
        organization_id=caller.organization_id,
        workspace_ids=_open_ids(session, caller),
        name=name,
        owner=None if owner is None else _real_owner(owner),
        home_id=home.id if home else None,
    )
    return apps.list_apps(session, narrowed=narrowed, limit=limit, offset=offset)


def describe_apps(session: Session, caller: Caller, found: Sequence[App]) -> list[AppEntry]:
    """Return apps that the caller may see with what a list shows of them."""
    ids = [app.id for app in found]
    latest = app_versions.list_latest(session, app_ids=ids)
    shares = apps.list_shares(session, app_ids=ids)
    names = workspaces.list_names(
        session, workspace_ids={app.workspace_id for app in found if app.workspace_id}
    )
    open_ids = set(_open_ids(session, caller))
    return [
        AppEntry(
            app=app,
            workspace=None if app.workspace_id is None else names[app.workspace_id],
            latest_version=latest.get(app.id),
            shared_with=tuple(room.name for room in shares.get(app.id, ()) if app.workspace_id in open_ids),
        )
        for app in found
    ]


def find_app_ids(session: Session, caller: Caller, *, name: str) -> list[UUID]:
    """Return the ids of all apps of that name within reach."""
    return [app.id for app in list_apps(session, caller, name=name)]


def get_app(session: Session, caller: Caller, *, app_id: UUID) -> App:
    """Return the app of that id.

    Raises:
        AppNotFound: There is none within reach.
    """
    narrowed = AppFilter(
        organization_id=caller.organization_id, workspace_ids=_open_ids(session, caller), app_id=app_id
    )
    found = apps.list_apps(session, narrowed=narrowed)
    if not found:
        raise AppNotFound(f"There is no app {str(app_id)!r}. 'docyard apps list' shows what you can run.")
    return found[0]


def get_named_app(session: Session, caller: Caller, *, name: str, owner: str | None) -> App:
    """Return what a client means by an app's name.

    With an owner, that owner's app. Without one, the caller's own, then another one of the
    organization that they may use, then the prebuilt one.

    Raises:
        AppNotFound: There is none within reach.
    """
    found = list_apps(session, caller, name=name, owner=owner)
    if not found:
        whose = f" of {owner!r}" if owner else ""
        raise AppNotFound(f"There is no app {name!r}{whose}. 'docyard apps list' shows what you can run.")
    return min(found, key=lambda app: app.owner != caller.user_id)


def get_meant_app(
    session: Session, caller: Caller, *, app_id: UUID | None, name: str | None, owner: str | None
) -> App:
    """Return the app that a request names by exactly one of id and name.

    Raises:
        Invalid: It names none, or both.
        AppNotFound: There is none within reach.
    """
    if app_id is not None and name is None:
        return get_app(session, caller, app_id=app_id)
    if app_id is None and name is not None:
        return get_named_app(session, caller, name=name, owner=owner)
    raise Invalid("Name the app to run with 'app_name' or 'app_id', one of them.")


def get_app_to_change(session: Session, caller: Caller, *, app_id: UUID) -> App:
    """Return an app that the caller may change, kept from others until the session ends.

    Raises:
        AppNotFound: There is none within reach.
        AppIsPrebuilt: It ships with docyard.
        WorkspaceClosed: It is only shared with the caller.
        RoleTooLow: The caller's role in its workspace does not allow that.
    """
    app = get_app(session, caller, app_id=app_id)
    if app.workspace_id is None:
        raise AppIsPrebuilt(
            f"App {app.name!r} ships with docyard and cannot be changed. Export its file, "
            "change it, and push that as an app of your own."
        )
    access.require(session, caller, Permission.PUSH_APPS, workspace_id=app.workspace_id)
    if not apps.lock_app(session, app_id=app.id):
        raise AppNotFound(f"App {app.name!r} was deleted just now.")
    return app


def share_app(
    session: Session,
    caller: Caller,
    *,
    app_id: UUID,
    visibility: AppVisibility,
    shared_with: Sequence[str],
    now: datetime,
) -> App:
    """Say who beside its own workspace may use an app's production versions; replaces what was said before.

    Raises:
        AppNotFound: There is none within reach; other refusals as for every change of an app.
        WorkspaceNotFound: There is no workspace of a name.
        WorkspaceClosed: The caller is not in one of them.
    """
    app = get_app_to_change(session, caller, app_id=app_id)
    rooms = [
        access.enter_workspace(session, caller, name=name, to=Permission.READ) for name in set(shared_with)
    ]
    apps.share_app(
        session,
        app_id=app.id,
        visibility=visibility,
        workspace_ids=[room.id for room in rooms if room.id != app.workspace_id],
    )
    note_app(session, caller, app, action="app.shared", target=app.name, now=now)
    return apps.get_app(session, app_id=app.id)


def delete_app(session: Session, caller: Caller, *, app_id: UUID, now: datetime) -> None:
    """Delete an app with its versions; its runs keep their results.

    Raises:
        AppNotFound: There is none within reach; other refusals as for every change of an app.
        AppInUse: A deployment uses it.
    """
    app = get_app_to_change(session, caller, app_id=app_id)
    count = deployments.count_deployments_of(session, app_id=app.id)
    if count:
        raise AppInUse(f"Deployments use app {app.name!r}: {count}. Delete those before the app.")
    apps.remove_app(session, app_id=app.id, now=now)
    note_app(session, caller, app, action="app.deleted", target=app.name, now=now)


def note_app(session: Session, caller: Caller, app: App, *, action: str, target: str, now: datetime) -> None:
    """Note a change of an app that belongs to a workspace."""
    assert app.workspace_id is not None
    note(
        session,
        caller,
        category=AuditCategory.APP,
        action=action,
        target=target,
        workspace=workspaces.get_workspace(session, workspace_id=app.workspace_id).name,
        now=now,
    )


def _real_owner(owner: str) -> str:
    return PREBUILT_OWNER if owner.lower() in _PREBUILT_OWNERS else owner


def _open_ids(session: Session, caller: Caller) -> list[UUID]:
    return [workspace.id for workspace in access.list_open_workspaces(session, caller)]
