"""Deployments as the wire has them."""

from typing import Any

from pydantic import BaseModel, Field

from docyard.api.wire.json_values import JsonValue
from docyard.api.wire.moments import milliseconds
from docyard.api.wire.runs import Keys
from docyard.api.wire.text import Text
from docyard.domain.deployments import Deployment, DeploymentTarget
from docyard.errors import Invalid
from docyard.services.deployments import DeploymentContent

_EXAMPLE: dict[str, Any] = {
    "id": "01902d6f-bb35-74cb-bd27-c09b38bbf20a",
    "name": "tickets",
    "description": "Reads railway tickets.",
    "workspace": "Claims",
    "app_id": "528c36e8-ac5b-490d-a41b-7eec9c404b87",
    "app_name": "Ticket",
    "app_owner": "jane_acme.com",
    "version": "1.2.0",
    "keys": {"custom": {"region": "EU"}, "secret": {"erp_password": "erp"}},
    "tags": ["travel"],
    "output_dir": None,
    "review_enabled": False,
    "created_by": "jane_acme.com",
    "created_at": 1765912514238,
}


class CreateDeployment(BaseModel):
    """Body of ``createDeployment``; explicit nulls mean absence."""

    name: Text = Field(description="Unique in the organization.")
    app_id: str | None = Field(None, description="This or ``app_name``.")
    app_name: Text | None = None
    owner: Text | None = Field(None, description="Of the app, where several have the name.")
    version: Text | None = Field(None, description="Default: the latest in production.")
    workspace: Text | None = Field(None, description="Default: the personal one.")
    description: Text | None = Field(None, description="Default: the app's own.")
    keys: Keys | None = None
    tags: list[Text] | None = None
    output_dir: Text | None = Field(None, description="Full path of a folder in the workspace.")
    review_enabled: bool | None = Field(
        None, description="Stop runs with documents that break a rule, until somebody reviewed them."
    )

    model_config = {
        "json_schema_extra": {
            "examples": [{"name": "tickets", "app_name": "Ticket", "workspace": "Claims", "tags": ["travel"]}]
        }
    }

    def content(self) -> DeploymentContent:
        """Return what the deployment is to be."""
        keys = self.keys or Keys()
        return DeploymentContent(
            name=self.name,
            description=self.description,
            version=self.version,
            custom_keys=keys.custom,
            secret_keys=keys.secret,
            tags=self.tags,
            output_dir=self.output_dir,
            review_enabled=self.review_enabled,
        )


class UpdateDeployment(BaseModel):
    """Body of ``updateDeployment``: what is left out stays, null goes back to the default."""

    name: Text | None = None
    version: Text | None = Field(None, description="Of the same app; null for the latest in production.")
    description: Text | None = Field(None, description="Null for the app's own.")
    keys: Keys | None = Field(None, description="``custom`` and ``secret`` each replace what was there.")
    tags: list[Text] | None = None
    output_dir: Text | None = None
    review_enabled: bool | None = Field(
        None, description="Stop runs with documents that break a rule, until somebody reviewed them."
    )

    model_config = {"json_schema_extra": {"examples": [{"version": "1.3.0", "tags": ["travel", "2026"]}]}}

    def content(self) -> DeploymentContent:
        """Return what is to change, as far as ``said`` names it.

        Raises:
            Invalid: The name is null.
        """
        if "name" in self.model_fields_set and self.name is None:
            raise Invalid("A deployment needs a name; leave 'name' out to keep it.")
        keys = self.keys or Keys()
        return DeploymentContent(
            name=self.name or "",
            description=self.description,
            version=self.version,
            custom_keys=keys.custom,
            secret_keys=keys.secret,
            tags=self.tags,
            output_dir=self.output_dir,
            review_enabled=self.review_enabled,
        )

    def said(self) -> frozenset[str]:
        """Return which fields of the content the request says."""
        said = set(self.model_fields_set)
        if "keys" in said:
            kinds = {"custom", "secret"} if self.keys is None else self.keys.model_fields_set
            said = said - {"keys"} | {f"{kind}_keys" for kind in kinds}
        return frozenset(said)


class DeploymentKeys(BaseModel):
    """Values of custom keys, and aliases of secrets for secret keys."""

    custom: dict[str, JsonValue]
    secret: dict[str, str]


class DeploymentBody(BaseModel):
    """A deployment; times in Unix milliseconds."""

    id: str
    name: str
    description: str
    workspace: str
    app_id: str
    app_name: str
    app_owner: str
    version: str
    keys: DeploymentKeys
    tags: list[str]
    output_dir: str | None
    review_enabled: bool
    created_by: str
    created_at: int

    model_config = {"json_schema_extra": {"examples": [_EXAMPLE]}}

    @classmethod
    def of(cls, deployment: Deployment, target: DeploymentTarget) -> "DeploymentBody":
        """Return a deployment as the wire has it."""
        return cls(
            id=str(deployment.id),
            name=deployment.name,
            description=deployment.description,
            workspace=target.workspace,
            app_id=str(target.app_id),
            app_name=target.app_name,
            app_owner=target.app_owner,
            version=target.version,
            keys=DeploymentKeys(custom=deployment.custom_keys, secret=deployment.secret_keys),
            tags=list(deployment.tags),
            output_dir=deployment.output_dir,
            review_enabled=deployment.review_enabled,
            created_by=deployment.created_by,
            created_at=milliseconds(deployment.created_at),
        )


class DeploymentList(BaseModel):
    """Answer of ``listDeployments``."""

    deployments: list[DeploymentBody]
