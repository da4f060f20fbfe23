"""Documents that people corrected in a review, looked at again where functions and models may be asked."""

from dataclasses import replace
from uuid import UUID

import structlog

from docyard.domain.apps import AppDefinition
from docyard.domain.results import FileResult
from docyard.domain.run_events import EventLevel, NewRunEvent, RunEventKind
from docyard.domain.runs import Run, RunFile, RunStatus
from docyard.engine.pipeline import FileOutcome
from docyard.errors import DiskFull, DocyardError, FileChanged, FileStopped
from docyard.store import results, revisions, run_events, runs
from docyard.store.database import Session
from docyard.workflows.app_versions import open_app
from docyard.workflows.duplicates import mark_duplicates, note_values
from docyard.workflows.models import Asking, process_file
from docyard.workflows.printed import keep_printed
from docyard.workflows.run_files import is_as_before, prepare_task
from docyard.workflows.run_packets import keep_packet
from docyard.workflows.worker import Worker

_log = structlog.get_logger()


def revise_run(worker: Worker, run_id: str) -> None:
    """Look again at what was corrected in a run that waits for more corrections.

    This ends when none has come meanwhile. Nothing happens once the run goes on: finishing it does the same.
    """
    while (run := _find_stopped(worker, UUID(run_id))) is not None:
        try:
            revise_documents(worker, run)
            keep_packet(worker, run)
        except FileStopped:
            if is_as_before(worker, run):
                raise  # the worker ends; the next one takes this up
            return
        with worker.database.write() as session:
            if not runs.lock_run(session, run_id=run.id) or revisions.end_revision(session, run=run):
                return


def give_up_revision(worker: Worker, run_id: str) -> None:
    """Leave values and alerts as they are; the next review or the run's end tries again."""
    with worker.database.write() as session:
        revisions.give_up_revision(session, run_id=UUID(run_id))
    _log.error("revision.given_up", run_id=run_id)


def judge_duplicates(worker: Worker, run_id: str) -> None:
    """Judge anew which documents of a run that waits for its review are duplicates of others."""
    run = _find_stopped(worker, UUID(run_id))
    if run is None:
        return
    with worker.database.write() as session:
        if _lock(session, run):
            mark_duplicates(session, run_id=run.id, app=open_app(session, version_id=run.app_version_id))
    try:
        keep_packet(worker, run)
    except FileStopped:
        if is_as_before(worker, run):
            raise  # the worker ends; the next one takes this up


def give_up_judging(worker: Worker, run_id: str) -> None:
    """Leave alerts as they are; the next review or the run's end judges again."""
    del worker
    _log.error("duplicates.given_up", run_id=run_id)


def revise_documents(worker: Worker, run: Run) -> None:
    """Make anew what follows from corrections; a file that cannot be looked at again stays as it is, and due.

    Raises:
        FileStopped: The run has gone on, or the worker ends.
    """
    with worker.database.read() as session:
        app = open_app(session, version_id=run.app_version_id)
        positions = revisions.list_due_files(session, run_id=run.id)
    for position in positions:
        _revise_file(worker, run, app, position)


def _revise_file(worker: Worker, run: Run, app: AppDefinition, position: int) -> None:
    with worker.database.read() as session:
        file = runs.find_run_file(session, run_id=run.id, position=position)
        before = results.find_result(session, run_id=run.id, position=position)
    if file is None or before is None:
        return
    try:
        outcome = _look_again(worker, run, app, file, before)
    except (FileStopped, DiskFull):
        raise  # neither is the file's fault
    except DocyardError as refusal:
        _tell(worker, run, file, refusal.code, refusal.message)
        return
    except Exception:  # noqa: BLE001 - one file's bug must not take the run along
        _log.exception("revision.failed", run_id=str(run.id), position=position)
        _tell(worker, run, file, "internal", "it met an internal fault; the server's log says which.")
        return
    if outcome.result.failure is not None:
        _tell(worker, run, file, outcome.result.failure.code, outcome.result.failure.message)
    else:
        _keep(worker, run, app, file, before, outcome)


def _find_stopped(worker: Worker, run_id: UUID) -> Run | None:
    with worker.database.read() as session:
        run = runs.find_run(session, run_id=run_id)
    return run if run is not None and run.status is RunStatus.STOPPED_AT_CHECKPOINT else None


def _look_again(
    worker: Worker, run: Run, app: AppDefinition, file: RunFile, before: FileResult
) -> FileOutcome:
    def has_gone_on() -> bool:
        return not is_as_before(worker, run)

    task, pages = prepare_task(worker, run, app, file)
    if before.content is None:
        raise FileChanged(f"an earlier release read {file.name!r}, and did not note what it was.")
    if pages.content != before.content:
        raise FileChanged(f"{file.name!r} has changed since the run read it.")
    outcome = process_file(
        Asking(worker, run, app, file, should_stop=has_gone_on),
        replace(task, reviewed=before.documents, searchable_pdf=False),
        read=lambda task: worker.engine.run(task, group=str(run.id), should_stop=has_gone_on),
    )
    pages.keep(worker, outcome)
    return outcome


def _keep(
    worker: Worker, run: Run, app: AppDefinition, file: RunFile, before: FileResult, outcome: FileOutcome
) -> None:
    """Keep the documents, unless somebody corrected them meanwhile: then they are looked at once more."""
    after = replace(before, documents=outcome.result.documents)
    now = worker.now()
    message = f"{file.name!r} was looked at again, as people left it."
    with worker.database.write() as session:
        if not _lock(session, run):
            return
        if results.find_result(session, run_id=run.id, position=file.position) != before:
            return
        revisions.remove_due_file(session, run_id=run.id, position=file.position)
        if after == before:
            return
        unmarked = note_values(session, worker.queue, run=run, app=app, position=file.position, result=after)
        results.change_result(session, run_id=run.id, position=file.position, result=unmarked)
        mark_duplicates(session, run_id=run.id, app=app)
        keep_printed(session, run_id=run.id, printed=outcome.printed, file=file, now=now)
        event = NewRunEvent(
            kind=RunEventKind.FILE_REVISED,
            at=now,
            message=message,
            file_position=file.position,
            file_name=file.name,
        )
        run_events.add_event(session, run_id=run.id, event=event)


def _lock(session: Session, run: Run) -> bool:
    """Keep others from changing the run; False if it has gone on already."""
    runs.lock_run(session, run_id=run.id)
    present = runs.find_run(session, run_id=run.id)
    return present is not None and present.status is run.status


def _tell(worker: Worker, run: Run, file: RunFile, code: str, message: str) -> None:
    """Say in the run's log why a file stays as it is."""
    event = NewRunEvent(
        kind=RunEventKind.FILE_REVISED,
        at=worker.now(),
        message=f"{file.name!r} stays as it is, since it cannot be looked at again: {message}",
        level=EventLevel.WARNING,
        file_position=file.position,
        file_name=file.name,
        code=code,
    )
    with worker.database.write() as session:
        if _lock(session, run):
            run_events.add_event(session, run_id=run.id, event=event)
