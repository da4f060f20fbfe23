"""The logs of runs: events that are added, read in order, and deleted together."""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import bindparam, delete, insert, select, update

from docyard.domain.run_events import EventLevel, LogEnd, NewRunEvent, RunEvent, RunEventKind
from docyard.domain.runs import FINAL_RUN_STATUSES, RunStatus
from docyard.store.database import Session
from docyard.store.tables import RunEventRow, RunRow

# Once and more per file: built once.
_COUNT_UP = (
    update(RunRow.__table__)
    .where(RunRow.id == bindparam("run_id"))
    .values(event_count=RunRow.event_count + 1)
    .returning(RunRow.__table__.c.event_count)
)
_ADD = insert(RunEventRow.__table__)


def add_event(session: Session, *, run_id: UUID, event: NewRunEvent) -> int | None:
    """Add an event at the end of a run's log and return its number; None once the run is deleted.

    Counting up locks the run until the session ends, so that readers see no later event before an
    earlier one.
    """
    sequence: int | None = session.scalar(_COUNT_UP, {"run_id": run_id})
    if sequence is None:
        return None
    row = {
        "run_id": run_id,
        "sequence": sequence,
        "at": event.at,
        "level": event.level.value,
        "kind": event.kind.value,
        "message": event.message,
        "file_position": event.file_position,
        "file_name": event.file_name,
        "code": event.code,
    }
    session.execute(_ADD, row)
    return sequence


def find_log_ends(session: Session, *, run_ids: Collection[UUID]) -> dict[UUID, LogEnd]:
    """Return how far the logs of runs go; deleted runs are left out."""
    query = select(RunRow.id, RunRow.event_count, RunRow.status).where(RunRow.id.in_(run_ids))
    return {
        row.id: LogEnd(row.event_count, is_over=RunStatus(row.status) in FINAL_RUN_STATUSES)
        for row in session.execute(query)
    }


def list_events(
    session: Session,
    *,
    run_id: UUID,
    levels: Collection[EventLevel],
    newest_first: bool,
    limit: int,
    offset: int,
) -> Sequence[RunEvent]:
    """Return a page of a run's log."""
    order = RunEventRow.sequence.desc() if newest_first else RunEventRow.sequence.asc()
    query = (
        select(RunEventRow)
        .where(RunEventRow.run_id == run_id, RunEventRow.level.in_([level.value for level in levels]))
        .order_by(order)
        .limit(limit)
        .offset(offset)
    )
    return tuple(_event(row) for row in session.scalars(query))


def list_events_after(session: Session, *, run_id: UUID, sequence: int, limit: int) -> Sequence[RunEvent]:
    """Return events behind the one of that number, in order."""
    query = (
        select(RunEventRow)
        .where(RunEventRow.run_id == run_id, RunEventRow.sequence > sequence)
        .order_by(RunEventRow.sequence)
        .limit(limit)
    )
    return tuple(_event(row) for row in session.scalars(query))


def delete_events(session: Session, *, run_id: UUID) -> None:
    """Delete a run's log; harmless when it is gone."""
    session.execute(delete(RunEventRow).where(RunEventRow.run_id == run_id))


def _event(row: RunEventRow) -> RunEvent:
    return RunEvent(
        run_id=row.run_id,
        sequence=row.sequence,
        event=NewRunEvent(
            kind=RunEventKind(row.kind),
            at=row.at,
            message=row.message,
            level=EventLevel(row.level),
            file_position=row.file_position,
            file_name=row.file_name,
            code=row.code,
        ),
    )
