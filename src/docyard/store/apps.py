"""Apps, and the workspaces that they are shared with."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, delete, exists, or_, select
from sqlalchemy.exc import IntegrityError

from docyard.domain.apps import App, AppState, AppVisibility
from docyard.domain.identity import Workspace
from docyard.store.database import Session
from docyard.store.tables import AppRow, AppVersionRow, AppWorkspaceRow, WorkspaceRow
from docyard.store.workspaces import workspace_of


@dataclass(frozen=True, slots=True)
class AppFilter:
    """Which apps are looked for, among those that the workspaces of one organization may use."""

    organization_id: str
    workspace_ids: Collection[UUID]
    app_id: UUID | None = None
    name: str | None = None
    owner: str | None = None
    home_id: UUID | None = None


def get_app(session: Session, *, app_id: UUID) -> App:
    """Return the app that another row refers to, also when it is deleted."""
    return _app(session.get_one(AppRow, app_id))


def find_owned_app(session: Session, *, organization_id: str | None, owner: str, name: str) -> App | None:
    """Return the owner's app of that name; prebuilt apps have no organization."""
    belongs = (
        AppRow.organization_id.is_(None)
        if organization_id is None
        else AppRow.organization_id == organization_id
    )
    query = select(AppRow).where(belongs, AppRow.owner == owner, AppRow.name == name, _lives())
    row = session.scalar(query)
    return None if row is None else _app(row)


def list_apps(
    session: Session, *, narrowed: AppFilter, limit: int | None = None, offset: int = 0
) -> Sequence[App]:
    """Return apps that the workspaces may use, then the prebuilt ones; each group by name."""
    rows = session.scalars(
        select(AppRow)
        .where(*_conditions(narrowed))
        .order_by(AppRow.organization_id.is_(None), AppRow.name, AppRow.created_at, AppRow.id)
        .limit(limit)
        .offset(offset)
    )
    return tuple(_app(row) for row in rows)


def add_app(session: Session, *, app: App) -> bool:
    """Add an app; False, and nothing changed, where its owner has one of that name."""
    row = AppRow(
        id=app.id,
        organization_id=app.organization_id,
        workspace_id=app.workspace_id,
        owner=app.owner,
        name=app.name,
        description=app.description,
        visibility=app.visibility.value,
        created_at=app.created_at,
        deleted_at=None,
    )
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError:
        return False
    return True


def describe_app(session: Session, *, app_id: UUID, description: str) -> None:
    """Give an app the description of its latest version."""
    session.get_one(AppRow, app_id).description = description
    session.flush()


def lock_app(session: Session, *, app_id: UUID) -> bool:
    """Keep an app as it is until the session ends; False where it is gone."""
    row = session.get(AppRow, app_id, with_for_update=True, populate_existing=True)
    return row is not None and row.deleted_at is None


def remove_app(session: Session, *, app_id: UUID, now: datetime) -> None:
    """Take an app away from everybody; its rows stay for the runs that used it."""
    session.get_one(AppRow, app_id).deleted_at = now
    session.flush()


def share_app(
    session: Session, *, app_id: UUID, visibility: AppVisibility, workspace_ids: Collection[UUID]
) -> None:
    """Let others use an app: the whole organization or none of it, and those workspaces alone."""
    session.get_one(AppRow, app_id).visibility = visibility.value
    session.execute(delete(AppWorkspaceRow).where(AppWorkspaceRow.app_id == app_id))
    session.add_all(
        AppWorkspaceRow(app_id=app_id, workspace_id=workspace_id) for workspace_id in workspace_ids
    )
    session.flush()


def list_shares(session: Session, *, app_ids: Collection[UUID]) -> Mapping[UUID, tuple[Workspace, ...]]:
    """Return the workspaces that apps are shared with, by name; apps without any are missing."""
    query = (
        select(AppWorkspaceRow.app_id, WorkspaceRow)
        .join(WorkspaceRow, WorkspaceRow.id == AppWorkspaceRow.workspace_id)
        .where(AppWorkspaceRow.app_id.in_(app_ids))
        .order_by(WorkspaceRow.name)
    )
    found: dict[UUID, tuple[Workspace, ...]] = {}
    for app_id, row in session.execute(query):
        found[app_id] = (*found.get(app_id, ()), workspace_of(row))
    return found


def _conditions(narrowed: AppFilter) -> list[ColumnElement[bool]]:
    conditions = [_lives(), _usable(narrowed.organization_id, narrowed.workspace_ids)]
    if narrowed.app_id is not None:
        conditions.append(AppRow.id == narrowed.app_id)
    if narrowed.name is not None:
        conditions.append(AppRow.name == narrowed.name)
    if narrowed.owner is not None:
        conditions.append(AppRow.owner == narrowed.owner)
    if narrowed.home_id is not None:
        conditions.append(AppRow.workspace_id == narrowed.home_id)
    return conditions


def _usable(organization_id: str, workspace_ids: Collection[UUID]) -> ColumnElement[bool]:
    """Prebuilt, of these workspaces, or shared with them: then only once it has something to share."""
    shares = select(AppWorkspaceRow.app_id).where(AppWorkspaceRow.workspace_id.in_(workspace_ids))
    published = exists().where(
        AppVersionRow.app_id == AppRow.id, AppVersionRow.state == AppState.PRODUCTION.value
    )
    is_shared = or_(AppRow.visibility == AppVisibility.ORGANIZATION.value, AppRow.id.in_(shares))
    return or_(
        AppRow.organization_id.is_(None),
        (AppRow.organization_id == organization_id)
        & or_(AppRow.workspace_id.in_(workspace_ids), is_shared & published),
    )


def _lives() -> ColumnElement[bool]:
    return AppRow.deleted_at.is_(None)


def _app(row: AppRow) -> App:
    return App(
        id=row.id,
        organization_id=row.organization_id,
        workspace_id=row.workspace_id,
        owner=row.owner,
        name=row.name,
        description=row.description,
        visibility=AppVisibility(row.visibility),
        created_at=row.created_at,
    )
