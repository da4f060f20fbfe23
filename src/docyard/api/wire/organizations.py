"""The caller's organization and its settings."""

from uuid import UUID

from pydantic import BaseModel, Field

from docyard.api.wire.text import Text
from docyard.domain.identity import TokenCreation
from docyard.domain.sweeps import LONGEST_DAYS
from docyard.services.organizations import OrganizationSettings


class OrganizationBody(BaseModel):
    """The organization and what its admins decide."""

    model_config = {
        "json_schema_extra": {
            "examples": [
                {
                    "id": "acme",
                    "name": "Acme Corporation",
                    "token_creation": "groups",
                    "docyard_tokens": True,
                    "retention_days": None,
                    "quota_bytes": None,
                    "token_group_ids": ["5d0d4a52-1f6c-4d0f-9b53-4f0c3c3f6a1e"],
                }
            ]
        }
    }

    id: str
    name: str
    token_creation: TokenCreation = Field(description="Whose API tokens work; those of admins always do.")
    token_group_ids: list[str] = Field(description="Whose members may have tokens, for ``groups``.")

    docyard_tokens: bool = Field(description="Whether API tokens work at all, or token issuers' alone.")
    retention_days: int | None = Field(
        description="Days after which workspaces that say nothing else lose what is finished; null: never."
    )
    quota_bytes: int | None = Field(
        description="What all workspaces may hold on the built-in drive; null: no limit."
    )

    @classmethod
    def of(cls, settings: OrganizationSettings) -> "OrganizationBody":
        """Return an organization as the wire has it."""
        return cls(
            id=settings.organization.id,
            name=settings.organization.name,
            token_creation=settings.organization.token_creation,
            docyard_tokens=settings.organization.docyard_tokens,
            retention_days=settings.organization.retention_days,
            quota_bytes=settings.organization.quota_bytes,
            token_group_ids=[str(group.id) for group in settings.token_groups],
        )


class UpdateOrganization(BaseModel):
    """Body of ``updateOrganization``; what is left out stays; null ends the last two limits."""

    model_config = {"json_schema_extra": {"examples": [{"token_creation": "nobody"}]}}

    name: Text | None = None
    token_creation: TokenCreation | None = None
    token_group_ids: list[UUID] | None = Field(None, max_length=1000)
    docyard_tokens: bool | None = None
    retention_days: int | None = Field(
        None,
        ge=1,
        le=LONGEST_DAYS,
        description="Days after which workspaces that say nothing else lose what is finished; null: never.",
    )
    quota_bytes: int | None = Field(
        None,
        ge=0,
        le=2**60,
        description="What all workspaces may hold on the built-in drive together; null: no limit.",
    )
