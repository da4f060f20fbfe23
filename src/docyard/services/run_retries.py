"""Retrying: a new run over the files of one that is over, or over those that failed."""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID, uuid4

from docyard.domain.deliveries import SealedWebhook
from docyard.domain.identity import Caller
from docyard.domain.permissions import Permission
from docyard.domain.runs import FINAL_RUN_STATUSES, FileStatus, Run, RunFile, RunSettings, RunStatus
from docyard.errors import Conflict
from docyard.services import runs
from docyard.store import deliveries, run_details, workspaces
from docyard.store.database import Database, Session
from docyard.workflows.drives import Drives
from docyard.workflows.queue import WorkQueue


class RunGoesOn(Conflict):
    """The run has no final status yet, so there is nothing to retry."""

    code = "run_goes_on"


class NothingToRetry(Conflict):
    """No file of the run failed or was cancelled."""

    code = "run_nothing_to_retry"


@dataclass(frozen=True, slots=True)
class Retry:
    """Which run to take again, and how.

    Attributes:
        only_failed: leave out the files that gave documents.
        settings: take the place of the old run's, and ``webhook`` of its webhook, unless None.
    """

    run_id: UUID
    only_failed: bool
    settings: RunSettings | None
    webhook: SealedWebhook | None


def retry_run(
    session: Session,
    caller: Caller,
    *,
    database: Database,
    drives: Drives,
    queue: WorkQueue,
    retry: Retry,
    now: datetime,
) -> Run:
    """Start a new run over the same files, app version and settings; the old one stays as it is.

    ``session`` is for the new run's transaction and untouched so far; what a drive has to say is asked
    before. The old run's settings never have passwords any more: they were forgotten when it was over.

    Raises:
        RunNotFound: There is no such run in a workspace that the caller may enter.
        RunGoesOn: The run is not over.
        NothingToRetry: only failed files were asked for, and all files gave documents.
        NotFound: The input is gone or out of the caller's reach, or a secret is.
    """
    with database.read() as reading:
        old = runs.get_run(reading, caller, run_id=retry.run_id, to=Permission.RUN)
        if old.status not in FINAL_RUN_STATUSES:
            raise RunGoesOn(f"Run {str(old.id)!r} goes on. Wait until it is over, or cancel it first.")
        folder = old.input_path if old.batch_id is None else None
        source = runs.RunInput(batch_id=old.batch_id, folder=folder)
        origin = runs.input_folder(reading, caller, drives, source)
    if old.batch_id is None:
        runs.check_folder(origin)
    new_id = uuid4()
    run = replace(
        old,
        id=new_id,
        started_by=caller.user_id,
        output_path=_sibling(old.output_path, new_id),
        output_key=_sibling(old.output_key, new_id),
        status=RunStatus.RUNNING,
        message=None,
        settings=old.settings if retry.settings is None else retry.settings,
        started_at=now,
        finished_at=None,
        retry_of=old.id,
    )
    workspace = workspaces.get_workspace(session, workspace_id=old.workspace_id)
    runs.check_settings(session, workspace=workspace, settings=run.settings)
    files = _files(session, old, new_id, only_failed=retry.only_failed)
    webhook = retry.webhook
    if retry.settings is None:
        webhook = deliveries.find_webhook(session, run_id=old.id)
    runs.begin_run(session, queue=queue, run=run, run_files=files, webhook=webhook, now=now)
    runs.note_run(session, caller, run, action="run.retried", now=now)
    return run


def _files(session: Session, old: Run, new_id: UUID, *, only_failed: bool) -> list[RunFile]:
    statuses = (FileStatus.FAILED, FileStatus.CANCELLED) if only_failed else ()
    found = run_details.list_ended_files(session, run_id=old.id, statuses=statuses, limit=None, offset=0)
    if not found:
        if not only_failed:
            raise runs.RunNotFound(f"Run {str(old.id)!r} has just been deleted.")
        raise NothingToRetry(
            f"No file of run {str(old.id)!r} failed or was cancelled. Send 'files': 'all' to take all again."
        )
    return [
        replace(ended.file, run_id=new_id, position=position, status=FileStatus.QUEUED)
        for position, ended in enumerate(found)
    ]


def _sibling(folder: str, run_id: UUID) -> str:
    """Return the folder beside a run's own, which is named by the run."""
    return f"{folder.rpartition('/')[0]}/{run_id}"
