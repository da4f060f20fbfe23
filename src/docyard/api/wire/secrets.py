"""Secrets (spec ``secret``); a value comes in and never goes out."""

from pydantic import BaseModel, Field

from docyard.api.wire.moments import milliseconds
from docyard.api.wire.text import Text
from docyard.domain.secrets import Secret, SecretAccess
from docyard.services.secrets import SecretContent


class CreateSecret(BaseModel):
    """Body of ``createSecret``; explicit nulls mean absence."""

    alias: Text = Field(description="Letters, digits and underscores; cannot be changed later.")
    description: Text | None = None
    value: Text = Field(repr=False, description="1 to 45,000 characters.")
    allowed_workspaces_type: SecretAccess
    allowed_workspaces: list[Text] | None = Field(None, description="Needed for ``SOME``, else ignored.")

    def content(self) -> SecretContent:
        """Return what the secret is to be."""
        return SecretContent(
            description=self.description,
            value=self.value,
            access=self.allowed_workspaces_type,
            workspaces=self.allowed_workspaces,
        )


class UpdateSecret(BaseModel):
    """Body of ``updateSecret``; what is left out or null stays as it is."""

    alias: Text
    description: Text | None = None
    value: Text | None = Field(None, repr=False)
    allowed_workspaces_type: SecretAccess | None = None
    allowed_workspaces: list[Text] | None = None

    def content(self) -> SecretContent:
        """Return what is to change."""
        return SecretContent(
            description=self.description,
            value=self.value,
            access=self.allowed_workspaces_type,
            workspaces=self.allowed_workspaces,
        )


class DeleteSecret(BaseModel):
    """Body of ``deleteSecret``."""

    alias: Text


class Nothing(BaseModel):
    """An answer that has nothing to tell but that it is done."""


class SecretBody(BaseModel):
    """What may be told of a secret; times in Unix milliseconds."""

    alias: str
    description: str
    allowed_workspaces_type: SecretAccess
    allowed_workspaces: list[str] = Field(description="Empty unless only ``SOME`` may use the secret.")
    org: str
    created_at: int
    created_by: str
    updated_at: int
    last_updated_by: str

    @classmethod
    def of(cls, secret: Secret) -> "SecretBody":
        """Return a secret as the wire has it."""
        return cls(
            alias=secret.alias,
            description=secret.description,
            allowed_workspaces_type=secret.access,
            allowed_workspaces=[workspace.name for workspace in secret.workspaces],
            org=secret.organization_id,
            created_at=milliseconds(secret.created_at),
            created_by=secret.created_by,
            updated_at=milliseconds(secret.updated_at),
            last_updated_by=secret.updated_by,
        )


class SecretList(BaseModel):
    """Answer of ``listSecrets``."""

    secrets: list[SecretBody]
