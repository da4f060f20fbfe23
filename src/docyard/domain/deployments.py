"""Deployments: an app version put to work under an id of its own."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Deployment:
    """A pinned app version that can be run by id; its runs belong to ``workspace_id``."""

    id: UUID
    organization_id: str
    workspace_id: UUID
    app_version_id: UUID
    name: str
    description: str
    created_by: str
    created_at: datetime
