"""Deployments: an app version put to work under an id of its own."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Deployment:
    """A pinned app version that can be run by id; its runs belong to ``workspace_id``.

    Attributes:
        custom_keys: values of custom keys for all runs; those of a run win.
        secret_keys: name of a secret key → alias of a secret, likewise.
        tags: added to those of each run.
        output_dir: full path of the folder that runs write into; None for the workspace's own drive.
        review_enabled: whether its runs stop at a checkpoint when a document breaks a rule.
    """

    id: UUID
    organization_id: str
    workspace_id: UUID
    app_version_id: UUID
    name: str
    description: str
    custom_keys: dict[str, Any]
    secret_keys: dict[str, str]
    tags: tuple[str, ...]
    output_dir: str | None
    created_by: str
    created_at: datetime
    review_enabled: bool = False


@dataclass(frozen=True, slots=True)
class DeploymentTarget:
    """What a deployment puts to work, and the name of the workspace it does so in."""

    app_id: UUID
    app_name: str
    app_owner: str
    version: str
    workspace: str
