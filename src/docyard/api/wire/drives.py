"""Drives; credentials go in and never come out."""

from typing import Any

from pydantic import BaseModel, Field

from docyard.api.wire.moments import milliseconds
from docyard.api.wire.text import Text
from docyard.domain.drives import BUILT_IN_DRIVE_ID
from docyard.drives import DRIVES, get_drive_type
from docyard.services.default_drives import DefaultDrive
from docyard.services.drives import DriveChange, DriveContent, SeenDrive

BUILT_IN_TYPE = "built_in"

_OPTIONS: dict[str, Any] = {"bucket": "acme-scans", "region": "eu-central-1", "prefix": "incoming"}
_CREDENTIALS: dict[str, Any] = {"access_key_id": "AKIA…", "secret_access_key": "…"}
_EXAMPLE: dict[str, Any] = {
    "id": "0b1c9a52-8f7e-4a30-9d3c-7f1f2f9f1c11",
    "name": "Scans",
    "type": "s3",
    "workspace": "Claims",
    "options": _OPTIONS,
    "created_by": "jane_acme.com",
    "created_at": 1765912514238,
    "updated_at": 1765912514238,
}


def _fields(*, secret: bool) -> str:
    """Name the fields of all types, for the API's own description."""
    lines = []
    for name in DRIVES:
        fields = [field for field in get_drive_type(name).fields if field.is_secret is secret]
        named = ", ".join(f"`{field.name}`{'' if field.is_needed else ' (optional)'}" for field in fields)
        lines.append(f"{name}: {named or 'none'}.")
    return " ".join(lines)


_OPTIONS_NOTE = f"By type — {_fields(secret=False)}"
_CREDENTIALS_NOTE = f"Kept encrypted and never shown. By type — {_fields(secret=True)}"


class CreateDrive(BaseModel):
    """Body of ``createDrive``."""

    model_config = {
        "json_schema_extra": {
            "examples": [
                {
                    "name": "Scans",
                    "type": "s3",
                    "workspace": "Claims",
                    "options": _OPTIONS,
                    "credentials": _CREDENTIALS,
                }
            ]
        }
    }

    name: Text = Field(description="What stands in paths, 1 to 255 characters without slashes; it stays.")
    type: Text = Field(description=f"One of {', '.join(DRIVES)}.")
    workspace: Text | None = Field(None, description="Who sees it; everybody in the organization if null.")
    options: dict[Text, Text | bool] = Field(default_factory=dict, description=_OPTIONS_NOTE)
    credentials: dict[Text, Text | bool] = Field(
        default_factory=dict, repr=False, description=_CREDENTIALS_NOTE
    )

    def to_content(self) -> DriveContent:
        """Return the body as services take it."""
        return DriveContent(
            name=self.name,
            type=self.type,
            workspace=self.workspace,
            options=self.options,
            credentials=self.credentials,
        )


class UpdateDrive(BaseModel):
    """Body of ``updateDrive``; what is left out or null stays as it is."""

    model_config = {"json_schema_extra": {"examples": [{"options": {"prefix": "scans/2026"}}]}}

    options: dict[Text, Text | bool | None] | None = Field(
        None, description="Options to change; null removes one."
    )
    credentials: dict[Text, Text | bool] | None = Field(
        None, repr=False, description="All credentials, in place of those before."
    )

    def to_change(self) -> DriveChange:
        """Return the body as services take it."""
        return DriveChange(options=self.options or {}, credentials=self.credentials)


class DriveBody(BaseModel):
    """A drive; times in Unix milliseconds, null for the built-in one."""

    model_config = {"json_schema_extra": {"examples": [_EXAMPLE]}}

    id: str
    name: str = Field(description="What stands in paths.")
    type: str = Field(description=f"The type it was connected as, or `{BUILT_IN_TYPE}`.")
    workspace: str | None = Field(description="The workspace that sees it alone; null if all do.")
    options: dict[str, str | bool]
    created_by: str | None
    created_at: int | None
    updated_at: int | None

    @classmethod
    def of(cls, drive: SeenDrive) -> "DriveBody":
        """Return a drive as the wire has it."""
        connected = drive.connected
        if connected is None:
            return cls(
                id=str(BUILT_IN_DRIVE_ID),
                name=drive.name,
                type=BUILT_IN_TYPE,
                workspace=None,
                options={},
                created_by=None,
                created_at=None,
                updated_at=None,
            )
        return cls(
            id=str(connected.id),
            name=connected.name,
            type=connected.type,
            workspace=None if drive.workspace is None else drive.workspace.name,
            options=connected.options,
            created_by=connected.created_by,
            created_at=milliseconds(connected.created_at),
            updated_at=milliseconds(connected.updated_at),
        )


class DriveList(BaseModel):
    """Answer of ``listDrives``."""

    drives: list[DriveBody]


class DriveCheckBody(BaseModel):
    """Answer of ``checkDrive``."""

    model_config = {"json_schema_extra": {"examples": [{"is_usable": True, "message": None}]}}

    is_usable: bool
    message: str | None = Field(description="What is wrong; null if nothing is.")


class ChooseDefaultDrive(BaseModel):
    """Body of ``chooseDefaultDrive``."""

    model_config = {"json_schema_extra": {"examples": [{"workspace": "Claims", "drive_id": _EXAMPLE["id"]}]}}

    workspace: Text | None = Field(None, description="Whose default; the organization's if null.")
    drive_id: Text | None = Field(
        None, description=f"`{BUILT_IN_DRIVE_ID}` is the built-in drive; null takes the choice back."
    )


class DefaultDriveBody(BaseModel):
    """The drive of new batches and results."""

    model_config = {
        "json_schema_extra": {"examples": [{"workspace": "Claims", "is_own": True, "drive": _EXAMPLE}]}
    }

    workspace: str | None = Field(description="Whose default; the organization's if null.")
    is_own: bool = Field(description="False if it is what the organization, or nobody, chose.")
    drive: DriveBody

    @classmethod
    def of(cls, default: DefaultDrive) -> "DefaultDriveBody":
        """Return a default drive as the wire has it."""
        return cls(
            workspace=None if default.workspace is None else default.workspace.name,
            is_own=default.is_own,
            drive=DriveBody.of(default.drive),
        )
