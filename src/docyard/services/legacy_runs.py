"""Runs as clients of earlier releases ask for them: by a job's id, and by a file of their results."""

from dataclasses import dataclass
from uuid import UUID

from docyard.domain.identity import Caller
from docyard.domain.jobs import Job
from docyard.domain.permissions import Permission
from docyard.domain.runs import READABLE_RUN_STATUSES, Run, RunProgress
from docyard.errors import Conflict, Invalid
from docyard.services import files, jobs, runs
from docyard.services.jobs import JobNotFound
from docyard.services.runs import RunNotFound, RunResults
from docyard.store import runs as stored
from docyard.store.database import Session
from docyard.workflows.drives import Drives

# What results were once kept in, and what they are kept in.
_RESULT_FILES = frozenset({"batch.ibflowresults", "results.json"})


class RunGoesOn(Conflict):
    """The run has no results yet."""

    code = "run_goes_on"


@dataclass(frozen=True, slots=True)
class RunStanding:
    """A run and how far it is."""

    run: Run
    progress: RunProgress


def get_standing(session: Session, caller: Caller, *, job_id: UUID) -> RunStanding | Job:
    """Return the run, or the job on files, of that id.

    Raises:
        JobNotFound: There is neither in a workspace that the caller may enter.
    """
    try:
        run = runs.get_run(session, caller, run_id=job_id)
    except RunNotFound:
        return jobs.get_job(session, caller, job_id=job_id)
    return RunStanding(run=run, progress=stored.progress(session, run_id=run.id))


def get_results_at(
    session: Session, caller: Caller, *, drives: Drives, path: str, file_offset: int
) -> RunResults:
    """Return the run that wrote the results at a full path, and 20 files of it.

    Raises:
        Invalid: The path is malformed, or names no file of results.
        JobNotFound: No run writes there.
        RunGoesOn: The run is not over.
    """
    folder, _, name = path.rpartition("/")
    if name not in _RESULT_FILES:
        raise Invalid(
            f"'ibresults_path' {path[:200]!r} names no results; "
            "expected '<output folder>/batch.ibflowresults'."
        )
    location = files.locate(session, caller, drives=drives, path=folder, to=Permission.READ)
    run = _find_run(session, caller, name=folder.rpartition("/")[2])
    if run is None or (run.output_drive_id, run.output_key) != (location.drive.id, location.key):
        raise JobNotFound(f"There is no run that writes to {folder[:200]!r}.")
    if run.status not in READABLE_RUN_STATUSES:
        raise RunGoesOn(f"Run {str(run.id)!r} goes on; ask again when it is over.")
    return runs.get_results(session, caller, run_id=run.id, file_offset=file_offset)


def _find_run(session: Session, caller: Caller, *, name: str) -> Run | None:
    """Return the run of an output folder's name, which is the run's id."""
    try:
        return runs.get_run(session, caller, run_id=UUID(name))
    except (ValueError, RunNotFound):
        return None
