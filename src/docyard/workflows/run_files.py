"""One file of a run: read, understood in an engine process, its by-products written."""

import hashlib
import io
from dataclasses import dataclass, replace
from datetime import UTC
from uuid import UUID

import structlog

from docyard.domain.apps import AppDefinition
from docyard.domain.page_images import DrawTask
from docyard.domain.results import DocumentResult, FileFailure, FileResult
from docyard.domain.runs import FileStatus, Run, RunFile, RunStatus
from docyard.drives import Drive
from docyard.engine.digitization import cache_name
from docyard.engine.functions import Printed
from docyard.engine.pipeline import FileOutcome, FileTask
from docyard.errors import DiskFull, DocyardError, FileCrashed, FileStopped, FileTimedOut
from docyard.store import runs
from docyard.workflows.function_facts import file_facts
from docyard.workflows.models import Asking, process_file
from docyard.workflows.page_images import frames_of, image_key, key_of
from docyard.workflows.quotas import Writing, room_for
from docyard.workflows.worker import Worker

_log = structlog.get_logger()

# Pictures that are held in memory at once.
_DRAWN_AT_ONCE = 20


@dataclass(frozen=True, slots=True)
class ProcessedFile:
    """A file's result and what it took to get it; ``engine_s`` in seconds."""

    result: FileResult
    page_count: int = 0
    engine_s: float = 0.0
    printed: tuple[Printed, ...] = ()


@dataclass(frozen=True, slots=True)
class KeptPages:
    """Where the digitization of a file is kept; ``content`` is the SHA-256 of its bytes."""

    content: str
    key: str

    def keep(self, worker: Worker, outcome: FileOutcome) -> None:
        """Keep the digitization, if it is new."""
        if outcome.digitization is not None:
            worker.drives.built_in.write(self.key, io.BytesIO(outcome.digitization))


def find_queued_file(worker: Worker, run_id: UUID, position: int) -> RunFile | None:
    """Return the file at that position while it waits to be processed."""
    with worker.database.read() as session:
        file = runs.find_run_file(session, run_id=run_id, position=position)
    return file if file is not None and file.status is FileStatus.QUEUED else None


def process_run_file(worker: Worker, run: Run, app: AppDefinition, file: RunFile) -> ProcessedFile | None:
    """Return what became of a file, failures included; None if the run is over meanwhile."""
    try:
        return _understand(worker, run, app, file)
    except FileStopped:
        if is_over(worker, run.id):
            return None
        raise  # the worker ends; the next one takes the file up
    except DiskFull:
        _take_back_start(worker, run, file)
        raise  # that is not the file's fault: it waits for space
    except DocyardError as refusal:
        return _failed(file, refusal.code, refusal.message, retryable=refusal.retryable)
    except Exception:  # noqa: BLE001 - one file's bug must not take the run along
        _log.exception("file.failed", run_id=str(run.id), position=file.position)
        message = f"{file.name!r} met an internal fault; the server's log says which."
        return _failed(file, "internal", message, retryable=True)


def prepare_task(worker: Worker, run: Run, app: AppDefinition, file: RunFile) -> tuple[FileTask, KeptPages]:
    """Read a file, and the digitization of it that is kept.

    Raises:
        DocyardError: It is not to be had.
    """
    with worker.database.read() as session:
        source = worker.drives.open(session, drive_id=run.input_drive_id, path=run.input_path)
    data = source.read(f"{run.input_key}/{file.name}".removeprefix("/"))
    digest = hashlib.sha256(data).hexdigest()
    passwords = run.settings.passwords_of(file.name)
    name = cache_name(digest, app.digitization, passwords=passwords)
    cached = key_of(name, organization_id=run.organization_id)
    task = FileTask(
        name=file.name,
        data=data,
        app=app,
        today=run.started_at.astimezone(UTC).date(),
        digitization=worker.drives.built_in.find_bytes(cached),
        passwords=passwords,
        searchable_pdf=run.settings.searchable_pdf,
        max_pages=worker.pages_per_file,
        facts=file_facts(worker, run, app, path=f"{run.input_path}/{file.name}"),
    )
    return task, KeptPages(digest, cached)


def is_over(worker: Worker, run_id: UUID) -> bool:
    """Tell whether nothing more is to be done for a run's files: it has ended, or is deleted."""
    with worker.database.read() as session:
        run = runs.find_run(session, run_id=run_id)
    return run is None or run.status is not RunStatus.RUNNING


def is_as_before(worker: Worker, run: Run) -> bool:
    """Tell whether a run has the status that it had when it was read."""
    with worker.database.read() as session:
        present = runs.find_run(session, run_id=run.id)
    return present is not None and present.status is run.status


def open_output(worker: Worker, run: Run) -> Drive:
    """Return the drive that the run's output folder lies on."""
    with worker.database.read() as session:
        return worker.drives.open(session, drive_id=run.output_drive_id, path=run.output_path)


