"""Working through a run: chunk by chunk, file by file, and finishing it."""

import hashlib
import io
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from tempfile import SpooledTemporaryFile
from typing import IO
from uuid import UUID

import structlog

from docyard.domain.apps import AppDefinition
from docyard.domain.packets import PacketFieldResult
from docyard.domain.rendering import EVERYTHING, render_files, render_run_results
from docyard.domain.results import DocumentResult, FileFailure, FileResult
from docyard.domain.run_events import EventLevel, NewRunEvent, RunEventKind
from docyard.domain.runs import FileEnd, FileStatus, Run, RunFile, RunStatus
from docyard.drives import Drive
from docyard.engine.appfiles import load_app
from docyard.engine.digitization import cache_name
from docyard.engine.pipeline import FileOutcome, FileTask
from docyard.errors import DiskFull, DocyardError, Unavailable
from docyard.store import app_versions, deployments, packets, results, run_events, runs
from docyard.store.database import Session
from docyard.workflows.packets import make_packet
from docyard.workflows.run_ends import end_file, end_run
from docyard.workflows.worker import Worker

_log = structlog.get_logger()

# Files whose results are held at once while ``results.json`` is written.
_PAGE = 50

# ``results.json`` stays in memory up to this size while it is put together.
_SPOOL_BYTES = 4_000_000


def process_chunk(worker: Worker, run_id: str, first: int, end: int) -> None:
    """Process the files of a run from position ``first`` up to ``end`` that have no result yet."""
    opened = _open(worker, UUID(run_id))
    if opened is None:
        return
    run, app = opened
    for position in range(first, end):
        file = _next_file(worker, run.id, position)
        if file is not None:
            processed = _process_file(worker, run, app, file)
            _save(worker, run, file, processed)


def finish_run(worker: Worker, run_id: str) -> None:
    """Write ``results.json`` to the output folder and complete the run, or fail it where that is gone."""
    with worker.database.read() as session:
        run = runs.find_run(session, run_id=UUID(run_id))
    if run is None or run.status is not RunStatus.RUNNING:
        return
    packet = _keep_packet(worker, run)
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
        _log.info("run.completed", run_id=run_id)


def _keep_packet(worker: Worker, run: Run) -> tuple[PacketFieldResult, ...] | None:
    with worker.database.read() as session:
        version = app_versions.get_version(session, version_id=run.app_version_id)
        packet = make_packet(session, run_id=run.id, app=load_app(version.file))
    if packet is not None:
        with worker.database.write() as session:
            if runs.lock_run(session, run_id=run.id):
                packets.save_packet(session, run_id=run.id, fields=packet)
    return packet


def _keep_results(worker: Worker, run: Run, packet: Sequence[PacketFieldResult] | None) -> None:
    drive = _output_drive(worker, run)
    with SpooledTemporaryFile(_SPOOL_BYTES) as stream:
        _write_results(worker, run, packet, stream)
        stream.seek(0)
        drive.write(f"{run.output_key}/results.json", stream)


def _end(worker: Worker, run: Run, status: RunStatus, message: str | None, *, now: datetime) -> None:
    with worker.database.write() as session:
        end_run(session, worker.queue, run=run, to=status, message=message, now=now)


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
    return any(not document.is_valid for result in _results(worker, run) for document in result.documents)


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


@dataclass(frozen=True, slots=True)
class _Processed:
    """A file's result and what it took to get it."""

    result: FileResult
    page_count: int = 0
    engine_s: float = 0.0


def _open(worker: Worker, run_id: UUID) -> tuple[Run, AppDefinition] | None:
    """Return a run that is still going on, with its app; None once it is over or deleted."""
    with worker.database.read() as session:
        run = runs.find_run(session, run_id=run_id)
        if run is None or run.status is not RunStatus.RUNNING:
            return None
        version = app_versions.get_version(session, version_id=run.app_version_id)
    return run, load_app(version.file)


def _next_file(worker: Worker, run_id: UUID, position: int) -> RunFile | None:
    """Return the file at that position while it waits to be processed."""
    with worker.database.read() as session:
        file = runs.find_run_file(session, run_id=run_id, position=position)
    return file if file is not None and file.status is FileStatus.QUEUED else None


def _process_file(worker: Worker, run: Run, app: AppDefinition, file: RunFile) -> _Processed:
    try:
        return _understand(worker, run, app, file)
    except DiskFull:
        raise  # that is not the file's fault: it waits for space
    except DocyardError as refusal:
        return _failed(file, refusal.code, refusal.message, retryable=refusal.retryable)
    except Exception:  # noqa: BLE001 - one file's bug must not take the run along
        _log.exception("file.failed", run_id=str(run.id), position=file.position)
        message = f"{file.name!r} met an internal fault; the server's log says which."
        return _failed(file, "internal", message, retryable=True)


