"""Apps as the wire has them, and requests that push, check and share them."""

from typing import Any, Literal

from pydantic import BaseModel, Field

from docyard.api.wire.errors import ProblemBody
from docyard.api.wire.moments import milliseconds
from docyard.api.wire.text import Text
from docyard.domain.apps import App, AppDefinition, AppKey, DocumentClass
from docyard.domain.apps import Field as AppField
from docyard.services.apps import AppEntry

APP_FILE = 'name: Ticket\nversion: "1.0.0"\nfields:\n  - name: price\n    type: amount\n'

EXAMPLE_APP: dict[str, Any] = {
    "id": "528c36e8-ac5b-490d-a41b-7eec9c404b87",
    "name": "Ticket",
    "owner": "jane_acme.com",
    "workspace": "Claims",
    "description": "Reads railway tickets.",
    "latest_version": "1.2.0",
    "visibility": "workspace",
    "shared_with": ["Travel"],
    "created_at": 1765912514238,
}


class PushApp(BaseModel):
    """Body of ``pushApp``; explicit nulls mean absence."""

    # Whatever the text holds, the check of app files tells line and column of it.
    file: str = Field(description="The app file: YAML text.")
    workspace: Text | None = Field(None, description="Where a new app is to live; default: the personal one.")
    app_id: str | None = Field(None, description="App to push to; default: your own of the file's name.")
    state: Literal["PRODUCTION", "PRE_PRODUCTION"] | None = Field(None, description="Default: PRODUCTION.")

    model_config = {"json_schema_extra": {"examples": [{"file": APP_FILE, "workspace": "Claims"}]}}


class ValidateApp(BaseModel):
    """Body of ``validateApp``."""

    file: str = Field(description="The app file: YAML text.")

    model_config = {"json_schema_extra": {"examples": [{"file": APP_FILE}]}}


class ShareApp(BaseModel):
    """Body of ``shareApp``: who beside the app's own workspace may use its production versions."""

    visibility: Literal["workspace", "organization"]
    workspaces: list[Text] | None = Field(None, description="Names of workspaces; null means none.")

    model_config = {
        "json_schema_extra": {"examples": [{"visibility": "workspace", "workspaces": ["Travel"]}]}
    }


class AppBody(BaseModel):
    """An app; times in Unix milliseconds."""

    id: str
    name: str
    owner: str = Field(description="User ID; ``docyard`` for prebuilt apps.")
    workspace: str | None = Field(description="Name of its own workspace; null for prebuilt apps.")
    description: str
    latest_version: str | None = Field(description="Latest in production; null without any.")
    visibility: Literal["workspace", "organization", "everyone"]
    shared_with: list[str] = Field(description="Other workspaces that may use it; shown to its own alone.")
    created_at: int

    model_config = {"json_schema_extra": {"examples": [EXAMPLE_APP]}}

    @classmethod
    def of(cls, entry: AppEntry) -> "AppBody":
        """Return an app as the wire has it."""
        app: App = entry.app
        return cls(
            id=str(app.id),
            name=app.name,
            owner=app.owner,
            workspace=entry.workspace,
            description=app.description,
            latest_version=entry.latest_version,
            visibility=app.visibility.value,
            shared_with=list(entry.shared_with),
            created_at=milliseconds(app.created_at),
        )


class AppList(BaseModel):
    """Answer of ``listApps``."""

    apps: list[AppBody]


class AttributeBody(BaseModel):
    """A column of a list field."""

    name: str
    type: str
    description: str


class FieldBody(BaseModel):
    """A field of a class."""

    name: str
    kind: str
    type: str
    description: str
    required: bool
    attributes: list[AttributeBody]

    @classmethod
    def of(cls, field: AppField) -> "FieldBody":
        """Return a field as the wire has it."""
        return cls(
            name=field.name,
            kind=field.kind.value,
            type=field.value_type.value,
            description=field.description,
            required=field.required,
            attributes=[
                AttributeBody(name=each.name, type=each.value_type.value, description=each.description)
                for each in field.attributes
            ],
        )


class ClassBody(BaseModel):
    """A class of documents."""

    name: str
    description: str
    fields: list[FieldBody]

    @classmethod
    def of(cls, kind: DocumentClass) -> "ClassBody":
        """Return a class as the wire has it."""
        return cls(
            name=kind.name,
            description=kind.description,
            fields=[FieldBody.of(field) for field in kind.fields],
        )


class KeyBody(BaseModel):
    """A key whose value runs and deployments give."""

    name: str
    kind: str
    description: str

    @classmethod
    def of(cls, key: AppKey) -> "KeyBody":
        """Return a key as the wire has it."""
        return cls(name=key.name, kind=key.kind.value, description=key.description)


class AppSummary(BaseModel):
    """What an app file says."""

    name: str
    version: str
    description: str
    splitting: str
    classes: list[ClassBody]
    keys: list[KeyBody]

    @classmethod
    def of(cls, definition: AppDefinition) -> "AppSummary":
        """Return a definition as the wire has it."""
        return cls(
            name=definition.name,
            version=definition.version,
            description=definition.description,
            splitting=definition.splitting.value,
            classes=[ClassBody.of(kind) for kind in definition.classes],
            keys=[KeyBody.of(key) for key in definition.keys],
        )


class ValidationBody(BaseModel):
    """Answer of ``validateApp``: what the file says, or every place where it is wrong, at most 100."""

    valid: bool
    app: AppSummary | None
    problems: list[ProblemBody]