def _understand(worker: Worker, run: Run, app: AppDefinition, file: RunFile) -> ProcessedFile:
    task, pages = prepare_task(worker, run, app, file)
    asking = Asking(worker, run, app, file, should_stop=lambda: is_over(worker, run.id))
    outcome = process_file(asking, task, read=lambda task: _run_engine(worker, run, file, task))
    pages.keep(worker, outcome)
    result = replace(_with_pdfs(worker, run, file, outcome), content=pages.content)
    if task.passwords:
        _keep_images(worker, run, task, result)
    return ProcessedFile(
        result,
        page_count=outcome.page_count,
        engine_s=outcome.engine_s,
        printed=outcome.printed,
    )


def _keep_images(worker: Worker, run: Run, task: FileTask, result: FileResult) -> None:
    """Draw the pages of a file with a password, which is forgotten when the run ends."""
    assert result.content is not None
    drive = worker.drives.built_in
    keys = {
        frame: image_key(result.content, frame, None, organization_id=run.organization_id)
        for frame in frames_of(result)
    }
    missing = [frame for frame, key in keys.items() if drive.find(key) is None]
    for first in range(0, len(missing), _DRAWN_AT_ONCE):
        frames = tuple(missing[first : first + _DRAWN_AT_ONCE])
        try:
            drawing = worker.engine.draw(
                DrawTask(task.name, task.data, frames, passwords=task.passwords),
                group=str(run.id),
                should_stop=lambda: is_over(worker, run.id),
            )
        except (FileTimedOut, FileCrashed) as refusal:
            # The file was understood, and that is what the run is for.
            _log.warning("page_image.not_drawn", run_id=str(run.id), code=refusal.code)
            return
        if drawing.failure is not None:
            _log.warning("page_image.not_drawn", run_id=str(run.id), code=drawing.failure.code)
            return
        for frame, image in zip(frames, drawing.images, strict=True):
            drive.write(keys[frame], io.BytesIO(image))


def _run_engine(worker: Worker, run: Run, file: RunFile, task: FileTask) -> FileOutcome:
    """Have the file understood; one that was begun before without an end may harm others, so it is alone."""
    try:
        outcome = worker.engine.run(
            task,
            group=str(run.id),
            alone=file.starts > 0,
            should_stop=lambda: is_over(worker, run.id),
            before_attempt=lambda: _count_start(worker, run, file),
        )
        if outcome.questions:
            _take_back_start(worker, run, file)  # it did no harm, and is read again with answers
        return outcome
    finally:
        worker.reading.discard((run.id, file.position))


def _count_start(worker: Worker, run: Run, file: RunFile) -> None:
    """Count that this worker begins to read the file; further attempts of its own are not counted.

    Raises:
        FileStopped: Nobody waits for the file any more.
        FileCrashed: Too many workers died while they read it.
    """
    if (run.id, file.position) in worker.reading:
        return
    with worker.database.write() as session:
        starts = runs.start_file(session, run_id=run.id, position=file.position)
    if starts is None:
        raise FileStopped(f"{file.name!r} is not waited for any more.")
    worker.reading.add((run.id, file.position))
    if starts > worker.starts_per_file:
        raise FileCrashed(
            f"Reading {file.name!r} was begun {worker.starts_per_file} times and each time the worker died "
            "with it. It was set aside. Save the file anew or smaller, and try again."
        )


def _take_back_start(worker: Worker, run: Run, file: RunFile) -> None:
    with worker.database.write() as session:
        runs.take_back_starts(session, files=[(run.id, file.position)])


def _with_pdfs(worker: Worker, run: Run, file: RunFile, outcome: FileOutcome) -> FileResult:
    """Write each document's searchable PDF beside the results and note its path."""
    documents: list[DocumentResult] = []
    for number, document in enumerate(outcome.result.documents, start=1):
        pdf = outcome.pdfs[number - 1] if outcome.pdfs else None
        if pdf is None:
            documents.append(document)
            continue
        name = f"pdf/{file.name}-{number}.pdf"
        _write_output(worker, run, name, pdf)
        documents.append(replace(document, pdf_path=f"{run.output_path}/{name}"))
    return replace(outcome.result, documents=tuple(documents))


def _write_output(worker: Worker, run: Run, name: str, data: bytes) -> None:
    """Write to the output folder; what was written while the run was cancelled is removed again.

    Raises:
        FileStopped: The run is over.
    """
    over = FileStopped(f"Run {str(run.id)!r} is over.")
    if is_over(worker, run.id):
        raise over
    drive = open_output(worker, run)
    key = f"{run.output_key}/{name}"
    with room_for(worker.database, drive, Writing(run.workspace_id, len(data), key=key)):
        drive.write(key, io.BytesIO(data))
    if is_over(worker, run.id):
        drive.delete(key)
        raise over


def _failed(file: RunFile, code: str, message: str, *, retryable: bool) -> ProcessedFile:
    failure = FileFailure(code=code, message=message, retryable=retryable)
    return ProcessedFile(FileResult(file_name=file.name, failure=failure))
