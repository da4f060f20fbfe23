"""Jobs (spec ``jobStatusResponse``, ``batchDeletionJobResponse``)."""

from pydantic import BaseModel

from docyard.domain.jobs import Job, JobState


class JobBody(BaseModel):
    """Where a job stands; ``message`` tells why it failed and is empty otherwise."""

    state: JobState
    message: str

    model_config = {"json_schema_extra": {"example": {"state": "COMPLETE", "message": ""}}}

    @classmethod
    def of(cls, job: Job) -> "JobBody":
        """Return a job as the wire has it."""
        return cls(state=job.state, message=job.message)


class JobIdBody(BaseModel):
    """The job that does what was asked for."""

    job_id: str
