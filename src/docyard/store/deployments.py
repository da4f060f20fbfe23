"""Deployments."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.exc import IntegrityError

from docyard.domain.deployments import Deployment, DeploymentTarget
from docyard.store.database import Session
from docyard.store.tables import AppRow, AppVersionRow, DeploymentRow, WorkspaceRow


@dataclass(frozen=True, slots=True)
class DeploymentFilter:
    """What a listing of deployments is narrowed to; None means no condition."""

    workspace_ids: Collection[UUID]
    name: str | None = None
    app_id: UUID | None = None


def find_deployment(session: Session, *, deployment_id: UUID) -> Deployment | None:
    """Return the deployment of that id, whoever owns it; None once it is deleted."""
    row = session.get(DeploymentRow, deployment_id)
    return None if row is None or row.deleted_at is not None else _deployment(row)


def list_deployments(
    session: Session, *, narrowed: DeploymentFilter, limit: int | None = None, offset: int = 0
) -> Sequence[Deployment]:
    """Return a page of deployments, by name."""
    rows = session.scalars(
        select(DeploymentRow)
        .where(*_conditions(narrowed))
        .order_by(DeploymentRow.name, DeploymentRow.id)
        .limit(limit)
        .offset(offset)
    )
    return tuple(_deployment(row) for row in rows)


def list_targets(session: Session, *, deployment_ids: Collection[UUID]) -> Mapping[UUID, DeploymentTarget]:
    """Return the app, the version and the workspace of each deployment."""
    query = (
        select(
            DeploymentRow.id, AppRow.id, AppRow.name, AppRow.owner, AppVersionRow.version, WorkspaceRow.name
        )
        .join(AppVersionRow, AppVersionRow.id == DeploymentRow.app_version_id)
        .join(AppRow, AppRow.id == AppVersionRow.app_id)
        .join(WorkspaceRow, WorkspaceRow.id == DeploymentRow.workspace_id)
        .where(DeploymentRow.id.in_(deployment_ids))
    )
    return {row[0]: DeploymentTarget(*row[1:]) for row in session.execute(query)}


def count_deployments_of(session: Session, *, app_id: UUID) -> int:
    """Count the deployments of all versions of an app."""
    query = (
        select(func.count())
        .select_from(DeploymentRow)
        .where(DeploymentRow.deleted_at.is_(None), DeploymentRow.app_version_id.in_(_versions_of(app_id)))
    )
    return session.scalar(query) or 0


def add_deployment(session: Session, *, deployment: Deployment) -> bool:
    """Add a deployment; False, and nothing changed, where the organization has one of that name."""
    row = DeploymentRow(
        id=deployment.id,
        organization_id=deployment.organization_id,
        workspace_id=deployment.workspace_id,
        created_by=deployment.created_by,
        created_at=deployment.created_at,
        deleted_at=None,
    )
    _fill(row, deployment)
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError:
        return False
    return True


def update_deployment(session: Session, *, deployment: Deployment) -> bool:
    """Bring a deployment to what it is now; False, and nothing changed, where the name is taken."""
    row = session.get_one(DeploymentRow, deployment.id)
    try:
        with session.begin_nested():
            _fill(row, deployment)
    except IntegrityError:
        return False
    return True


def remove_deployment(session: Session, *, deployment_id: UUID, now: datetime) -> None:
    """Take a deployment away; its row stays for its runs."""
    session.get_one(DeploymentRow, deployment_id).deleted_at = now
    session.flush()


def _fill(row: DeploymentRow, deployment: Deployment) -> None:
    row.app_version_id = deployment.app_version_id
    row.name = deployment.name
    row.description = deployment.description
    row.custom_keys = deployment.custom_keys
    row.secret_keys = dict(deployment.secret_keys)
    row.tags = list(deployment.tags)
    row.output_dir = deployment.output_dir
    row.review_enabled = deployment.review_enabled


def _conditions(narrowed: DeploymentFilter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = [
        DeploymentRow.workspace_id.in_(narrowed.workspace_ids),
        DeploymentRow.deleted_at.is_(None),
    ]
    if narrowed.name is not None:
        conditions.append(DeploymentRow.name == narrowed.name)
    if narrowed.app_id is not None:
        conditions.append(DeploymentRow.app_version_id.in_(_versions_of(narrowed.app_id)))
    return conditions


def _versions_of(app_id: UUID) -> Select[UUID]:
    return select(AppVersionRow.id).where(AppVersionRow.app_id == app_id)


def _deployment(row: DeploymentRow) -> Deployment:
    return Deployment(
        id=row.id,
        organization_id=row.organization_id,
        workspace_id=row.workspace_id,
        app_version_id=row.app_version_id,
        name=row.name,
        description=row.description,
        custom_keys=row.custom_keys,
        secret_keys=row.secret_keys,
        tags=tuple(row.tags),
        output_dir=row.output_dir,
        created_by=row.created_by,
        created_at=row.created_at,
        review_enabled=row.review_enabled,
    )
