"""Multipart uploads (spec ``multipartUploadSessionResponse``, ``multipartUploadPartResponse``)."""

from typing import Literal

from pydantic import BaseModel, Field

from docyard.api.wire.numbers import Whole
from docyard.api.wire.text import Text
from docyard.services.uploads import NamedPart


class StartUpload(BaseModel):
    """Body of ``createMultipartUploadSession``."""

    batch_id: Whole
    filename: Text = Field(description="Name of the file, 1 to 255 characters.")
    file_size: Whole = Field(description="Size of the file in bytes.")


class UploadBody(BaseModel):
    """An open session; every part but the last has ``part_size`` bytes."""

    session_id: str
    part_size: int


class PartBody(BaseModel):
    """A part that was received."""

    part_id: str
    part_num: int


class CommittedPart(BaseModel):
    """A part as a commit names it."""

    part_num: Whole
    part_id: Text


class EndUpload(BaseModel):
    """Body of ``commitMultipartUploadSession``; an empty file is committed without parts."""

    action: Literal["commit", "abort"]
    parts: list[CommittedPart] | None = None

    def named_parts(self) -> list[NamedPart]:
        """Return the parts to commit."""
        return [NamedPart(number=part.part_num, id=part.part_id) for part in self.parts or ()]
