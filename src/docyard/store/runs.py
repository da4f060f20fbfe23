"""Runs and the files they work through; the truth about both."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, bindparam, delete, func, select, update

from docyard.domain.runs import (
    FileEnd,
    FileStatus,
    Run,
    RunFile,
    RunProgress,
    RunSettings,
    RunStatus,
    may_move,
)
from docyard.store.database import Session
from docyard.store.tables import RunFileRow, RunRow


@dataclass(frozen=True, slots=True)
class RunFilter:
    """What a listing of runs is narrowed to; None and empty mean no condition."""

    workspace_ids: Collection[UUID]
    started_from: datetime
    started_to: datetime
    app_ids: Collection[UUID] | None = None
    deployment_id: UUID | None = None
    started_by: str | None = None
    run_id: UUID | None = None
    statuses: Collection[RunStatus] = ()


# What clients that wait for a run ask again and again, and what happens once per file: built once,
# and of columns, which are read faster than mapped rows.
_ONE_RUN = select(*RunRow.__table__.c).where(RunRow.id == bindparam("run_id"))
_FILE_COUNT = select(RunRow.__table__.c.file_count).where(RunRow.id == bindparam("run_id"))
_LOCK = select(RunRow.__table__.c.id).where(RunRow.id == bindparam("run_id")).with_for_update()
_FILE_KEY = (RunFileRow.run_id == bindparam("of_run"), RunFileRow.position == bindparam("at_position"))
_ONE_FILE = select(*RunFileRow.__table__.c).where(*_FILE_KEY)
_START_FILE = (
    update(RunFileRow.__table__)
    .where(*_FILE_KEY, RunFileRow.status == FileStatus.QUEUED.value)
    .values(starts=RunFileRow.starts + 1)
    .returning(RunFileRow.__table__.c.starts)
)
_END_FILE = (
    update(RunFileRow.__table__)
    .where(*_FILE_KEY, RunFileRow.status == FileStatus.QUEUED.value)
    .returning(RunFileRow.__table__.c.position)
)
_ONE_QUEUED_FILE = (
    select(RunFileRow.__table__.c.position)
    .where(RunFileRow.run_id == bindparam("run_id"), RunFileRow.status == FileStatus.QUEUED.value)
    .limit(1)
)


def add_run(session: Session, *, run: Run, files: Sequence[RunFile]) -> None:
    """Add a run with all of its files."""
    session.add(
        RunRow(
            id=run.id,
            organization_id=run.organization_id,
            workspace_id=run.workspace_id,
            app_id=run.app_id,
            app_version_id=run.app_version_id,
            deployment_id=run.deployment_id,
            started_by=run.started_by,
            batch_id=run.batch_id,
            input_path=run.input_path,
            input_drive_id=run.input_drive_id,
            input_key=run.input_key,
            output_path=run.output_path,
            output_drive_id=run.output_drive_id,
            output_key=run.output_key,
            status=run.status.value,
            message=run.message,
            searchable_pdf=run.settings.searchable_pdf,
            passwords=run.settings.passwords,
            custom_keys=run.settings.custom_keys,
            secret_keys=run.settings.secret_keys,
            tags=list(run.settings.tags),
            started_at=run.started_at,
            finished_at=run.finished_at,
            retry_of=run.retry_of,
            file_count=len(files),
        )
    )
    session.flush()
    session.add_all(
        RunFileRow(
            run_id=file.run_id,
            position=file.position,
            name=file.name,
            size_bytes=file.size_bytes,
            status=file.status.value,
        )
        for file in files
    )
    session.flush()


def find_run(session: Session, *, run_id: UUID) -> Run | None:
    """Return the run of that id, whoever may see it."""
    row = session.execute(_ONE_RUN, {"run_id": run_id}).one_or_none()
    return None if row is None else _run(row)


def list_runs(
    session: Session, *, narrowed: RunFilter, limit: int, offset: int, by_status: bool, ascending: bool
) -> Sequence[Run]:
    """Return a page of runs, sorted by start (or status, then start)."""
    columns = (RunRow.status, RunRow.started_at, RunRow.id) if by_status else (RunRow.started_at, RunRow.id)
    order = [column.asc() if ascending else column.desc() for column in columns]
    # What is passed over is read from the index alone, whole rows only of the page.
    page = select(RunRow.id).where(*_conditions(narrowed)).order_by(*order).limit(limit).offset(offset)
    query = select(RunRow).where(RunRow.id.in_(page.scalar_subquery())).order_by(*order)
    return tuple(_run(row) for row in session.scalars(query))


def lock_run(session: Session, *, run_id: UUID) -> bool:
    """Keep others from changing the run until the session ends; False if it is deleted.

    Whoever ends files takes this first: two that end the last files of a run at the same time would
    else each see the other's file still queued. On SQLite there is one writer at a time anyway.
    """
    return session.execute(_LOCK, {"run_id": run_id}).first() is not None


def move_run(
    session: Session, *, run_id: UUID, to: RunStatus, message: str | None, now: datetime | None
) -> bool:
    """Move a run forward; False, and nothing changed, where its status does not allow that.

    ``now`` becomes the time it finished; PDF passwords are forgotten with it.
    """
    row = session.get(RunRow, run_id, with_for_update=True)
    if row is None or not may_move(RunStatus(row.status), to):
        return False
    row.status = to.value
    row.message = message
    if now is not None:
        row.finished_at = now
        row.passwords = {}
    session.flush()
    return True


def complete_review(session: Session, *, run_id: UUID) -> None:
    """Let a run that stopped at its checkpoint go on."""
    if move_run(session, run_id=run_id, to=RunStatus.RUNNING, message=None, now=None):
        session.execute(update(RunRow).where(RunRow.id == run_id).values(review_completed=True))


def delete_run(session: Session, *, run_id: UUID) -> None:
    """Delete a run with its files, results and log; harmless when it is gone."""
    session.execute(update(RunRow).where(RunRow.retry_of == run_id).values(retry_of=None))
    session.execute(delete(RunRow).where(RunRow.id == run_id))


def find_run_file(session: Session, *, run_id: UUID, position: int) -> RunFile | None:
    """Return one file of a run; None once the run is deleted."""
    row = session.execute(_ONE_FILE, {"of_run": run_id, "at_position": position}).one_or_none()
    return None if row is None else _file(row)


def find_positions(session: Session, *, run_id: UUID, names: Collection[str]) -> Mapping[str, int]:
    """Return where files of a run stand, by name; names that it does not have are left out."""
    query = select(RunFileRow.name, RunFileRow.position).where(
        RunFileRow.run_id == run_id, RunFileRow.name.in_(names)
    )
    return {row.name: row.position for row in session.execute(query)}


def list_run_files(session: Session, *, run_id: UUID, offset: int, limit: int) -> Sequence[RunFile]:
    """Return files of a run from position ``offset`` on."""
    query = (
        select(RunFileRow)
        .where(RunFileRow.run_id == run_id, RunFileRow.position >= offset)
        .order_by(RunFileRow.position)
        .limit(limit)
    )
    return tuple(_file(row) for row in session.scalars(query))


def start_file(session: Session, *, run_id: UUID, position: int) -> int | None:
    """Count that a process begins to read a queued file and return the number of starts; None if it is over.

    Counted before the file can do harm, so that one which takes its worker down is known again.
    """
    starts: int | None = session.scalar(_START_FILE, {"of_run": run_id, "at_position": position})
    return starts


def take_back_starts(session: Session, *, files: Iterable[tuple[UUID, int]]) -> None:
    """Uncount a start of each file, by run and position, that ended through no fault of the file."""
    for run_id, position in files:
        session.execute(
            update(RunFileRow)
            .where(*_queued_file(run_id, position), RunFileRow.starts > 0)
            .values(starts=RunFileRow.starts - 1)
        )


def end_file(session: Session, *, run_id: UUID, position: int, end: FileEnd, now: datetime) -> bool:
    """Give a queued file its final status at ``now``; False, and nothing changed, if it has one already."""
    failure = end.failure
    ended = session.execute(
        _END_FILE,
        {
            "of_run": run_id,
            "at_position": position,
            "status": end.status.value,
            "error_code": failure.code if failure else None,
            "error_message": failure.message if failure else None,
            "error_retryable": failure.retryable if failure else None,
            "page_count": end.page_count,
            "document_count": end.document_count,
            "engine_s": end.engine_s,
            "ended_at": now,
        },
    )
    return ended.first() is not None


def cancel_files(session: Session, *, run_id: UUID) -> int:
    """Cancel all files of a run that are still queued and return how many."""
    cancelled = session.execute(
        update(RunFileRow)
        .where(RunFileRow.run_id == run_id, RunFileRow.status == FileStatus.QUEUED.value)
        .values(status=FileStatus.CANCELLED.value)
        .returning(RunFileRow.position)
    )
    return len(cancelled.all())


def count_files(session: Session, *, run_id: UUID) -> int:
    """Return how many files the run has; 0 for runs of releases that did not keep it."""
    return session.scalar(_FILE_COUNT, {"run_id": run_id}) or 0


def has_queued_files(session: Session, *, run_id: UUID) -> bool:
    """Tell whether any file of the run still waits for its result."""
    return session.execute(_ONE_QUEUED_FILE, {"run_id": run_id}).first() is not None


def progress(session: Session, *, run_id: UUID) -> RunProgress:
    """Count a run's files by status."""
    query = (
        select(RunFileRow.status, func.count()).where(RunFileRow.run_id == run_id).group_by(RunFileRow.status)
    )
    counts = {FileStatus(status): count for status, count in session.execute(query)}
    return RunProgress(
        queued=counts.get(FileStatus.QUEUED, 0),
        done=counts.get(FileStatus.DONE, 0),
        failed=counts.get(FileStatus.FAILED, 0),
        cancelled=counts.get(FileStatus.CANCELLED, 0),
    )


