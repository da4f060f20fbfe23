"""What workspaces and organizations hold; docyard's own."""

from pydantic import BaseModel, Field

from docyard.api.wire.moments import milliseconds
from docyard.domain.storage import Storage


class StorageBody(BaseModel):
    """What a workspace, or an organization, holds on the built-in drive."""

    model_config = {
        "json_schema_extra": {
            "examples": [{"used_bytes": 734003200, "quota_bytes": 10000000000, "measured_at": 1773453600000}]
        }
    }

    used_bytes: int = Field(description="Files, open multipart uploads and what is being written.")
    quota_bytes: int | None = Field(description="What it may hold; null: no limit.")
    measured_at: int | None = Field(description="When files were last summed up, in Unix milliseconds.")

    @classmethod
    def of(cls, storage: Storage) -> "StorageBody":
        """Return it as the wire has it."""
        measured_at = storage.measured_at
        return cls(
            used_bytes=storage.used_bytes,
            quota_bytes=storage.quota_bytes,
            measured_at=None if measured_at is None else milliseconds(measured_at),
        )
