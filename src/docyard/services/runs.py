"""Runs: starting, watching, cancelling and deleting them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from docyard.domain.apps import AppVersion
from docyard.domain.audit_events import AuditCategory
from docyard.domain.deliveries import SealedWebhook
from docyard.domain.deployments import Deployment
from docyard.domain.drives import BUILT_IN_DRIVE_ID
from docyard.domain.identity import Caller, Workspace
from docyard.domain.jobs import JobKind
from docyard.domain.packets import PacketFieldResult
from docyard.domain.permissions import Permission
from docyard.domain.results import FileResult
from docyard.domain.run_events import NewRunEvent, RunEventKind
from docyard.domain.runs import (
    FINAL_RUN_STATUSES,
    READABLE_RUN_STATUSES,
    FileStatus,
    Run,
    RunFile,
    RunSettings,
    RunStatus,
)
from docyard.errors import Conflict, Invalid, LimitExceeded, NotFound
from docyard.services import access, batches, deliveries, files, jobs, secrets
from docyard.services.audit_events import note
from docyard.services.files import Location
from docyard.store import app_versions, packets, results, run_events, runs, workspaces
from docyard.store.batches import find_batch
from docyard.store.database import Database, Session
from docyard.store.runs import RunFilter
from docyard.workflows.chunks import enqueue_chunks
from docyard.workflows.drives import Drives
from docyard.workflows.queue import WorkQueue
from docyard.workflows.quotas import Writing, room_for
from docyard.workflows.run_ends import end_run

# Files in one page of results (the original's page size).
RESULTS_PAGE = 20

_TAGS_LENGTH = 500


class RunNotFound(NotFound):
    """No run of that id within the caller's reach."""

    code = "run_not_found"


class RunOver(Conflict):
    """The run has its final status; nothing can be cancelled any more."""

    code = "run_over"


class TooManyFiles(LimitExceeded):
    """The input has more files than one run may have."""

    code = "run_files_exceeded"


@dataclass(frozen=True, slots=True)
class RunInput:
    """Where a run's files come from: a batch or a folder, never both."""

    batch_id: int | None
    folder: str | None

    def __post_init__(self) -> None:
        if (self.batch_id is None) == (self.folder is None):
            raise Invalid("A run needs exactly one input: send 'batch_id' or 'input_dir'.")


@dataclass(frozen=True, slots=True)
class RunOutput:
    """Where a run's results go: a folder, else a workspace's drive, else the personal workspace."""

    workspace: str | None
    folder: str | None


@dataclass(frozen=True, slots=True)
class RunRequest:
    """What to run over what; ``deployment`` is None for runs of an app itself.

    Attributes:
        webhook: who is told how the run ended, if anybody.
    """

    version: AppVersion
    deployment: Deployment | None
    source: RunInput
    output: RunOutput
    settings: RunSettings
    webhook: SealedWebhook | None = None


def start_run(
    session: Session,
    caller: Caller,
    *,
    database: Database,
    drives: Drives,
    queue: WorkQueue,
    request: RunRequest,
    files_limit: int,
    now: datetime,
) -> Run:
    """Start a run over every file of its input, in one transaction with its queue entries.

    ``session`` is for that transaction and untouched so far; what has to be read before is read from
    ``database``, so that nobody waits while a drive lists its files.

    Raises:
        Invalid: The input has no files, or the tags are too long.
        TooManyFiles: The input has more than ``files_limit`` files.
        DriveDisconnected: The drive that the batch lies on is not connected any more.
        NotFound: The batch, folder or workspace is not within reach, or no secret of an alias is
            open to the run's workspace.
        QuotaExceeded: The workspace of the results, or its organization, holds all that it may.
    """
    run_id = uuid4()
    with database.read() as reading:
        origin = input_folder(reading, caller, drives, request.source)
        target = _output_folder(reading, caller, drives, request.output, run_id=run_id)
    with room_for(database, target.drive, Writing(target.workspace.id, size_bytes=1, is_kept=False)):
        pass  # results would hardly fit either
    run = Run(
        id=run_id,
        organization_id=caller.organization_id,
        workspace_id=target.workspace.id,
        app_id=request.version.app_id,
        app_version_id=request.version.id,
        deployment_id=request.deployment.id if request.deployment else None,
        started_by=caller.user_id,
        batch_id=request.source.batch_id,
        input_path=str(origin.path),
        input_drive_id=origin.drive.id,
        input_key=origin.key,
        output_path=str(target.path),
        output_drive_id=target.drive.id,
        output_key=target.key,
        status=RunStatus.RUNNING,
        message=None,
        settings=request.settings,
        started_at=now,
        finished_at=None,
    )
    run_files = _list_files(run, origin, limit=files_limit)
    check_settings(session, workspace=target.workspace, settings=request.settings)
    begin_run(session, queue=queue, run=run, run_files=run_files, webhook=request.webhook, now=now)
    note_run(session, caller, run, action="run.started", now=now)
    return run