def _queued_file(run_id: UUID, position: int) -> tuple[ColumnElement[bool], ...]:
    return (
        RunFileRow.run_id == run_id,
        RunFileRow.position == position,
        RunFileRow.status == FileStatus.QUEUED.value,
    )


def _conditions(narrowed: RunFilter) -> list[ColumnElement[bool]]:
    conditions = [
        RunRow.workspace_id.in_(narrowed.workspace_ids),
        RunRow.started_at >= narrowed.started_from,
        RunRow.started_at <= narrowed.started_to,
    ]
    if narrowed.app_ids is not None:
        conditions.append(RunRow.app_id.in_(narrowed.app_ids))
    if narrowed.deployment_id is not None:
        conditions.append(RunRow.deployment_id == narrowed.deployment_id)
    if narrowed.started_by is not None:
        conditions.append(RunRow.started_by == narrowed.started_by)
    if narrowed.run_id is not None:
        conditions.append(RunRow.id == narrowed.run_id)
    if narrowed.statuses:
        conditions.append(RunRow.status.in_([status.value for status in narrowed.statuses]))
    return conditions


def _run(row: RunRow | Row[Any]) -> Run:
    return Run(
        id=row.id,
        organization_id=row.organization_id,
        workspace_id=row.workspace_id,
        app_id=row.app_id,
        app_version_id=row.app_version_id,
        deployment_id=row.deployment_id,
        started_by=row.started_by,
        batch_id=row.batch_id,
        input_path=row.input_path,
        input_drive_id=row.input_drive_id,
        input_key=row.input_key,
        output_path=row.output_path,
        output_drive_id=row.output_drive_id,
        output_key=row.output_key,
        status=RunStatus(row.status),
        message=row.message,
        settings=RunSettings(
            searchable_pdf=row.searchable_pdf,
            passwords=row.passwords,
            custom_keys=row.custom_keys,
            secret_keys=row.secret_keys,
            tags=tuple(row.tags),
        ),
        started_at=row.started_at,
        finished_at=row.finished_at,
        retry_of=row.retry_of,
        review_completed=row.review_completed,
        revision=row.revision,
        revised=row.revised,
    )


def _file(row: RunFileRow | Row[Any]) -> RunFile:
    return RunFile(
        run_id=row.run_id,
        position=row.position,
        name=row.name,
        size_bytes=row.size_bytes,
        status=FileStatus(row.status),
        starts=row.starts,
    )
