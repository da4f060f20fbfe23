"""Deployments."""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import select

from docyard.domain.deployments import Deployment
from docyard.store.database import Session
from docyard.store.tables import DeploymentRow


def find_deployment(session: Session, *, deployment_id: UUID) -> Deployment | None:
    """Return the deployment of that id, whoever owns it."""
    row = session.get(DeploymentRow, deployment_id)
    return None if row is None else _deployment(row)


def find_named_deployment(session: Session, *, organization_id: str, name: str) -> Deployment | None:
    """Return the organization's deployment of that name."""
    query = select(DeploymentRow).where(
        DeploymentRow.organization_id == organization_id, DeploymentRow.name == name
    )
    row = session.scalar(query)
    return None if row is None else _deployment(row)


def list_deployments(session: Session, *, workspace_ids: Collection[UUID]) -> Sequence[Deployment]:
    """Return the deployments of those workspaces by name."""
    query = select(DeploymentRow).where(DeploymentRow.workspace_id.in_(workspace_ids))
    return tuple(_deployment(row) for row in session.scalars(query.order_by(DeploymentRow.name)))


def add_deployment(session: Session, *, deployment: Deployment) -> None:
    """Add a deployment whose name is new to its organization."""
    session.add(
        DeploymentRow(
            id=deployment.id,
            organization_id=deployment.organization_id,
            workspace_id=deployment.workspace_id,
            app_version_id=deployment.app_version_id,
            name=deployment.name,
            description=deployment.description,
            created_by=deployment.created_by,
            created_at=deployment.created_at,
        )
    )
    session.flush()


def _deployment(row: DeploymentRow) -> Deployment:
    return Deployment(
        id=row.id,
        organization_id=row.organization_id,
        workspace_id=row.workspace_id,
        app_version_id=row.app_version_id,
        name=row.name,
        description=row.description,
        created_by=row.created_by,
        created_at=row.created_at,
    )
