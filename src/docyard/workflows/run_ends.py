"""How files and runs end: status, log and usage in one transaction, each end once."""

from collections.abc import Sequence
from datetime import datetime

from docyard.domain.results import FileResult
from docyard.domain.run_events import EventLevel, NewRunEvent, RunEventKind
from docyard.domain.runs import FileEnd, Run, RunFile, RunStatus
from docyard.domain.usage import Usage
from docyard.engine.functions import Printed
from docyard.store import results, run_events, runs, usage
from docyard.store.database import Session
from docyard.store.run_pace import measure_pace
from docyard.workflows.deliveries import announce_end
from docyard.workflows.printed import keep_printed
from docyard.workflows.queue import WorkQueue

# Runs of fewer files say enough by the ends of these.
_MANY_FILES = 20
_STEPS = 10

_KINDS: dict[RunStatus, tuple[RunEventKind, EventLevel]] = {
    RunStatus.COMPLETE: (RunEventKind.RUN_COMPLETED, EventLevel.INFO),
    RunStatus.CANCELLED: (RunEventKind.RUN_CANCELLED, EventLevel.WARNING),
    RunStatus.FAILED: (RunEventKind.RUN_FAILED, EventLevel.ERROR),
}


def end_file(
    session: Session,
    queue: WorkQueue,
    *,
    run: Run,
    file: RunFile,
    result: FileResult,
    end: FileEnd,
    now: datetime,
    printed: Sequence[Printed] = (),
) -> bool:
    """Keep a file's result; the last one has the run finished.

    False, and nothing changed, if the file has ended before or the run is gone.
    """
    if not runs.lock_run(session, run_id=run.id):
        return False
    if not runs.end_file(session, run_id=run.id, position=file.position, end=end, now=now):
        return False
    results.add_result(session, run_id=run.id, position=file.position, result=result)
    keep_printed(session, run_id=run.id, printed=printed, file=file, now=now)
    sequence = run_events.add_event(session, run_id=run.id, event=_file_event(file, end, now=now))
    amount = Usage(
        files=1,
        failed_files=0 if end.failure is None else 1,
        pages=end.page_count,
        documents=end.document_count,
        engine_s=end.engine_s,
    )
    _count(session, run, amount, now=now)
    if not runs.has_queued_files(session, run_id=run.id):
        _have_it_finished(session, queue, run, now=now)
    elif _is_step(sequence, files=runs.count_files(session, run_id=run.id)):
        run_events.add_event(session, run_id=run.id, event=_progress_event(session, run, now=now))
    return True


def end_run(
    session: Session, queue: WorkQueue, *, run: Run, to: RunStatus, message: str | None, now: datetime
) -> bool:
    """Give a run its final status, cancel what is queued and announce it.

    False, and nothing changed, if it has a final status already.

    ``message`` tells people why the run is not complete.
    """
    if not runs.move_run(session, run_id=run.id, to=to, message=message, now=now):
        return False
    cancelled = runs.cancel_files(session, run_id=run.id)
    kind, level = _KINDS[to]
    text = message or "The run is complete."
    if cancelled:
        text += f" {cancelled} {'file was' if cancelled == 1 else 'files were'} not processed."
    event = NewRunEvent(kind=kind, at=now, message=text, level=level)
    run_events.add_event(session, run_id=run.id, event=event)
    _count(session, run, Usage(runs=1), now=now)
    announce_end(session, queue, run_id=run.id, now=now)
    return True


def _have_it_finished(session: Session, queue: WorkQueue, run: Run, *, now: datetime) -> None:
    message = "All files are processed; the run's results are being written."
    event = NewRunEvent(kind=RunEventKind.RUN_FINISHING, at=now, message=message)
    run_events.add_event(session, run_id=run.id, event=event)
    queue.enqueue(session, "finish_run", str(run.id), workflow_id=f"finish-{run.id}")


def _is_step(sequence: int | None, *, files: int) -> bool:
    """Tell whether the log says again how far the run is: about every tenth of it, in runs of many files.

    The number of the event stands for that of files that have ended, which would have to be counted.
    """
    return sequence is not None and files >= _MANY_FILES and sequence % (files // _STEPS) == 0


def _progress_event(session: Session, run: Run, *, now: datetime) -> NewRunEvent:
    progress = runs.progress(session, run_id=run.id)
    pace = measure_pace(session, run=run, now=now)
    ended = progress.total - progress.queued
    message = f"{ended} of {progress.total} files have ended; pages: {pace.page_count}."
    if pace.pages_per_minute is not None:
        message += f" Pages per minute: {pace.pages_per_minute:.0f}."
    if pace.left_s is not None:
        message += f" About {pace.left_s:.0f} s are left."
    return NewRunEvent(kind=RunEventKind.RUN_PROGRESS, at=now, message=message)


def _file_event(file: RunFile, end: FileEnd, *, now: datetime) -> NewRunEvent:
    if end.failure is None:
        message = f"{file.name!r} is done; documents: {end.document_count}, pages: {end.page_count}."
        return NewRunEvent(
            kind=RunEventKind.FILE_DONE,
            at=now,
            message=message,
            file_position=file.position,
            file_name=file.name,
        )
    return NewRunEvent(
        kind=RunEventKind.FILE_FAILED,
        at=now,
        message=end.failure.message,
        level=EventLevel.ERROR,
        file_position=file.position,
        file_name=file.name,
        code=end.failure.code,
    )


def _count(session: Session, run: Run, amount: Usage, *, now: datetime) -> None:
    usage.add_usage(
        session,
        organization_id=run.organization_id,
        workspace_id=run.workspace_id,
        day=now.date(),
        amount=amount,
    )
