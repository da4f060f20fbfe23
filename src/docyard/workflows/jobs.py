"""Jobs: doing what clients poll for, by kind."""

from collections.abc import Callable
from uuid import UUID

from docyard.domain.jobs import Job, JobKind, JobState
from docyard.errors import DiskFull, DocyardError, Unavailable
from docyard.store import jobs
from docyard.workflows.copies import copy_path, move_path
from docyard.workflows.deletions import delete_batch, delete_path
from docyard.workflows.extractions import extract_archive
from docyard.workflows.worker import Worker

JOBS: dict[JobKind, Callable[[Worker, Job], None]] = {
    JobKind.DELETE_PATH: delete_path,
    JobKind.DELETE_BATCH: delete_batch,
    JobKind.COPY: copy_path,
    JobKind.MOVE: move_path,
    JobKind.EXTRACT: extract_archive,
}


def run_job(worker: Worker, job_id: str) -> None:
    """Do the work of a job and leave its outcome where clients poll for it."""
    with worker.database.write() as session:
        job = jobs.find_job(session, job_id=UUID(job_id))
        if job is None or job.state not in (JobState.PENDING, JobState.RUNNING):
            return
        jobs.move_job(session, job_id=job.id, to=JobState.RUNNING, message="")
    try:
        JOBS[job.kind](worker, job)
    except DiskFull as refusal:
        _end(worker, job_id, JobState.FAILED, refusal.message)
    except Unavailable:
        raise  # the workflow tries again
    except DocyardError as refusal:
        _end(worker, job_id, JobState.FAILED, refusal.message)
    else:
        _end(worker, job_id, JobState.COMPLETE, "")


def fail_job(worker: Worker, job_id: str) -> None:
    """End a job that was tried in vain."""
    _end(worker, job_id, JobState.FAILED, "The server could not do this; its log says why. Try again later.")


def _end(worker: Worker, job_id: str, state: JobState, message: str) -> None:
    with worker.database.write() as session:
        jobs.move_job(session, job_id=UUID(job_id), to=state, message=message)
