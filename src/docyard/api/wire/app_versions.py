"""Versions of apps as the wire has them."""

from typing import Any, Literal

from pydantic import BaseModel, Field

from docyard.api.wire.apps import EXAMPLE_APP, AppSummary
from docyard.api.wire.moments import milliseconds
from docyard.domain.app_changes import Change
from docyard.domain.apps import AppDefinition, AppVersion
from docyard.services.app_versions import Comparison, Pushed

_EXAMPLE_VERSION: dict[str, Any] = {
    "app_id": EXAMPLE_APP["id"],
    "version": "1.2.0",
    "state": "PRODUCTION",
    "created_at": 1765912514238,
}


class AppVersionBody(BaseModel):
    """A version of an app; times in Unix milliseconds."""

    app_id: str
    version: str
    state: Literal["PRODUCTION", "PRE_PRODUCTION"]
    created_at: int

    model_config = {"json_schema_extra": {"examples": [_EXAMPLE_VERSION]}}

    @classmethod
    def of(cls, version: AppVersion) -> "AppVersionBody":
        """Return a version as the wire has it."""
        return cls(
            app_id=str(version.app_id),
            version=version.version,
            state=version.state.value,
            created_at=milliseconds(version.created_at),
        )


class PushedBody(AppVersionBody):
    """Answer of ``pushApp``: where the app file went; ``id`` is the app's."""

    id: str
    name: str
    owner: str

    model_config = {
        "json_schema_extra": {
            "examples": [
                _EXAMPLE_VERSION
                | {"id": EXAMPLE_APP["id"], "name": EXAMPLE_APP["name"], "owner": EXAMPLE_APP["owner"]}
            ]
        }
    }

    @classmethod
    def of_push(cls, pushed: Pushed) -> "PushedBody":
        """Return a push as the wire has it."""
        return cls(
            id=str(pushed.app.id),
            name=pushed.app.name,
            owner=pushed.app.owner,
            **AppVersionBody.of(pushed.version).model_dump(),
        )


class AppVersionList(BaseModel):
    """Answer of ``listAppVersions``."""

    versions: list[AppVersionBody]


class AppVersionDetails(AppVersionBody):
    """Answer of ``getAppVersion``: a version and what its file says."""

    summary: AppSummary

    @classmethod
    def of_file(cls, version: AppVersion, definition: AppDefinition) -> "AppVersionDetails":
        """Return a version with its summary."""
        return cls(**AppVersionBody.of(version).model_dump(), summary=AppSummary.of(definition))


class DifferenceBody(BaseModel):
    """A property with its two values."""

    key: str
    before: Any = Field(serialization_alias="from")
    after: Any = Field(serialization_alias="to")


class ChangeBody(BaseModel):
    """A part of an app that was added or removed, or what of it changed."""

    part: Literal["app", "class", "field", "attribute", "key"]
    path: list[str] = Field(description="Names from the outside in: class, field, attribute.")
    change: Literal["added", "removed", "changed"]
    differences: list[DifferenceBody]

    @classmethod
    def of(cls, change: Change) -> "ChangeBody":
        """Return a change as the wire has it."""
        return cls(
            part=change.part,
            path=list(change.path),
            change=change.change,
            differences=[
                DifferenceBody(key=each.key, before=each.before, after=each.after)
                for each in change.differences
            ],
        )


class ComparisonBody(BaseModel):
    """Answer of ``diffAppVersions``."""

    before: str = Field(serialization_alias="from", description="A version's number.")
    after: str = Field(serialization_alias="to", description="Another version's number.")
    changes: list[ChangeBody]
    text: str = Field(description="Unified diff of the two app files; empty where they are the same.")

    model_config = {
        "json_schema_extra": {
            "examples": [
                {
                    "from": "1.1.0",
                    "to": "1.2.0",
                    "changes": [
                        {
                            "part": "field",
                            "path": ["Ticket", "price"],
                            "change": "changed",
                            "differences": [{"key": "required", "from": False, "to": True}],
                        }
                    ],
                    "text": "--- Ticket 1.1.0\n+++ Ticket 1.2.0\n@@ -5,0 +6 @@\n+    required: true\n",
                }
            ]
        },
    }

    @classmethod
    def of(cls, comparison: Comparison) -> "ComparisonBody":
        """Return a comparison as the wire has it."""
        return cls(
            before=comparison.before.version,
            after=comparison.after.version,
            changes=[ChangeBody.of(change) for change in comparison.changes],
            text=comparison.text,
        )
