"""Runs of apps: start, list, read, cancel, delete; results."""

from datetime import timedelta
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from fastapi.responses import JSONResponse

from docyard.api.backend import Backend, Reading, WithBackend, WithCaller, Writing, now
from docyard.api.idempotency_keys import Route
from docyard.api.ids import parse_id
from docyard.api.wire.results import EXAMPLE_RESULTS
from docyard.api.wire.runs import RunBody, RunDeletionBody, RunList, RunQuery, Settings, StartRun
from docyard.domain.identity import Caller
from docyard.domain.permissions import Permission
from docyard.domain.rendering import Include, render_run_results
from docyard.domain.runs import Run
from docyard.services import access, app_versions, apps, deliveries, runs
from docyard.store.database import Session
from docyard.store.runs import RunFilter

router = APIRouter(prefix="/v2/apps/runs", tags=["runs"], route_class=Route)

# How far back a listing reaches when the client does not say (spec ``listRuns``).
_DEFAULT_WINDOW = timedelta(hours=24)

Flag = Annotated[bool, Query()]


@router.post("", operation_id="runApp")
def start_run(body: StartRun, backend: WithBackend, caller: WithCaller, session: Writing) -> RunBody:
    """Run an app over every file of a batch or folder."""
    return RunBody.of(begin_run(body, backend, caller, session))


def begin_run(body: StartRun, backend: Backend, caller: Caller, session: Session) -> Run:
    """Start the run that a body asks for, under whichever path it came."""
    with backend.database.read() as reading:
        app = apps.get_meant_app(
            reading,
            caller,
            app_id=parse_id(body.app_id, noun="app") if body.app_id is not None else None,
            name=body.app_name,
            owner=body.owner,
        )
        version = app_versions.get_version(reading, caller, app, version=body.version)
    settings = body.settings or Settings()
    return runs.start_run(
        session,
        caller,
        database=backend.database,
        drives=backend.drives,
        queue=backend.queue,
        request=runs.RunRequest(
            version=version,
            deployment=None,
            source=runs.RunInput(batch_id=body.batch_id, folder=body.input_dir),
            output=runs.RunOutput(workspace=body.output_workspace, folder=body.output_dir),
            settings=settings.to_domain(),
            webhook=deliveries.seal(backend.keyring, settings.webhook()),
        ),
        files_limit=backend.limits.files_per_run,
        now=now(),
    )


@router.get("", operation_id="listRuns")
def list_runs(caller: WithCaller, session: Reading, query: Annotated[RunQuery, Query()]) -> RunList:
    """List runs of all workspaces that the caller may enter, newest first unless asked otherwise."""
    latest = query.to_timestamp or now()
    narrowed = RunFilter(
        workspace_ids=_workspace_ids(session, caller, query.workspaces),
        started_from=query.from_timestamp or latest - _DEFAULT_WINDOW,
        started_to=latest,
        app_ids=_app_ids(session, caller, query),
        deployment_id=parse_id(query.deployment_id, noun="deployment") if query.deployment_id else None,
        started_by=query.username,
        run_id=parse_id(query.run_id, noun="run") if query.run_id else None,
        statuses=query.status,
    )
    found = runs.list_runs(
        session,
        narrowed=narrowed,
        limit=query.limit,
        offset=query.offset,
        by_status=query.sort_by == "status",
        ascending=query.order == "ASCENDING",
    )
    return RunList(runs=[RunBody.of(run) for run in found])


@router.get("/{run_id}", operation_id="getRunStatus")
def read_run(run_id: str, caller: WithCaller, session: Reading) -> RunBody:
    """Read a run's status."""
    return RunBody.of(runs.get_run(session, caller, run_id=parse_id(run_id, noun="run")))


@router.get(
    "/{run_id}/results",
    operation_id="getRunResults",
    responses={200: {"content": {"application/json": {"example": EXAMPLE_RESULTS}}}},
)
def read_results(
    run_id: str,
    caller: WithCaller,
    session: Reading,
    include_review_results: Flag = False,
    include_confidence_scores: Flag = False,
    include_validation_results: Flag = False,
    include_source_info: Flag = False,
    file_offset: Annotated[int, Query(ge=0, le=2**31 - 1)] = 0,
) -> JSONResponse:
    """Read a run's results, 20 files at a time; ``files`` is empty until the run is over."""
    found = runs.get_results(session, caller, run_id=parse_id(run_id, noun="run"), file_offset=file_offset)
    include = Include(
        review=include_review_results,
        confidence=include_confidence_scores,
        validation=include_validation_results,
        source=include_source_info,
    )
    return JSONResponse(
        render_run_results(
            found.run, found.files, include=include, has_more=found.has_more, packet=found.packet
        )
    )


@router.post("/{run_id}/cancel")
def cancel_run(run_id: str, backend: WithBackend, caller: WithCaller, session: Writing) -> RunBody:
    """Cancel a run; no further result of it appears once this is answered. An addition of docyard."""
    run = runs.cancel_run(
        session, caller, queue=backend.queue, run_id=parse_id(run_id, noun="run"), now=now()
    )
    return RunBody.of(run)


@router.delete("/{run_id}", operation_id="deleteRun", status_code=202)
def delete_run(
    run_id: str,
    backend: WithBackend,
    caller: WithCaller,
    session: Writing,
    delete_db_data: Flag = True,
    delete_input: Flag = True,
    delete_output: Flag = True,
    delete_logs: Flag = True,
) -> RunDeletionBody:
    """Delete a run: its data, its input (with the batch), its output and its logs, as flagged."""
    deletion = runs.delete_run(
        session,
        caller,
        queue=backend.queue,
        run_id=parse_id(run_id, noun="run"),
        parts=runs.RunParts(data=delete_db_data, source=delete_input, output=delete_output, logs=delete_logs),
        now=now(),
    )
    return RunDeletionBody(
        delete_input_dir_job_id=_text(deletion.input_job_id),
        delete_output_dir_job_id=_text(deletion.output_job_id),
        delete_log_dir_job_id=_text(deletion.log_job_id),
    )


def _workspace_ids(session: Session, caller: Caller, names: list[str]) -> list[UUID]:
    if not names:
        return [workspace.id for workspace in access.list_open_workspaces(session, caller)]
    return [access.enter_workspace(session, caller, name=name, to=Permission.READ).id for name in names]


def _app_ids(session: Session, caller: Caller, query: RunQuery) -> list[UUID] | None:
    if query.app_id is None and query.app_name is None:
        return None
    ids = None if query.app_id is None else {parse_id(query.app_id, noun="app")}
    if query.app_name is not None:
        named = set(apps.find_app_ids(session, caller, name=query.app_name))
        ids = named if ids is None else ids & named
    return list(ids or ())


def _text(job_id: UUID | None) -> str | None:
    return None if job_id is None else str(job_id)