def _understand(worker: Worker, run: Run, app: AppDefinition, file: RunFile) -> _Processed:
    with worker.database.read() as session:
        source = worker.drives.open(session, drive_id=run.input_drive_id, path=run.input_path)
    data = source.read(f"{run.input_key}/{file.name}".removeprefix("/"))
    digest = hashlib.sha256(data).hexdigest()
    passwords = run.settings.passwords
    cached = f"_digitization/{run.organization_id}/{digest[:2]}/{cache_name(digest, app.digitization)}"
    task = FileTask(
        name=file.name,
        data=data,
        app=app,
        today=run.started_at.astimezone(UTC).date(),
        digitization=worker.drives.built_in.find_bytes(cached),
        passwords=tuple(
            passwords[name] for name in (file.name, file.name.rsplit("/", 1)[-1]) if name in passwords
        ),
        searchable_pdf=run.settings.searchable_pdf,
        max_pages=worker.pages_per_file,
    )
    outcome = worker.engine.run(task, should_stop=lambda: _is_over(worker, run.id))
    if outcome.digitization is not None:
        worker.drives.built_in.write(cached, io.BytesIO(outcome.digitization))
    result = _with_pdfs(worker, run, file, outcome)
    return _Processed(result, page_count=outcome.page_count, engine_s=outcome.engine_s)


def _with_pdfs(worker: Worker, run: Run, file: RunFile, outcome: FileOutcome) -> FileResult:
    """Write each document's searchable PDF beside the results and note its path."""
    documents: list[DocumentResult] = []
    for number, document in enumerate(outcome.result.documents, start=1):
        pdf = outcome.pdfs[number - 1] if outcome.pdfs else None
        if pdf is None:
            documents.append(document)
            continue
        name = f"pdf/{file.name}-{number}.pdf"
        _output_drive(worker, run).write(f"{run.output_key}/{name}", io.BytesIO(pdf))
        documents.append(replace(document, pdf_path=f"{run.output_path}/{name}"))
    return replace(outcome.result, documents=tuple(documents))


def _output_drive(worker: Worker, run: Run) -> Drive:
    with worker.database.read() as session:
        return worker.drives.open(session, drive_id=run.output_drive_id, path=run.output_path)


def _save(worker: Worker, run: Run, file: RunFile, processed: _Processed) -> None:
    """Keep a file's result unless it was cancelled meanwhile; the last one has the run finished."""
    result = processed.result
    end = FileEnd(
        failure=result.failure,
        page_count=processed.page_count,
        document_count=len(result.documents),
        engine_s=processed.engine_s,
    )
    now = worker.now()
    with worker.database.write() as session:
        if end_file(session, run=run, file=file, result=result, end=end, now=now):
            _finish_if_last(session, worker, run.id, now=now)


def _finish_if_last(session: Session, worker: Worker, run_id: UUID, *, now: datetime) -> None:
    if not runs.has_queued_files(session, run_id=run_id):
        message = "All files are processed; the run's results are being written."
        event = NewRunEvent(kind=RunEventKind.RUN_FINISHING, at=now, message=message)
        run_events.add_event(session, run_id=run_id, event=event)
        worker.queue.enqueue(session, "finish_run", str(run_id), workflow_id=f"finish-{run_id}")


def _is_over(worker: Worker, run_id: UUID) -> bool:
    with worker.database.read() as session:
        run = runs.find_run(session, run_id=run_id)
    return run is None or run.status is not RunStatus.RUNNING


def _write_results(
    worker: Worker, run: Run, packet: Sequence[PacketFieldResult] | None, stream: IO[bytes]
) -> None:
    """Write the run's results as one JSON object, a page of files at a time."""
    head = render_run_results(run, (), include=EVERYTHING, has_more=False, packet=packet)
    del head["files"]
    stream.write(json.dumps(head).removesuffix("}").encode() + b', "files": [')
    is_begun = False
    for result in _results(worker, run):
        path = f"{run.input_path}/{result.file_name}"
        for rendered in render_files(result, input_path=path, include=EVERYTHING):
            stream.write((b", " if is_begun else b"") + json.dumps(rendered).encode())
            is_begun = True
    stream.write(b"]}")


def _results(worker: Worker, run: Run) -> Iterator[FileResult]:
    offset = 0
    while True:
        with worker.database.read() as session:
            page = results.list_results(session, run_id=run.id, offset=offset, limit=_PAGE)
        yield from page.values()
        if not page:
            return
        offset += _PAGE


def _failed(file: RunFile, code: str, message: str, *, retryable: bool) -> _Processed:
    failure = FileFailure(code=code, message=message, retryable=retryable)
    return _Processed(FileResult(file_name=file.name, failure=failure))
