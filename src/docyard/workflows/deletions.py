"""Deleting files, batches and what uploads left behind."""

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

from docyard.domain.jobs import Job, JobKind, JobState
from docyard.drives import Drive
from docyard.errors import DocyardError, Unavailable
from docyard.store import batches, jobs, uploads
from docyard.store.database import Database
from docyard.workflows.worker import Worker

# Nobody uploads parts for longer than this; the official SDK leaves its session open when it fails.
_UPLOADS_LAST = timedelta(days=7)


def run_job(worker: Worker, job_id: str) -> None:
    """Do the work of a job and leave its outcome where clients poll for it."""
    with worker.database.write() as session:
        job = jobs.find_job(session, job_id=UUID(job_id))
        if job is None or job.state not in (JobState.PENDING, JobState.RUNNING):
            return
        jobs.move_job(session, job_id=job.id, to=JobState.RUNNING, message="")
    try:
        JOBS[job.kind](worker, job)
    except Unavailable:
        raise  # the workflow tries again
    except DocyardError as refusal:
        _end(worker, job_id, JobState.FAILED, refusal.message)
    else:
        _end(worker, job_id, JobState.COMPLETE, "")


def fail_job(worker: Worker, job_id: str) -> None:
    """End a job that was tried in vain."""
    _end(worker, job_id, JobState.FAILED, "The server could not do this; its log says why. Try again later.")


def sweep_uploads(database: Database, drive: Drive, *, now: datetime) -> int:
    """Drop upload sessions that were left open for a week, with their parts; return how many."""
    with database.read() as session:
        abandoned = uploads.list_uploads_before(session, created_before=now - _UPLOADS_LAST)
    for upload in abandoned:
        drive.delete(upload.key)
        with database.write() as session:
            uploads.remove_upload(session, session_id=upload.id)
    return len(abandoned)


def _delete_path(worker: Worker, job: Job) -> None:
    with worker.database.read() as session:
        drive = worker.drives.open(session, drive_id=job.drive_id, path=job.target)
    drive.delete(job.target)


def _delete_batch(worker: Worker, job: Job) -> None:
    """Delete the files first: as long as the row is there, a crash is made good by doing it again.

    What lies on a drive that is not connected any more stays there.
    """
    with worker.database.read() as session:
        batch = batches.find_batch(session, batch_id=int(job.target))
        if batch is None:
            return
        open_uploads = uploads.list_uploads_of_batch(session, batch_id=batch.id)
        drive = worker.drives.find(session, drive_id=batch.drive_id)
    for upload in open_uploads:
        worker.drives.built_in.delete(upload.key)
    if drive is not None:
        drive.delete(drive.key_of(batch.path_suffix, workspace=batch.workspace))
    with worker.database.write() as session:
        batches.remove_batch(session, batch_id=batch.id)
    if drive is not None:
        # What was uploaded while the rest was deleted.
        drive.delete(drive.key_of(batch.path_suffix, workspace=batch.workspace))


JOBS: dict[JobKind, Callable[[Worker, Job], None]] = {
    JobKind.DELETE_PATH: _delete_path,
    JobKind.DELETE_BATCH: _delete_batch,
}


def _end(worker: Worker, job_id: str, state: JobState, message: str) -> None:
    with worker.database.write() as session:
        jobs.move_job(session, job_id=UUID(job_id), to=state, message=message)
