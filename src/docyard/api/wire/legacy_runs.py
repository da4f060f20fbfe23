"""Runs in the shapes of earlier releases: job status, and results by record."""

import json
from collections.abc import Iterator, Sequence
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field

from docyard.api.wire.numbers import Whole
from docyard.api.wire.runs import RunBody
from docyard.api.wire.text import Text
from docyard.domain.jobs import Job, JobState
from docyard.domain.results import DocumentResult, FieldResult, FileResult
from docyard.domain.runs import Run, RunFile, RunStatus
from docyard.services.legacy_runs import RunStanding

# What a field's value is when it could not be made.
_ERROR = "ERROR"

_PROVENANCE = "provenance info"

_WITH_RESULTS = frozenset({RunStatus.COMPLETE, RunStatus.STOPPED_AT_CHECKPOINT, RunStatus.PAUSED})

_EXAMPLE_STATUS: dict[str, Any] = {
    "status": "OK",
    "msg": "",
    "state": "DONE",
    "job_id": "0f6c1c5e-6a0b-4d57-9d0a-2b1f6a1f9c11",
    "results": [{"status": "OK", "output_folder": "acme/Claims/fs/Instabase Drive/app-runs/0f6c1c5e"}],
    "cur_status": '{"status": "COMPLETE", "finish_timestamp": 1765912589, "curProgress": 1.0}',
}


class LegacyRunBody(RunBody):
    """A run; its id is told as ``job_id`` too, for ``/v1/jobs/status``."""

    job_id: str

    @classmethod
    def of(cls, run: Run) -> "LegacyRunBody":
        """Return a run as the wire has it."""
        return cls(**RunBody.of(run).model_dump(), job_id=str(run.id))


class JobStatusQuery(BaseModel):
    """Which job is asked for; in the query or, also of a GET, in the body."""

    job_id: Text | None = Field(None, description="A run's id, or that of a job on files.")
    type: Text | None = Field(None, description="``flow``, ``async`` or another; the id alone decides.")

    model_config = {
        "json_schema_extra": {"examples": [{"job_id": _EXAMPLE_STATUS["job_id"], "type": "flow"}]}
    }


class JobOutcome(BaseModel):
    """How a job that is over went: ``output_folder`` if well, ``msg`` if not."""

    status: Literal["OK", "ERROR"]
    output_folder: str | None = None
    msg: str | None = None


class JobStatusBody(BaseModel):
    """Answer of the job status of version 1; ``cur_status`` is JSON text."""

    status: Literal["OK"] = "OK"
    msg: str
    state: Literal["PENDING", "DONE", "COMPLETE"]
    job_id: str
    results: list[JobOutcome] | None = Field(None, description="Left out until the job is over.")
    cur_status: str

    model_config = {"json_schema_extra": {"examples": [_EXAMPLE_STATUS]}}

    @classmethod
    def of(cls, found: RunStanding | Job) -> "JobStatusBody":
        """Return where a run or a job stands, as the wire has it."""
        return cls._of_job(found) if isinstance(found, Job) else cls._of_run(found)

    @classmethod
    def _of_run(cls, standing: RunStanding) -> "JobStatusBody":
        run = standing.run
        goes_on = run.status is RunStatus.RUNNING
        return cls(
            msg=run.message or "",
            state="PENDING" if goes_on else "DONE",
            job_id=str(run.id),
            results=None if goes_on else [_outcome(run)],
            cur_status=json.dumps(_current(standing)),
        )

    @classmethod
    def _of_job(cls, job: Job) -> "JobStatusBody":
        goes_on = job.state in (JobState.PENDING, JobState.RUNNING)
        went_well = job.state is JobState.COMPLETE
        outcome = JobOutcome(status="OK") if went_well else JobOutcome(status="ERROR", msg=job.message)
        return cls(
            msg=job.message,
            state="PENDING" if goes_on else "COMPLETE",
            job_id=str(job.id),
            results=None if goes_on else [outcome],
            cur_status=json.dumps({"status": job.state.value}),
        )


class ResultsOptions(BaseModel):
    """What results hold beside values."""

    include_page_layouts: bool | None = None
    include_checkpoint_results: bool | None = None
    refined_phrases_features: Annotated[
        list[Text] | None, Field(description="``provenance info`` tells where values stand.")
    ] = None
    internal_keys: Annotated[
        bool | None, Field(description="Include fields whose names begin with ``__``.")
    ] = None


