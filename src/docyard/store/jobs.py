"""Jobs that clients poll."""

from uuid import UUID

from docyard.domain.jobs import Job, JobKind, JobSource, JobState
from docyard.store.database import Session
from docyard.store.tables import JobRow


def find_job(session: Session, *, job_id: UUID) -> Job | None:
    """Return the job of that id, whoever owns it."""
    row = session.get(JobRow, job_id)
    return (
        None
        if row is None
        else Job(
            id=row.id,
            organization_id=row.organization_id,
            workspace_id=row.workspace_id,
            kind=JobKind(row.kind),
            drive_id=row.drive_id,
            target=row.target,
            state=JobState(row.state),
            message=row.message,
            created_at=row.created_at,
            source=(
                None
                if row.source_drive_id is None or row.source is None
                else JobSource(drive_id=row.source_drive_id, key=row.source)
            ),
        )
    )


def add_job(session: Session, *, job: Job) -> None:
    """Add a job."""
    session.add(
        JobRow(
            id=job.id,
            organization_id=job.organization_id,
            workspace_id=job.workspace_id,
            kind=job.kind.value,
            drive_id=job.drive_id,
            target=job.target,
            state=job.state.value,
            message=job.message,
            created_at=job.created_at,
            source_drive_id=job.source.drive_id if job.source else None,
            source=job.source.key if job.source else None,
        )
    )
    session.flush()


def move_job(session: Session, *, job_id: UUID, to: JobState, message: str) -> None:
    """Let a job be in another state; ``message`` tells people why it failed, or is empty."""
    row = session.get_one(JobRow, job_id)
    row.state, row.message = to.value, message
    session.flush()
