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
from docyard.store import results, run_events, runs
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

    Nothing happens once the run goes on: finishing it does the same.
    """
    with worker.database.read() as session:
        run = runs.find_run(session, run_id=UUID(run_id))
    if run is None or run.status is not RunStatus.STOPPED_AT_CHECKPOINT:
        return
    try:
        revise_documents(worker, run)
        keep_packet(worker, run)
    except FileStopped:
        if is_as_before(worker, run):
            raise  # the worker ends; the next one takes this up


def give_up_revision(worker: Worker, run_id: str) -> None:
    """Leave values and alerts as they are; the run's end tries again."""
    del worker
    _log.error("revision.given_up", run_id=run_id)


def revise_documents(worker: Worker, run: Run) -> None:
    """Make anew what follows from corrections; a file that cannot be looked at again stays as it is.

    Raises:
        FileStopped: The run has gone on, or the worker ends.
    """
    with worker.database.read() as session:
        app = open_app(session, version_id=run.app_version_id)
        positions = [
            position
            for position, result in results.walk_results(session, run_id=run.id)
            if _needs_revision(result, app)
        ]
    for position in positions:
        _revise_file(worker, run, app, position)


def _needs_revision(result: FileResult, app: AppDefinition) -> bool:
    asks = bool(app.functions or app.model_names)
    classes = {each.name for each in app.classes}
    return any(
        document.is_unread
        or (document.is_edited and asks)
        # Where there is one class, there is nothing to learn of it.
        or (document.is_reviewed and not document.example and len(classes) > 1)
        for document in result.documents
        if document.class_name in classes
    )


def _revise_file(worker: Worker, run: Run, app: AppDefinition, position: int) -> None:
    with worker.database.read() as session:
        file = runs.find_run_file(session, run_id=run.id, position=position)
        before = results.list_results(session, run_id=run.id, offset=position, limit=1).get(position)
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
    if after == before:
        return
    now = worker.now()
    message = f"{file.name!r} was looked at again, as people left it."
    with worker.database.write() as session:
        if not _lock(session, run):
            return
        held = results.list_results(session, run_id=run.id, offset=file.position, limit=1)
        if held.get(file.position) != before:
            return
        unmarked = note_values(session, run=run, app=app, position=file.position, result=after)
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
