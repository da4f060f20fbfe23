"""Apps and their versions."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, or_, select

from docyard.domain.apps import App, AppState, AppVersion, version_order
from docyard.store.database import Session
from docyard.store.tables import AppRow, AppVersionRow


def find_app(session: Session, *, app_id: UUID) -> App | None:
    """Return the app of that id, whoever owns it."""
    row = session.get(AppRow, app_id)
    return None if row is None else _app(row)


def find_owned_app(session: Session, *, organization_id: str | None, owner: str, name: str) -> App | None:
    """Return the owner's app of that name; prebuilt apps have no organization."""
    query = select(AppRow).where(
        _belongs_to(organization_id),
        AppRow.owner == owner,
        AppRow.name == name,
    )
    row = session.scalar(query)
    return None if row is None else _app(row)


def list_apps(
    session: Session, *, organization_id: str, workspace_ids: Collection[UUID], name: str | None = None
) -> Sequence[App]:
    """Return the apps of those workspaces, then the prebuilt ones; each group by name."""
    mine = (AppRow.organization_id == organization_id) & AppRow.workspace_id.in_(workspace_ids)
    query = select(AppRow).where(or_(mine, _belongs_to(None)))
    if name is not None:
        query = query.where(AppRow.name == name)
    rows = session.scalars(query.order_by(AppRow.organization_id.is_(None), AppRow.name, AppRow.created_at))
    return tuple(_app(row) for row in rows)


def add_app(session: Session, *, app: App, now: datetime) -> None:
    """Add an app whose name is new to its owner."""
    session.add(
        AppRow(
            id=app.id,
            organization_id=app.organization_id,
            workspace_id=app.workspace_id,
            owner=app.owner,
            name=app.name,
            description=app.description,
            created_at=now,
        )
    )
    session.flush()


def add_version(session: Session, *, version: AppVersion) -> None:
    """Add a version that is new to its app."""
    session.add(
        AppVersionRow(
            id=version.id,
            app_id=version.app_id,
            version=version.version,
            state=version.state.value,
            file=version.file,
            created_at=version.created_at,
        )
    )
    session.flush()


def find_version(session: Session, *, app_id: UUID, version: str) -> AppVersion | None:
    """Return the app's version of that name."""
    query = select(AppVersionRow).where(AppVersionRow.app_id == app_id, AppVersionRow.version == version)
    row = session.scalar(query)
    return None if row is None else _version(row)


def get_version(session: Session, *, version_id: UUID) -> AppVersion:
    """Return the version that another row refers to."""
    return _version(session.get_one(AppVersionRow, version_id))


def list_versions(session: Session, *, app_id: UUID) -> Sequence[AppVersion]:
    """Return the app's versions, latest first by version number."""
    rows = session.scalars(select(AppVersionRow).where(AppVersionRow.app_id == app_id))
    return sorted((_version(row) for row in rows), key=lambda v: version_order(v.version), reverse=True)


def _belongs_to(organization_id: str | None) -> ColumnElement[bool]:
    if organization_id is None:
        return AppRow.organization_id.is_(None)
    return AppRow.organization_id == organization_id


def _app(row: AppRow) -> App:
    return App(
        id=row.id,
        organization_id=row.organization_id,
        workspace_id=row.workspace_id,
        owner=row.owner,
        name=row.name,
        description=row.description,
    )


def _version(row: AppVersionRow) -> AppVersion:
    return AppVersion(
        id=row.id,
        app_id=row.app_id,
        version=row.version,
        state=AppState(row.state),
        file=row.file,
        created_at=row.created_at,
    )
