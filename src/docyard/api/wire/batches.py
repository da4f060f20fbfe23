"""Batches and their files (spec ``batch``, ``batchInfo``, ``listBatchFilesResponse``)."""

from pydantic import BaseModel, Field

from docyard.api.wire.files import NodeBody
from docyard.api.wire.moments import milliseconds
from docyard.api.wire.text import Text
from docyard.domain.batches import Batch
from docyard.services.batches import BatchPage


class CreateBatch(BaseModel):
    """Body of ``createBatch``; explicit nulls mean absence."""

    name: Text = Field(description="Name of the batch, 1 to 255 characters.")
    workspace: Text | None = Field(None, description="Default: your personal workspace.")


class BatchBody(BaseModel):
    """Answer of ``createBatch``."""

    id: int


class BatchInfoBody(BaseModel):
    """A batch; times in Unix milliseconds."""

    id: int
    name: str
    workspace: str
    mount_point: str = Field(description="Name of the drive that holds the batch.")
    repo_owner: str = Field(description="Organization that owns the workspace.")
    batch_owner: str = Field(description="User ID of who created the batch.")
    created_at_ms: int
    updated_at_ms: int
    path_suffix: str = Field(description="Folder of the batch below its drive.")

    @classmethod
    def of(cls, batch: Batch) -> "BatchInfoBody":
        """Return a batch as the wire has it."""
        return cls(
            id=batch.id,
            name=batch.name,
            workspace=batch.workspace.name,
            mount_point=batch.drive_name,
            repo_owner=batch.workspace.organization_id,
            batch_owner=batch.owner,
            created_at_ms=milliseconds(batch.created_at),
            updated_at_ms=milliseconds(batch.updated_at),
            path_suffix=batch.path_suffix,
        )


class BatchList(BaseModel):
    """Answer of ``listBatches``."""

    batches: list[BatchInfoBody]


class BatchFileList(BaseModel):
    """Answer of ``listFiles``; ``next_page_token`` is empty on the last page."""

    nodes: list[NodeBody]
    next_page_token: str
    has_more: bool

    @classmethod
    def of(cls, page: BatchPage) -> "BatchFileList":
        """Return a page of files as the wire has it, each under its name within the batch."""
        return cls(
            nodes=[
                NodeBody.of(entry, below=page.folder.key, path=str(page.folder.path))
                for entry in page.entries
            ],
            next_page_token=page.next_page_token or "",
            has_more=page.next_page_token is not None,
        )
