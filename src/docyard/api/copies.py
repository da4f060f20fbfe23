"""Copying, moving and extracting files and folders."""

from fastapi import APIRouter, Request, Response

from docyard.api.backend import Backend, WithBackend, WithCaller, Writing, now
from docyard.api.idempotency_keys import Route
from docyard.api.jobs import url_of_job
from docyard.api.wire.copies import PathPair
from docyard.api.wire.jobs import JobIdBody
from docyard.domain.identity import Caller
from docyard.domain.jobs import Job, JobKind
from docyard.services import copies
from docyard.store.database import Session

router = APIRouter(prefix="/v2/files", tags=["files"], route_class=Route)


@router.post("/copy", operation_id="copyPath", status_code=202)
def copy_path(
    body: PathPair,
    request: Request,
    response: Response,
    backend: WithBackend,
    caller: WithCaller,
    session: Writing,
) -> JobIdBody:
    """Copy a file, or a folder with all below it; ``Location`` names a job to poll."""
    job = _start(JobKind.COPY, body, backend, caller, session)
    return _answer(request, response, job)


@router.post("/move", operation_id="movePath", status_code=202)
def move_path(
    body: PathPair,
    request: Request,
    response: Response,
    backend: WithBackend,
    caller: WithCaller,
    session: Writing,
) -> JobIdBody:
    """Move a file, or a folder with all below it; what changes meanwhile stays where it was."""
    job = _start(JobKind.MOVE, body, backend, caller, session)
    return _answer(request, response, job)


@router.post("/extract", operation_id="extractArchive", status_code=202)
def extract_archive(
    body: PathPair,
    request: Request,
    response: Response,
    backend: WithBackend,
    caller: WithCaller,
    session: Writing,
) -> JobIdBody:
    """Extract a zip archive into a folder; files of the same names are replaced."""
    job = _start(JobKind.EXTRACT, body, backend, caller, session)
    return _answer(request, response, job)


def _start(kind: JobKind, body: PathPair, backend: Backend, caller: Caller, session: Session) -> Job:
    return copies.start_copy(
        session,
        caller,
        database=backend.database,
        drives=backend.drives,
        queue=backend.queue,
        paths=body.paths(),
        kind=kind,
        now=now(),
    )


def _answer(request: Request, response: Response, job: Job) -> JobIdBody:
    response.headers["Location"] = url_of_job(request, job)
    return JobIdBody(job_id=str(job.id))
