"""A run in full and its files; docyard's own, with times in Unix milliseconds."""

from collections.abc import Sequence
from typing import Any

from pydantic import BaseModel, Field

from docyard.api.wire.moments import milliseconds
from docyard.domain.models import ModelUse
from docyard.domain.runs import EndedFile, FileStatus, RunPace, RunProgress
from docyard.services.run_details import RunDetails

_EXAMPLE_PROGRESS: dict[str, Any] = {
    "queued": 6,
    "done": 13,
    "failed": 1,
    "cancelled": 0,
    "total": 20,
    "share": 0.7,
    "pages": 27,
    "files_per_minute": 28.0,
    "pages_per_minute": 54.0,
    "seconds_left": 12.9,
}

_EXAMPLE_DETAILS: dict[str, Any] = {
    "id": "0f6c1c5e-6a0b-4d57-9d0a-2b1f6a1f9c11",
    "status": "RUNNING",
    "message": None,
    "workspace": "Claims",
    "app": {
        "id": "528c36e8-ac5b-490d-a41b-7eec9c404b87",
        "name": "Invoice",
        "owner": "docyard",
        "version": "1.0.0",
    },
    "deployment": None,
    "started_by": "jane_acme.com",
    "started_at": 1765912514238,
    "finished_at": None,
    "files": _EXAMPLE_PROGRESS,
    "pages": 27,
    "documents": 14,
    "batch_id": 42,
    "input_dir": "acme/Claims/fs/Instabase Drive/batches/42",
    "output_dir": "acme/Claims/fs/Instabase Drive/app-runs/0f6c1c5e-6a0b-4d57-9d0a-2b1f6a1f9c11",
    "tags": ["march"],
    "retry_of": None,
    "retries": [],
    "models": [],
}

_EXAMPLE_USE: dict[str, Any] = {
    "model": "house",
    "requests": 21,
    "input_tokens": 48210,
    "output_tokens": 3120,
    "cost": 0.012,
}

_EXAMPLE_FILE: dict[str, Any] = {
    "position": 3,
    "name": "locked.pdf",
    "size_bytes": 48213,
    "status": "failed",
    "error": {
        "code": "file_password_required",
        "message": "'locked.pdf' is encrypted; give its password in the run's settings.",
        "retryable": False,
    },
    "pages": 0,
    "documents": 0,
    "seconds": 0.013,
}


class ProgressBody(BaseModel):
    """How many of a run's files stand where, and how fast it gets on.

    Rates and the time left go by what ended within the last minute, and are null when nothing did.
    """

    queued: int
    done: int
    failed: int
    cancelled: int
    total: int
    share: float = Field(description="Share of the files that are no longer queued, 0 to 1.")
    pages: int = Field(description="Pages of the files that have ended.")
    files_per_minute: float | None
    pages_per_minute: float | None
    seconds_left: float | None = Field(description="Until the last file has ended, by the bytes left.")

    model_config = {"json_schema_extra": {"examples": [_EXAMPLE_PROGRESS]}}

    @classmethod
    def of(cls, progress: RunProgress, pace: RunPace) -> "ProgressBody":
        """Return counts as the wire has them."""
        return cls(
            queued=progress.queued,
            done=progress.done,
            failed=progress.failed,
            cancelled=progress.cancelled,
            total=progress.total,
            share=progress.share,
            pages=pace.page_count,
            files_per_minute=pace.files_per_minute,
            pages_per_minute=pace.pages_per_minute,
            seconds_left=pace.left_s,
        )


class RunAppBody(BaseModel):
    """The app that a run runs, and its version."""

    id: str
    name: str
    owner: str
    version: str


class RunDeploymentBody(BaseModel):
    """The deployment that a run is of."""

    id: str
    name: str


