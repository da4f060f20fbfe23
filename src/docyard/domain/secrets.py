"""Secrets: values that functions of an app may use and nobody may read back."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from docyard.domain.identity import Workspace


class SecretAccess(StrEnum):
    """Which workspaces of the organization may use a secret (spec ``allowed_workspaces_type``)."""

    ALL = "ALL"
    SOME = "SOME"
    NONE = "NONE"


@dataclass(frozen=True, slots=True)
class Secret:
    """What may be told of a secret; its value is not part of it.

    Attributes:
        alias: letters, digits and underscores; unique in the organization and never changed.
        workspaces: those that may use it where access is ``SOME``, else none; by name.
    """

    id: UUID
    organization_id: str
    alias: str
    description: str
    access: SecretAccess
    workspaces: tuple[Workspace, ...]
    created_at: datetime
    created_by: str
    updated_at: datetime
    updated_by: str

    def is_open_to(self, workspace: Workspace) -> bool:
        """Tell whether runs in the workspace may use the secret."""
        if self.access is SecretAccess.SOME:
            return workspace.id in {each.id for each in self.workspaces}
        return self.access is SecretAccess.ALL and workspace.organization_id == self.organization_id
