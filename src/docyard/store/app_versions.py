"""Versions of apps; their content never changes."""

from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from docyard.domain.apps import AppState, AppVersion, version_order
from docyard.store.database import Session
from docyard.store.tables import AppVersionRow


def add_version(session: Session, *, version: AppVersion) -> bool:
    """Add a version; False, and nothing changed, where the app has one of that number."""
    row = AppVersionRow(
        id=version.id,
        app_id=version.app_id,
        version=version.version,
        state=version.state.value,
        file=version.file,
        created_at=version.created_at,
    )
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError:
        return False
    return True


def find_version(session: Session, *, app_id: UUID, version: str) -> AppVersion | None:
    """Return the app's version of that number."""
    query = select(AppVersionRow).where(AppVersionRow.app_id == app_id, AppVersionRow.version == version)
    row = session.scalar(query)
    return None if row is None else _version(row)


def get_version(session: Session, *, version_id: UUID) -> AppVersion:
    """Return the version that another row refers to."""
    return _version(session.get_one(AppVersionRow, version_id))


def list_versions(
    session: Session, *, app_id: UUID, production_only: bool, limit: int, offset: int = 0
) -> Sequence[AppVersion]:
    """Return a page of the app's versions, latest first by version number."""
    query = select(AppVersionRow.id, AppVersionRow.version, AppVersionRow.created_at)
    query = query.where(AppVersionRow.app_id == app_id)
    if production_only:
        query = query.where(AppVersionRow.state == AppState.PRODUCTION.value)
    # The database cannot compare numbers in text; files are read for the page alone.
    order = sorted(
        session.execute(query), key=lambda row: (version_order(row.version), row.created_at), reverse=True
    )
    ids = [row.id for row in order[offset : offset + limit]]
    found = {
        row.id: _version(row)
        for row in session.scalars(select(AppVersionRow).where(AppVersionRow.id.in_(ids)))
    }
    return [found[version_id] for version_id in ids]


def list_latest(session: Session, *, app_ids: Collection[UUID]) -> Mapping[UUID, str]:
    """Return the number of each app's latest production version; apps without any are missing."""
    query = (
        select(AppVersionRow.app_id, AppVersionRow.version)
        .where(AppVersionRow.app_id.in_(app_ids), AppVersionRow.state == AppState.PRODUCTION.value)
        .order_by(AppVersionRow.created_at)
    )
    found: dict[UUID, str] = {}
    for app_id, version in session.execute(query):
        if app_id not in found or version_order(version) >= version_order(found[app_id]):
            found[app_id] = version
    return found


def publish_version(session: Session, *, version_id: UUID) -> None:
    """Move a version into production; harmless when it is there."""
    session.get_one(AppVersionRow, version_id).state = AppState.PRODUCTION.value
    session.flush()


def _version(row: AppVersionRow) -> AppVersion:
    return AppVersion(
        id=row.id,
        app_id=row.app_id,
        version=row.version,
        state=AppState(row.state),
        file=row.file,
        created_at=row.created_at,
    )