class ModelUseBody(BaseModel):
    """What a run asked of a language model."""

    model: str = Field(description="Its name in app files.")
    requests: int = Field(description="Requests that were sent, repetitions among them.")
    input_tokens: int
    output_tokens: int
    cost: float = Field(
        description="In the currency of the model's prices. What was sent and not heard of again counts with "
        "the most it can have cost."
    )

    model_config = {"json_schema_extra": {"examples": [_EXAMPLE_USE]}}

    @classmethod
    def of(cls, use: ModelUse) -> "ModelUseBody":
        """Return a use as the wire has it."""
        return cls(
            model=use.model,
            requests=use.requests,
            input_tokens=use.input_tokens,
            output_tokens=use.output_tokens,
            cost=use.cost_micros / 1_000_000,
        )


class RunDetailsBody(BaseModel):
    """A run in full; times in Unix milliseconds."""

    id: str
    status: str
    message: str | None = Field(description="Why the run is not complete.")
    workspace: str
    app: RunAppBody
    deployment: RunDeploymentBody | None
    started_by: str = Field(description="User ID.")
    started_at: int
    finished_at: int | None
    files: ProgressBody
    pages: int = Field(description="Pages of the files that are done.")
    documents: int = Field(description="Documents found in them.")
    batch_id: int | None
    input_dir: str = Field(description="Full path of the folder of the input files.")
    output_dir: str = Field(description="Full path of the folder of all that the run writes.")
    tags: list[str]
    retry_of: str | None = Field(description="The run whose files this one takes again.")
    retries: list[str] = Field(description="Runs that took this one's files again, oldest first.")
    models: list[ModelUseBody] = Field(description="What language models were asked, by name.")

    model_config = {"json_schema_extra": {"examples": [_EXAMPLE_DETAILS]}}

    @classmethod
    def of(cls, details: RunDetails) -> "RunDetailsBody":
        """Return a run as the wire has it."""
        run, app, deployment = details.run, details.app, details.deployment
        return cls(
            id=str(run.id),
            status=run.status.value,
            message=run.message,
            workspace=details.workspace.name,
            app=RunAppBody(id=str(app.id), name=app.name, owner=app.owner, version=details.version.version),
            deployment=RunDeploymentBody(id=str(deployment.id), name=deployment.name) if deployment else None,
            started_by=run.started_by,
            started_at=milliseconds(run.started_at),
            finished_at=milliseconds(run.finished_at) if run.finished_at else None,
            files=ProgressBody.of(details.progress, details.pace),
            pages=details.page_count,
            documents=details.document_count,
            batch_id=run.batch_id,
            input_dir=run.input_path,
            output_dir=run.output_path,
            tags=list(run.settings.tags),
            retry_of=str(run.retry_of) if run.retry_of else None,
            retries=[str(retry_id) for retry_id in details.retry_ids],
            models=[ModelUseBody.of(use) for use in details.model_uses],
        )


class FileErrorBody(BaseModel):
    """Why a file gave no documents."""

    code: str
    message: str
    retryable: bool = Field(description="Whether trying again may help without a change.")


class RunFileBody(BaseModel):
    """A file of a run; what is not known, or not yet, is null."""

    position: int = Field(description="Counts from 0 in the order of results.")
    name: str = Field(description="Path below the run's input folder.")
    size_bytes: int
    status: FileStatus
    error: FileErrorBody | None
    pages: int | None
    documents: int | None
    seconds: float | None = Field(description="How long an engine process worked on it.")

    model_config = {"json_schema_extra": {"examples": [_EXAMPLE_FILE]}}

    @classmethod
    def of(cls, ended: EndedFile) -> "RunFileBody":
        """Return a file as the wire has it."""
        file, end = ended.file, ended.end
        failure = end.failure if end else None
        return cls(
            position=file.position,
            name=file.name,
            size_bytes=file.size_bytes,
            status=file.status,
            error=(
                FileErrorBody(code=failure.code, message=failure.message, retryable=failure.retryable)
                if failure
                else None
            ),
            pages=end.page_count if end else None,
            documents=end.document_count if end else None,
            seconds=end.engine_s if end else None,
        )


class RunFileList(BaseModel):
    """A page of a run's files, in the order of results."""

    files: list[RunFileBody]

    @classmethod
    def of(cls, files: Sequence[EndedFile]) -> "RunFileList":
        """Return files as the wire has them."""
        return cls(files=[RunFileBody.of(file) for file in files])
