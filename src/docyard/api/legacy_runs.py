"""Runs under the paths of earlier releases: start, job status, results."""

from typing import Annotated

from fastapi import APIRouter, Query

from docyard.api import runs
from docyard.api.backend import Reading, WithBackend, WithCaller, Writing
from docyard.api.idempotency_keys import Route
from docyard.api.ids import parse_id
from docyard.api.wire.errors import OldErrorBody
from docyard.api.wire.legacy_runs import (
    JobStatusBody,
    JobStatusQuery,
    LegacyRunBody,
    ResultsBody,
    ResultsOptions,
    ResultsQuery,
)
from docyard.api.wire.runs import StartRun
from docyard.domain.identity import Caller
from docyard.errors import Invalid
from docyard.services import legacy_runs
from docyard.store.database import Session

router = APIRouter(tags=["legacy"], route_class=Route)


@router.post("/v2/zero-shot-idp/projects/app/run", operation_id="legacyRunAppByName")
def start_run(body: StartRun, backend: WithBackend, caller: WithCaller, session: Writing) -> LegacyRunBody:
    """Run an app that is named in the body; answers like ``POST /v2/apps/runs``, with ``job_id`` beside."""
    return LegacyRunBody.of(runs.begin_run(body, backend, caller, session))


@router.post("/v2/zero-shot-idp/projects/app/{app_id}/run", operation_id="legacyRunApp")
def start_run_of_app(
    app_id: str, body: StartRun, backend: WithBackend, caller: WithCaller, session: Writing
) -> LegacyRunBody:
    """Run the app of that id; answers like ``POST /v2/apps/runs``, with ``job_id`` beside."""
    if body.app_id not in (None, app_id):
        raise Invalid("The path and 'app_id' name different apps; leave 'app_id' out.")
    meant = body.model_copy(update={"app_id": app_id, "app_name": None})
    return LegacyRunBody.of(runs.begin_run(meant, backend, caller, session))


@router.get(
    "/v1/jobs/status",
    operation_id="legacyJobStatus",
    response_model=JobStatusBody | OldErrorBody,
    response_model_exclude_none=True,
)
def read_job_status(
    query: Annotated[JobStatusQuery, Query()],
    caller: WithCaller,
    session: Reading,
    body: JobStatusQuery | None = None,
) -> JobStatusBody:
    """Read where a run, or a job on files, stands; refusals are told in the body, with status 200."""
    return _status(session, caller, query, body)


@router.post(
    "/v1/jobs/status",
    operation_id="legacyPostJobStatus",
    response_model=JobStatusBody | OldErrorBody,
    response_model_exclude_none=True,
)
def post_job_status(
    query: Annotated[JobStatusQuery, Query()],
    caller: WithCaller,
    session: Reading,
    body: JobStatusQuery | None = None,
) -> JobStatusBody:
    """Read the same, for clients that cannot send a body with a GET."""
    return _status(session, caller, query, body)


@router.post(
    "/v1/flow_binary/results", operation_id="legacyRunResults", response_model=ResultsBody | OldErrorBody
)
def read_results(
    body: ResultsQuery, backend: WithBackend, caller: WithCaller, session: Reading
) -> ResultsBody:
    """Read the results of a run by their path, 20 files at a time; refusals have status 200."""
    found = legacy_runs.get_results_at(
        session,
        caller,
        drives=backend.drives,
        path=body.ibresults_path,
        file_offset=body.file_offset or 0,
    )
    return ResultsBody.of(
        found.run, found.files, has_more=found.has_more, options=body.options or ResultsOptions()
    )


def _status(
    session: Session, caller: Caller, query: JobStatusQuery, body: JobStatusQuery | None
) -> JobStatusBody:
    job_id = query.job_id or (body.job_id if body is not None else None)
    if job_id is None:
        raise Invalid("Send 'job_id', in the query or as JSON in the body.")
    return JobStatusBody.of(legacy_runs.get_standing(session, caller, job_id=parse_id(job_id, noun="job")))
