"""Working through a run: chunk by chunk, file by file, and finishing it."""

import json
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from tempfile import SpooledTemporaryFile
from typing import IO
from uuid import UUID

import structlog

from docyard.domain.apps import AppDefinition
from docyard.domain.packets import PacketFieldResult
from docyard.domain.rendering import EVERYTHING, render_files, render_run_results
from docyard.domain.run_events import EventLevel, NewRunEvent, RunEventKind
from docyard.domain.runs import FileEnd, Run, RunFile, RunStatus
from docyard.errors import DocyardError, FileStopped, Unavailable
from docyard.store import deployments, results, run_events, runs
from docyard.workflows.app_versions import open_app
from docyard.workflows.duplicates import mark_duplicates, note_values
from docyard.workflows.quotas import Writing, room_for
from docyard.workflows.revisions import revise_documents
from docyard.workflows.run_ends import end_file, end_run
from docyard.workflows.run_files import (
    ProcessedFile,
    find_queued_file,
    is_over,
    open_output,
    process_run_file,
)
from docyard.workflows.run_packets import keep_packet
from docyard.workflows.worker import Worker

_log = structlog.get_logger()

_RESULTS = "results.json"

# ``results.json`` stays in memory up to this size while it is put together.
_SPOOL_BYTES = 4_000_000


def process_chunk(worker: Worker, run_id: str, first: int, end: int) -> None:
    """Process the files of a run from position ``first`` up to ``end`` that have no result yet."""
    opened = _open(worker, UUID(run_id))
    if opened is None:
        return
    run, app = opened
    for position in range(first, end):
        file = find_queued_file(worker, run.id, position)
        if file is None:
            continue
        processed = process_run_file(worker, run, app, file)
        if processed is None:
            return
        _save(worker, run, app, file, processed)


def finish_run(worker: Worker, run_id: str) -> None:
    """Write ``results.json`` to the output folder and complete the run, or fail it where that is gone.

    Nothing happens while files wait to be processed: the last of them has the run finished anew.
    """
    with worker.database.read() as session:
        run = runs.find_run(session, run_id=UUID(run_id))
        has_queued_files = runs.has_queued_files(session, run_id=UUID(run_id))
    if run is None or has_queued_files:
        return
    if run.status is not RunStatus.RUNNING:
        _remove_late_results(worker, run)
        return
    try:
        packet = _look_at_all(worker, run)
    except FileStopped:
        if is_over(worker, run.id):
            return
        raise  # the worker ends; the next one finishes the run
    if _stops_for_review(worker, run, packet or ()):
        _stop(worker, run)
        return
    now = worker.now()
    try:
        _keep_results(worker, replace(run, status=RunStatus.COMPLETE, finished_at=now), packet)
    except Unavailable:
        raise  # the workflow tries again
    except DocyardError as refusal:
        message = f"The results could not be written to the output folder: {refusal.message}"
        _end(worker, run, RunStatus.FAILED, message, now=now)
    else:
        _end(worker, run, RunStatus.COMPLETE, None, now=now)


def _look_at_all(worker: Worker, run: Run) -> tuple[PacketFieldResult, ...] | None:
    """Do what takes all results of the run, or what people made of them; return the packet."""
    if run.review_completed:
        revise_documents(worker, run)
    with worker.database.write() as session:
        if runs.lock_run(session, run_id=run.id):
            mark_duplicates(session, run_id=run.id, app=open_app(session, version_id=run.app_version_id))
    return keep_packet(worker, run)


def _keep_results(worker: Worker, run: Run, packet: Sequence[PacketFieldResult] | None) -> None:
    drive = open_output(worker, run)
    with SpooledTemporaryFile(_SPOOL_BYTES) as stream:
        _write_results(worker, run, packet, stream)
        key = f"{run.output_key}/{_RESULTS}"
        writing = Writing(run.workspace_id, stream.tell(), key=key)
        stream.seek(0)
        if not is_over(worker, run.id):
            with room_for(worker.database, drive, writing):
                drive.write(key, stream)


