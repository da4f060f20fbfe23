"""Workspaces, and the members and groups in them."""

from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from docyard.api.wire.accounts import ACCOUNT_EXAMPLE, AccountBody, account_of
from docyard.api.wire.text import Text
from docyard.domain.identity import WorkspaceGroup, WorkspaceKind, WorkspaceMember, WorkspaceRole
from docyard.domain.storage import Quota
from docyard.domain.sweeps import LONGEST_DAYS
from docyard.services.workspaces import OpenWorkspace, WorkspaceChange

_EXAMPLE: dict[str, Any] = {
    "id": "0b6f1d1e-8a58-4c8b-9f6e-6f0c1d1a2b3c",
    "name": "Claims",
    "kind": "production",
    "role": "workspace_manager",
    "development_workspace_id": "7c0e4a52-5d0d-4d0f-9b53-1f6c3c3f6a1e",
    "retention_days": 90,
    "quota_bytes": 10_000_000_000,
}


class CreateWorkspace(BaseModel):
    """Body of ``createWorkspace``."""

    model_config = {"json_schema_extra": {"examples": [{"name": "Claims"}]}}

    name: Text = Field(description="1 to 255 characters without slashes; stands in paths.")
    production: bool = Field(False, description="Flags the workspace as one for production.")


class UpdateWorkspace(BaseModel):
    """Body of ``updateWorkspace``; what is left out stays as it is."""

    model_config = {"json_schema_extra": {"examples": [{"name": "Claims 2026", "production": True}]}}

    name: Text | None = None
    production: bool | None = None
    development_workspace_id: Text | None = Field(
        None, description="ID of the workspace where it is developed; null takes the link away."
    )
    retention_days: int | None = Field(
        None,
        ge=0,
        le=LONGEST_DAYS,
        description="Days after which finished runs and what belongs to them are deleted; 0: never; "
        "null: as the organization says.",
    )
    quota_bytes: int | None = Field(
        None,
        ge=0,
        le=2**60,
        description="What the workspace may hold on the built-in drive, for admins to set; null: no limit.",
    )


class WorkspaceBody(BaseModel):
    """A workspace that the caller may enter."""

    model_config = {"json_schema_extra": {"examples": [_EXAMPLE]}}

    id: str
    name: str
    kind: WorkspaceKind
    role: WorkspaceRole = Field(description="The caller's; admins have the highest everywhere.")
    development_workspace_id: str | None
    retention_days: int | None = Field(description="0: for ever; null: as the organization says.")
    quota_bytes: int | None = Field(description="What it may hold on the built-in drive; null: no limit.")

    @classmethod
    def of(cls, found: OpenWorkspace) -> "WorkspaceBody":
        """Return a workspace as the wire has it."""
        workspace = found.workspace
        link = workspace.development_workspace_id
        return cls(
            id=str(workspace.id),
            name=workspace.name,
            kind=workspace.kind,
            role=found.role,
            development_workspace_id=None if link is None else str(link),
            retention_days=workspace.retention_days,
            quota_bytes=workspace.quota_bytes,
        )


class WorkspaceList(BaseModel):
    """Answer of ``listWorkspaces``."""

    workspaces: list[WorkspaceBody]


class PutIntoWorkspace(BaseModel):
    """Body of ``addWorkspaceMember`` and ``addWorkspaceGroup``."""

    model_config = {"json_schema_extra": {"examples": [{"role": "developer"}]}}

    role: WorkspaceRole


class WorkspaceMemberBody(AccountBody):
    """Somebody who is in a workspace by themselves."""

    model_config = ConfigDict(json_schema_extra={"examples": [ACCOUNT_EXAMPLE | {"role": "developer"}]})

    role: WorkspaceRole

    @classmethod
    def of(cls, found: WorkspaceMember) -> "WorkspaceMemberBody":
        """Return a member as the wire has them."""
        return cls(role=found.role, **account_of(found.member))


class WorkspaceMemberList(BaseModel):
    """Answer of ``listWorkspaceMembers``."""

    members: list[WorkspaceMemberBody]


class WorkspaceGroupBody(BaseModel):
    """A group whose members are in a workspace."""

    model_config = {
        "json_schema_extra": {
            "examples": [{"id": "5d0d4a52-1f6c-4d0f-9b53-4f0c3c3f6a1e", "name": "Clerks", "role": "tester"}]
        }
    }

    id: str
    name: str
    role: WorkspaceRole

    @classmethod
    def of(cls, found: WorkspaceGroup) -> "WorkspaceGroupBody":
        """Return a group as the wire has it."""
        return cls(id=str(found.group.id), name=found.group.name, role=found.role)


class WorkspaceGroupList(BaseModel):
    """Answer of ``listWorkspaceGroups``."""

    groups: list[WorkspaceGroupBody]


def change_of(body: UpdateWorkspace) -> WorkspaceChange:
    """Return what a body asks for; the id of the linked workspace is not read yet."""
    given = body.model_fields_set
    return WorkspaceChange(
        name=body.name,
        is_production=body.production,
        unlink="development_workspace_id" in given and body.development_workspace_id is None,
        retention_days=body.retention_days,
        as_organization="retention_days" in given and body.retention_days is None,
        quota=Quota(body.quota_bytes) if "quota_bytes" in given else None,
    )
