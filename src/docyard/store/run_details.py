"""What a run's own page shows beside the run: files with their ends, sums, retries."""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import func, select

from docyard.domain.results import FileFailure
from docyard.domain.runs import EndedFile, FileEnd, FileStatus, RunFile
from docyard.store.database import Session
from docyard.store.tables import RunFileRow, RunRow


def list_ended_files(
    session: Session, *, run_id: UUID, statuses: Collection[FileStatus], limit: int | None, offset: int
) -> Sequence[EndedFile]:
    """Return a run's files in order, with what became of them; no statuses mean all, no limit all."""
    query = select(RunFileRow).where(RunFileRow.run_id == run_id)
    if statuses:
        query = query.where(RunFileRow.status.in_([status.value for status in statuses]))
    query = query.order_by(RunFileRow.position).limit(limit).offset(offset)
    return tuple(_ended_file(row) for row in session.scalars(query))


def count_contents(session: Session, *, run_id: UUID) -> tuple[int, int]:
    """Return how many pages and how many documents a run's files have had so far."""
    query = select(func.sum(RunFileRow.page_count), func.sum(RunFileRow.document_count)).where(
        RunFileRow.run_id == run_id
    )
    pages, documents = session.execute(query).one()
    return int(pages or 0), int(documents or 0)


def list_retry_ids(session: Session, *, run_id: UUID) -> Sequence[UUID]:
    """Return the runs that took this one's input again, oldest first."""
    query = select(RunRow.id).where(RunRow.retry_of == run_id).order_by(RunRow.started_at, RunRow.id)
    return session.scalars(query).all()


def _ended_file(row: RunFileRow) -> EndedFile:
    file = RunFile(
        run_id=row.run_id,
        position=row.position,
        name=row.name,
        size_bytes=row.size_bytes,
        status=FileStatus(row.status),
    )
    if row.page_count is None:
        return EndedFile(file, None)
    failure = None
    if row.error_code is not None:
        failure = FileFailure(row.error_code, row.error_message or "", retryable=bool(row.error_retryable))
    end = FileEnd(
        failure=failure,
        page_count=row.page_count,
        document_count=row.document_count or 0,
        engine_s=row.engine_s or 0.0,
    )
    return EndedFile(file, end)