def _end(worker: Worker, run: Run, status: RunStatus, message: str | None, *, now: datetime) -> None:
    with worker.database.write() as session:
        is_ended = end_run(session, worker.queue, run=run, to=status, message=message, now=now)
    if is_ended:
        _log.info("run.ended", run_id=str(run.id), status=status.value)
    else:
        _remove_late_results(worker, run)


def _remove_late_results(worker: Worker, run: Run) -> None:
    """Remove what was written while somebody cancelled the run, or another fault failed it."""
    with worker.database.read() as session:
        present = runs.find_run(session, run_id=run.id)
    if present is None or present.status in (RunStatus.CANCELLED, RunStatus.FAILED):
        with suppress(DocyardError):  # there is nothing to remove where the drive is gone
            open_output(worker, run).delete(f"{run.output_key}/{_RESULTS}")


def _stops_for_review(worker: Worker, run: Run, packet: Sequence[PacketFieldResult]) -> bool:
    """Tell whether somebody has to look at the run: its deployment says so, and something breaks a rule."""
    if run.deployment_id is None or run.review_completed:
        return False
    with worker.database.read() as session:
        deployment = deployments.find_deployment(session, deployment_id=run.deployment_id)
    if deployment is None or not deployment.review_enabled:
        return False
    if any(field.alerts for field in packet):
        return True
    with worker.database.read() as session:
        found = results.walk_results(session, run_id=run.id)
        return any(not document.is_valid for _, result in found for document in result.documents)


def _stop(worker: Worker, run: Run) -> None:
    message = "Some documents break rules; the run goes on when they are reviewed."
    event = NewRunEvent(
        kind=RunEventKind.RUN_STOPPED, at=worker.now(), message=message, level=EventLevel.WARNING
    )
    with worker.database.write() as session:
        to = RunStatus.STOPPED_AT_CHECKPOINT
        if runs.move_run(session, run_id=run.id, to=to, message=message, now=None):
            run_events.add_event(session, run_id=run.id, event=event)
    _log.info("run.stopped", run_id=str(run.id))


def fail_run(worker: Worker, run_id: str) -> None:
    """End a run that a fault of docyard's own keeps from going on; finished files keep their results."""
    message = "The run stopped at an internal fault; the server's log says which."
    with worker.database.write() as session:
        run = runs.find_run(session, run_id=UUID(run_id))
        if run is not None:
            end_run(session, worker.queue, run=run, to=RunStatus.FAILED, message=message, now=worker.now())


def _open(worker: Worker, run_id: UUID) -> tuple[Run, AppDefinition] | None:
    """Return a run that is still going on, with its app; None once it is over or deleted."""
    with worker.database.read() as session:
        run = runs.find_run(session, run_id=run_id)
        if run is None or run.status is not RunStatus.RUNNING:
            return None
        return run, open_app(session, version_id=run.app_version_id)


def _save(worker: Worker, run: Run, app: AppDefinition, file: RunFile, processed: ProcessedFile) -> None:
    """Keep a file's result unless it was cancelled meanwhile."""
    result = processed.result
    end = FileEnd(
        failure=result.failure,
        page_count=processed.page_count,
        document_count=len(result.documents),
        engine_s=processed.engine_s,
    )
    now = worker.now()
    with worker.database.write() as session:
        if end_file(
            session,
            worker.queue,
            run=run,
            file=file,
            result=result,
            end=end,
            now=now,
            printed=processed.printed,
        ):
            note_values(session, worker.queue, run=run, app=app, position=file.position, result=result)


def _write_results(
    worker: Worker, run: Run, packet: Sequence[PacketFieldResult] | None, stream: IO[bytes]
) -> None:
    """Write the run's results as one JSON object, a page of files at a time."""
    head = render_run_results(run, (), include=EVERYTHING, has_more=False, packet=packet)
    del head["files"]
    stream.write(json.dumps(head).removesuffix("}").encode() + b', "files": [')
    is_begun = False
    with worker.database.read() as session:
        for _, result in results.walk_results(session, run_id=run.id):
            path = f"{run.input_path}/{result.file_name}"
            for rendered in render_files(result, input_path=path, include=EVERYTHING):
                stream.write((b", " if is_begun else b"") + json.dumps(rendered).encode())
                is_begun = True
    stream.write(b"]}")
