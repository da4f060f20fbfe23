"""Sweeps and what they deleted; there is one per night, whoever asks first."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import IntegrityError

from docyard.domain.sweeps import Sweep, SweepKind, SweepState, Swept
from docyard.store.database import Session
from docyard.store.tables import SweepRow, SweptRow


def add_sweep(session: Session, *, sweep: Sweep) -> bool:
    """Add a sweep; False, and nothing changed, where its night has one already."""
    row = SweepRow(
        id=sweep.id,
        organization_id=sweep.organization_id,
        night=sweep.night,
        state=sweep.state.value,
        message=sweep.message,
        started_at=sweep.started_at,
        finished_at=sweep.finished_at,
    )
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError:
        return False
    return True


def has_night(session: Session, *, night: date) -> bool:
    """Tell whether somebody has begun the sweep of that night."""
    return session.scalar(select(SweepRow.id).where(SweepRow.night == night)) is not None


def find_sweep(session: Session, *, sweep_id: UUID) -> Sweep | None:
    """Return the sweep of that id with all that it deleted."""
    row = session.get(SweepRow, sweep_id)
    if row is None:
        return None
    query = select(SweptRow).where(SweptRow.sweep_id == sweep_id)
    found = session.scalars(query.order_by(SweptRow.kind, SweptRow.organization_id, SweptRow.workspace))
    return replace(_sweep(row), swept=tuple(_swept(each) for each in found))


def list_sweeps(session: Session, *, organization_id: str, limit: int, offset: int) -> Sequence[Sweep]:
    """Return a page of an organization's and nightly sweeps, newest first, without what they deleted."""
    mine = or_(SweepRow.organization_id == organization_id, SweepRow.organization_id.is_(None))
    query = select(SweepRow).where(mine).order_by(SweepRow.started_at.desc(), SweepRow.id)
    return tuple(_sweep(row) for row in session.scalars(query.limit(limit).offset(offset)))


def find_last_night(session: Session) -> Sweep | None:
    """Return the newest nightly sweep, if there ever was one."""
    query = select(SweepRow).where(SweepRow.night.is_not(None)).order_by(SweepRow.night.desc()).limit(1)
    row = session.scalar(query)
    return None if row is None else _sweep(row)


def count_swept(session: Session, *, sweep_id: UUID, swept: Swept) -> None:
    """Add to what a sweep deleted; harmless once the sweep is forgotten."""
    if session.get(SweepRow, sweep_id) is None:
        return
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    added = insert(SweptRow).values(
        sweep_id=sweep_id,
        kind=swept.kind.value,
        organization_id=swept.organization_id,
        workspace=swept.workspace,
        items=swept.items,
        size_bytes=swept.size_bytes,
    )
    session.execute(
        added.on_conflict_do_update(
            index_elements=["sweep_id", "kind", "organization_id", "workspace"],
            set_={
                "items": SweptRow.items + added.excluded["items"],
                "size_bytes": SweptRow.size_bytes + added.excluded["size_bytes"],
            },
        )
    )


def end_sweep(session: Session, *, sweep_id: UUID, state: SweepState, message: str, now: datetime) -> None:
    """Give a sweep its outcome, once."""
    session.execute(
        update(SweepRow)
        .where(SweepRow.id == sweep_id, SweepRow.state == SweepState.RUNNING.value)
        .values(state=state.value, message=message, finished_at=now)
    )


def _sweep(row: SweepRow) -> Sweep:
    return Sweep(
        id=row.id,
        organization_id=row.organization_id,
        night=row.night,
        state=SweepState(row.state),
        message=row.message,
        started_at=row.started_at,
        finished_at=row.finished_at,
    )


def _swept(row: SweptRow) -> Swept:
    return Swept(
        kind=SweepKind(row.kind),
        organization_id=row.organization_id,
        workspace=row.workspace,
        items=row.items,
        size_bytes=row.size_bytes,
    )
