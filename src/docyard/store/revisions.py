"""What workers are to look at again after corrections; whoever changes it holds the run's lock."""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import delete, select, update

from docyard.domain.runs import Run
from docyard.store.database import Session
from docyard.store.tables import DueRevisionRow, RunRow


def add_due_files(session: Session, *, run_id: UUID, positions: Collection[int]) -> None:
    """Note that files are to be looked at again; those that are already stay so."""
    for position in positions:
        session.merge(DueRevisionRow(run_id=run_id, position=position))
    session.flush()


def list_due_files(session: Session, *, run_id: UUID) -> Sequence[int]:
    """Return the positions of files that are to be looked at again."""
    query = select(DueRevisionRow.position).where(DueRevisionRow.run_id == run_id)
    return session.scalars(query.order_by(DueRevisionRow.position)).all()


def remove_due_file(session: Session, *, run_id: UUID, position: int) -> None:
    """Note that a file was looked at as it is now."""
    key = (DueRevisionRow.run_id == run_id, DueRevisionRow.position == position)
    session.execute(delete(DueRevisionRow).where(*key))


def begin_revision(session: Session, *, run: Run) -> int:
    """Ask for a revision, of which a worker learns also while it makes the one before; return its number."""
    session.execute(update(RunRow).where(RunRow.id == run.id).values(revision=run.revision + 1))
    return run.revision + 1


def end_revision(session: Session, *, run: Run) -> bool:
    """Note that all was looked at that ``run`` was asked for; False, and nothing noted, if more is by now."""
    own = (RunRow.id == run.id, RunRow.revision == run.revision)
    ended = session.execute(update(RunRow).where(*own).values(revised=RunRow.revision).returning(RunRow.id))
    return ended.first() is not None


def give_up_revision(session: Session, *, run_id: UUID) -> None:
    """Note that nothing more is looked at before the next review."""
    session.execute(update(RunRow).where(RunRow.id == run_id).values(revised=RunRow.revision))
