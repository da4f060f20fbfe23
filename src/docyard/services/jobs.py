"""Jobs: handing over work that clients poll for."""

from datetime import datetime
from uuid import UUID, uuid4

from docyard.domain.drives import BUILT_IN_DRIVE_ID
from docyard.domain.identity import Caller, Workspace
from docyard.domain.jobs import Job, JobKind, JobState
from docyard.errors import NotFound
from docyard.services import access
from docyard.store import jobs
from docyard.store.database import Session
from docyard.workflows.queue import Queue, WorkQueue


class JobNotFound(NotFound):
    """No job of that id within the caller's reach."""

    code = "job_not_found"


def start_job(
    session: Session,
    *,
    queue: WorkQueue,
    organization_id: str,
    workspace_id: UUID,
    kind: JobKind,
    target: str,
    drive_id: UUID = BUILT_IN_DRIVE_ID,
    now: datetime,
) -> Job:
    """Create a job and queue its work, both in the caller's transaction."""
    job = Job(
        id=uuid4(),
        organization_id=organization_id,
        workspace_id=workspace_id,
        kind=kind,
        drive_id=drive_id,
        target=target,
        state=JobState.PENDING,
        message="",
        created_at=now,
    )
    queue_job(session, queue=queue, job=job)
    return job


def queue_job(session: Session, *, queue: WorkQueue, job: Job) -> None:
    """Keep a job and queue its work, both in the caller's transaction."""
    jobs.add_job(session, job=job)
    moves_bytes = job.source is not None
    queue.enqueue(
        session,
        "run_job",
        str(job.id),
        workflow_id=f"job-{job.id}",
        queue=Queue.COPIES if moves_bytes else Queue.JOBS,
        partition=str(job.workspace_id) if moves_bytes else None,
    )


def note_finished_job(
    session: Session, *, workspace: Workspace, kind: JobKind, target: str, drive_id: UUID, now: datetime
) -> Job:
    """Create a job for work that is done already, for clients that poll for it all the same."""
    job = Job(
        id=uuid4(),
        organization_id=workspace.organization_id,
        workspace_id=workspace.id,
        kind=kind,
        drive_id=drive_id,
        target=target,
        state=JobState.COMPLETE,
        message="",
        created_at=now,
    )
    jobs.add_job(session, job=job)
    return job


def get_job(session: Session, caller: Caller, *, job_id: UUID) -> Job:
    """Return the job of that id.

    Raises:
        JobNotFound: There is none in a workspace that the caller may enter.
    """
    job = jobs.find_job(session, job_id=job_id)
    if (
        job is None
        or job.organization_id != caller.organization_id
        or not access.may_enter_id(session, caller, workspace_id=job.workspace_id)
    ):
        raise JobNotFound(f"There is no job {str(job_id)!r}.")
    return job
