"""Requests to copy, move and extract."""

from pydantic import BaseModel, Field

from docyard.api.wire.text import Text
from docyard.services.copies import Paths


class PathPair(BaseModel):
    """Full paths of what to take and where to put it; nothing may be there yet."""

    src_path: Text = Field(description="A file or folder; to extract: a zip archive.")
    dst_path: Text = Field(description="What it is called there; to extract: a folder, which may be there.")

    model_config = {
        "json_schema_extra": {
            "examples": [
                {
                    "src_path": "acme/Claims/fs/Instabase Drive/inbox/march.zip",
                    "dst_path": "acme/Claims/fs/Instabase Drive/march",
                }
            ]
        }
    }

    def paths(self) -> Paths:
        """Return the paths."""
        return Paths(source=self.src_path, target=self.dst_path)
