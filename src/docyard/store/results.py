"""Results of files, keyed by run and position: saving one twice is harmless."""

from collections.abc import Mapping
from uuid import UUID

from pydantic import TypeAdapter
from sqlalchemy import select

from docyard.domain.results import FileResult
from docyard.store.database import Session
from docyard.store.tables import ResultRow

_FORMAT = TypeAdapter(FileResult)


def save_result(session: Session, *, run_id: UUID, position: int, result: FileResult) -> None:
    """Keep one file's result, in place of an earlier one."""
    session.merge(ResultRow(run_id=run_id, position=position, body=_FORMAT.dump_json(result).decode()))
    session.flush()


def list_results(session: Session, *, run_id: UUID, offset: int, limit: int) -> Mapping[int, FileResult]:
    """Return results by position, from ``offset`` on; files without one are left out."""
    query = (
        select(ResultRow)
        .where(ResultRow.run_id == run_id, ResultRow.position >= offset, ResultRow.position < offset + limit)
        .order_by(ResultRow.position)
    )
    return {row.position: _FORMAT.validate_json(row.body) for row in session.scalars(query)}