def check_settings(session: Session, *, workspace: Workspace, settings: RunSettings) -> None:
    """Refuse settings that a run of that workspace cannot have.

    Raises:
        Invalid: The tags are too long.
        NotFound: No secret of an alias is open to the workspace.
    """
    check_tags(settings.tags)
    secrets.check_usable(session, workspace=workspace, aliases=settings.secret_keys.values())


def begin_run(
    session: Session,
    *,
    queue: WorkQueue,
    run: Run,
    run_files: Sequence[RunFile],
    webhook: SealedWebhook | None,
    now: datetime,
) -> None:
    """Add a run with its files and queue its work; ``webhook`` is told of its end."""
    runs.add_run(session, run=run, files=run_files)
    message = f"The run started; files: {len(run_files)}."
    event = NewRunEvent(kind=RunEventKind.RUN_STARTED, at=now, message=message)
    run_events.add_event(session, run_id=run.id, event=event)
    version = app_versions.get_version(session, version_id=run.app_version_id)
    enqueue_chunks(
        session,
        queue,
        run_id=run.id,
        sizes=[file.size_bytes for file in run_files],
        # A look at the text is enough, and costs nothing: to be wrong means another queue only.
        asks_models="language_model" in version.file,
    )
    if webhook is not None:
        deliveries.add_delivery(session, run=run, webhook=webhook, now=now)


def check_tags(tags: Iterable[str]) -> None:
    """Refuse tags that are too long.

    Raises:
        Invalid: They have more than 500 characters together.
    """
    if sum(map(len, tags)) > _TAGS_LENGTH:
        raise Invalid(f"Tags may have {_TAGS_LENGTH} characters together; shorten 'tags'.")


def get_run(session: Session, caller: Caller, *, run_id: UUID, to: Permission = Permission.READ) -> Run:
    """Return the run of that id.

    Raises:
        RunNotFound: There is none in a workspace that the caller may enter.
        RoleTooLow: There is, and the caller may not do that with it.
    """
    run = runs.find_run(session, run_id=run_id)
    if (
        run is None
        or run.organization_id != caller.organization_id
        or not access.reaches(session, caller, workspace_id=run.workspace_id, to=to)
    ):
        raise RunNotFound(f"There is no run {str(run_id)!r}.")
    return run


def list_runs(
    session: Session,
    *,
    narrowed: RunFilter,
    limit: int,
    offset: int,
    by_status: bool,
    ascending: bool,
) -> Sequence[Run]:
    """Return a page of runs; ``narrowed`` names only workspaces that the caller may enter."""
    return runs.list_runs(
        session, narrowed=narrowed, limit=limit, offset=offset, by_status=by_status, ascending=ascending
    )


@dataclass(frozen=True, slots=True)
class RunResults:
    """A run and some of its files.

    Attributes:
        files: each with its result, if it has one.
        has_more: whether more files follow.
        packet: what the documents of all files say together; None if the app asks for nothing like that.
    """

    run: Run
    files: Sequence[tuple[RunFile, FileResult | None]] = ()
    has_more: bool = False
    packet: Sequence[PacketFieldResult] | None = None


def get_results(session: Session, caller: Caller, *, run_id: UUID, file_offset: int) -> RunResults:
    """Return a run, and its files from ``file_offset`` on.

    A run that is neither over nor stopped at its checkpoint has no files to show.
    """
    run = get_run(session, caller, run_id=run_id)
    if run.status not in READABLE_RUN_STATUSES:
        return RunResults(run)
    page = results.list_results(session, run_id=run_id, offset=file_offset, limit=RESULTS_PAGE + 1)
    return RunResults(
        run,
        files=page[:RESULTS_PAGE],
        has_more=len(page) > RESULTS_PAGE,
        packet=packets.find_packet(session, run_id=run_id),
    )


def cancel_run(session: Session, caller: Caller, *, queue: WorkQueue, run_id: UUID, now: datetime) -> Run:
    """Cancel a run at once: no result of it appears after this is committed.

    Raises:
        RunOver: The run has its final status already.
    """
    run = get_run(session, caller, run_id=run_id, to=Permission.RUN)
    message = "Run was cancelled by user before completion."
    if not end_run(session, queue, run=run, to=RunStatus.CANCELLED, message=message, now=now):
        raise RunOver(f"Run {str(run_id)!r} is over ({run.status}) and cannot be cancelled.")
    note_run(session, caller, run, action="run.cancelled", now=now)
    return get_run(session, caller, run_id=run_id)


@dataclass(frozen=True, slots=True)
class RunParts:
    """Which parts of a run to delete."""

    data: bool
    source: bool
    output: bool
    logs: bool


@dataclass(frozen=True, slots=True)
class RunDeletion:
    """The jobs that delete what belongs to a run; None for what was not asked for."""

    input_job_id: UUID | None
    output_job_id: UUID | None
    log_job_id: UUID | None


