"""Jobs: polling background work, under its present path and the older one."""

from fastapi import APIRouter, Request

from docyard.api.backend import Reading, WithCaller
from docyard.api.idempotency_keys import Route
from docyard.api.ids import parse_id
from docyard.api.wire.jobs import JobBody
from docyard.domain.jobs import Job
from docyard.services import jobs

router = APIRouter(prefix="/v2", tags=["jobs"], route_class=Route)


@router.get("/batches/jobs/{job_id}", operation_id="pollBatchesJob")
@router.get("/jobs/{job_id}", operation_id="jobStatus")
def read_job(job_id: str, caller: WithCaller, session: Reading) -> JobBody:
    """Read where a job stands."""
    return JobBody.of(jobs.get_job(session, caller, job_id=parse_id(job_id, noun="job")))


def url_of_job(request: Request, job: Job) -> str:
    """Return the absolute URL under which a job is polled."""
    return str(request.url_for("read_job", job_id=str(job.id)))
