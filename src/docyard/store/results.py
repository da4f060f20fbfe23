"""Results of files, keyed by run and position: each file has one."""

from collections.abc import Iterator, Sequence
from uuid import UUID

from pydantic import TypeAdapter
from sqlalchemy import insert, select, update

from docyard.domain.results import FileResult
from docyard.domain.runs import RunFile
from docyard.store import runs
from docyard.store.database import Session
from docyard.store.tables import ResultRow

_FORMAT = TypeAdapter(FileResult)

# Files whose results are held at once while all of a run are walked through.
_PAGE = 50

# Once per file: built once.
_ADD = insert(ResultRow.__table__)


def add_result(session: Session, *, run_id: UUID, position: int, result: FileResult) -> None:
    """Keep the result of a file that has none yet."""
    body = _FORMAT.dump_json(result).decode()
    session.execute(_ADD, {"run_id": run_id, "position": position, "body": body})


def change_result(session: Session, *, run_id: UUID, position: int, result: FileResult) -> None:
    """Put a file's result in place of the one it has."""
    key = (ResultRow.run_id == run_id, ResultRow.position == position)
    session.execute(update(ResultRow).where(*key).values(body=_FORMAT.dump_json(result).decode()))


def find_result(session: Session, *, run_id: UUID, position: int) -> FileResult | None:
    """Return the result of a file; None if it has none."""
    key = (ResultRow.run_id == run_id, ResultRow.position == position)
    body = session.scalar(select(ResultRow.body).where(*key))
    return None if body is None else _FORMAT.validate_json(body)


def list_results(
    session: Session, *, run_id: UUID, offset: int, limit: int
) -> Sequence[tuple[RunFile, FileResult | None]]:
    """Return files of a run from position ``offset`` on, each with its result, if it has one."""
    files = runs.list_run_files(session, run_id=run_id, offset=offset, limit=limit)
    query = select(ResultRow.position, ResultRow.body).where(
        ResultRow.run_id == run_id, ResultRow.position >= offset, ResultRow.position < offset + limit
    )
    bodies = {row.position: row.body for row in session.execute(query)}
    return [
        (file, _FORMAT.validate_json(bodies[file.position]) if file.position in bodies else None)
        for file in files
    ]


def walk_results(session: Session, *, run_id: UUID) -> Iterator[tuple[int, FileResult]]:
    """Yield all results of a run with their positions, a page at a time; they may be changed meanwhile."""
    offset = 0
    while page := list_results(session, run_id=run_id, offset=offset, limit=_PAGE):
        yield from ((file.position, result) for file, result in page if result is not None)
        offset += _PAGE