def delete_run(
    session: Session,
    caller: Caller,
    *,
    queue: WorkQueue,
    run_id: UUID,
    parts: RunParts,
    now: datetime,
) -> RunDeletion:
    """Delete a run: its rows at once, its folders by jobs; a running one is cancelled first.

    Deleting the input deletes the batch that the run used.

    Raises:
        WorkspaceClosed: The input is in another workspace, where the caller is not.
        RoleTooLow: The caller may not delete in the run's workspace, or in the input's.
    """
    run = get_run(session, caller, run_id=run_id, to=Permission.DELETE)
    if parts.source:
        _require_input(session, caller, run)
    if run.status not in FINAL_RUN_STATUSES:
        run = cancel_run(session, caller, queue=queue, run_id=run_id, now=now)

    def job(wanted: bool, kind: JobKind, target: str, drive_id: UUID = BUILT_IN_DRIVE_ID) -> UUID | None:
        if not wanted:
            return None
        created = jobs.start_job(
            session,
            queue=queue,
            organization_id=run.organization_id,
            workspace_id=run.workspace_id,
            kind=kind,
            target=target,
            drive_id=drive_id,
            now=now,
        )
        return created.id

    deletion = RunDeletion(
        input_job_id=(
            job(parts.source, JobKind.DELETE_PATH, run.input_key, run.input_drive_id)
            if run.batch_id is None
            else job(parts.source, JobKind.DELETE_BATCH, str(run.batch_id))
        ),
        output_job_id=job(parts.output, JobKind.DELETE_PATH, run.output_key, run.output_drive_id),
        log_job_id=job(parts.logs, JobKind.DELETE_PATH, f"{run.output_key}/logs", run.output_drive_id),
    )
    if parts.logs:
        run_events.delete_events(session, run_id=run_id)
    if parts.data:
        runs.delete_run(session, run_id=run_id)
    note_run(session, caller, run, action="run.deleted", now=now)
    return deletion


def _require_input(session: Session, caller: Caller, run: Run) -> None:
    """Refuse to delete an input that the caller might read where it is, and no more than that."""
    if run.batch_id is None:
        name = files.parse_path(run.input_path).workspace
        access.enter_workspace(session, caller, name=name, to=Permission.DELETE)
        return
    batch = find_batch(session, batch_id=run.batch_id)
    if batch is not None:
        access.require(session, caller, Permission.DELETE, workspace_id=batch.workspace.id)


def note_run(session: Session, caller: Caller, run: Run, *, action: str, now: datetime) -> None:
    """Note what the caller does with a run in the audit log."""
    note(
        session,
        caller,
        category=AuditCategory.APP if run.deployment_id is None else AuditCategory.APP_DEPLOYMENT_RUN,
        action=action,
        target=str(run.id),
        workspace=workspaces.get_workspace(session, workspace_id=run.workspace_id).name,
        now=now,
    )


def input_folder(session: Session, caller: Caller, drives: Drives, source: RunInput) -> Location:
    """Return the folder that a run's files come from; for one that is no batch, nobody has looked yet.

    Raises:
        NotFound: The batch is not there, or it or the folder is not within the caller's reach.
    """
    if source.batch_id is not None:
        batch = batches.get_batch(session, caller, batch_id=source.batch_id)
        return batches.locate_batch(session, batch, drives=drives)
    assert source.folder is not None
    return files.locate(session, caller, drives=drives, path=source.folder, to=Permission.READ)


def _output_folder(
    session: Session, caller: Caller, drives: Drives, output: RunOutput, *, run_id: UUID
) -> Location:
    """Give each run a folder of its own, so that runs into one folder never overwrite each other."""
    if output.folder is None:
        workspace = access.enter_workspace(session, caller, name=output.workspace, to=Permission.RUN)
        drive = drives.find_default(session, workspace=workspace)
        return files.locate_in(workspace, drive=drive, suffix=f"app-runs/{run_id}")
    folder = files.locate(session, caller, drives=drives, path=output.folder, to=Permission.RUN)
    return files.locate_in(
        folder.workspace, drive=folder.drive, suffix=f"{folder.path.key}/{run_id}".removeprefix("/")
    )


def check_folder(folder: Location) -> None:
    """Refuse a folder that is not there; a drive may be far away, so no session should be open.

    Raises:
        NotFound: Nothing is there, or a file is.
    """
    node = files.find_node(folder)
    if node is None or not node.is_folder:
        raise NotFound(f"There is no folder {str(folder.path)!r} to run over.")


def _list_files(run: Run, folder: Location, *, limit: int) -> list[RunFile]:
    """List what to run over; no session is open meanwhile, since a drive may be far away."""
    if run.batch_id is None:
        check_folder(folder)
    found = list(folder.drive.walk(folder.key))
    if not found:
        raise Invalid("The input has no files. Upload at least one before starting a run.")
    if len(found) > limit:
        raise TooManyFiles(
            f"The input has {len(found)} files and a run may have {limit}; split it over several runs."
        )
    return [
        RunFile(
            run_id=run.id,
            position=position,
            name=entry.key.removeprefix(f"{folder.key}/"),
            size_bytes=entry.size_bytes,
            status=FileStatus.QUEUED,
        )
        for position, entry in enumerate(found)
    ]