class ResultsQuery(BaseModel):
    """Which results are asked for."""

    ibresults_path: Text = Field(description="``<output folder>/batch.ibflowresults``.")
    options: ResultsOptions | None = None
    file_offset: Annotated[Whole, Field(ge=0, le=2**31 - 1)] | None = Field(
        None, description="Files to skip; an answer has the records of 20 files."
    )

    model_config = {
        "json_schema_extra": {
            "examples": [
                {
                    "ibresults_path": "acme/Claims/fs/Instabase Drive/app-runs/0f6c1c5e/batch.ibflowresults",
                    "options": {"include_page_layouts": True},
                    "file_offset": 0,
                }
            ]
        }
    }


class ResultsBody(BaseModel):
    """Answer of the results of version 1: one record per document."""

    status: Literal["OK"] = "OK"
    records: list[dict[str, Any]]
    has_more: bool

    @classmethod
    def of(
        cls,
        run: Run,
        page: Sequence[tuple[RunFile, FileResult | None]],
        *,
        has_more: bool,
        options: ResultsOptions,
    ) -> "ResultsBody":
        """Return the records of a page of files."""
        records = [record for file, result in page for record in _records(run, file, result, options)]
        return cls(records=records, has_more=has_more)


def _outcome(run: Run) -> JobOutcome:
    if run.status in _WITH_RESULTS:
        return JobOutcome(status="OK", output_folder=run.output_path)
    return JobOutcome(status="ERROR", msg=run.message or f"The run ended as {run.status}.")


def _current(standing: RunStanding) -> dict[str, Any]:
    run, progress = standing.run, standing.progress
    over = progress.done + progress.failed + progress.cancelled
    total = over + progress.queued
    return {
        "status": run.status.value,
        "finish_timestamp": None if run.finished_at is None else int(run.finished_at.timestamp()),
        "curProgress": over / total if total else 1.0,
        "reviewer": "",
        "review_state": "NONE",
        "flow_job_metrics": {},
        "flow_review_metrics": {},
        "run_summary": {"numRecords": total, "recordsWithMsg": progress.failed + progress.cancelled},
    }


def _records(
    run: Run, file: RunFile, result: FileResult | None, options: ResultsOptions
) -> Iterator[dict[str, Any]]:
    input_path = f"{run.input_path}/{file.name}"
    results_path = f"{run.output_path}/results.json"
    if result is None or result.failure is not None:
        message = result.failure.message if result and result.failure else f"{file.name!r} was not processed."
        yield {
            "output_file_path": results_path,
            "input_file_path": input_path,
            "results": [],
            "error_msg": message,
        }
        return
    for document in result.documents:
        yield {
            "output_file_path": document.pdf_path or results_path,
            "input_file_path": input_path,
            "class_name": document.class_name,
            "results": [_field(field, options) for field in _fields(document, options)],
            **_extras(document, options),
        }


def _fields(document: DocumentResult, options: ResultsOptions) -> list[FieldResult]:
    return [field for field in document.fields if options.internal_keys or not field.name.startswith("__")]


def _field(field: FieldResult, options: ResultsOptions) -> dict[str, Any]:
    body: dict[str, Any] = {"key": field.name, "value": field.value or ""}
    if field.error is not None:
        body |= {"value": _ERROR, "error_msg": field.error}
    if _PROVENANCE in (options.refined_phrases_features or ()):
        body["provenance_info"] = [
            {"page": source.page, "box": [source.box.x0, source.box.y0, source.box.x1, source.box.y1]}
            for source in field.sources
        ]
    return body


def _extras(document: DocumentResult, options: ResultsOptions) -> dict[str, Any]:
    extras: dict[str, Any] = {}
    if options.include_page_layouts:
        extras["page_layouts"] = [
            {"page_number": layout.page, "width": layout.width_px, "height": layout.height_px}
            for layout in document.layouts
        ]
    if options.include_checkpoint_results:
        extras["checkpoint_results"] = [
            {"key": field.name, "type": alert.type, "msg": alert.message, "blocked": alert.is_blocking}
            for field in document.fields
            for alert in field.alerts
        ]
    return extras
