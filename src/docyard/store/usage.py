"""Daily counters of what workspaces used; they outlive the runs that filled them."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import astuple, fields
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Executable, extract, func, select
from sqlalchemy.dialects import postgresql, sqlite

from docyard.domain.usage import Usage, UsageSum, UsageUnit
from docyard.store.database import Session
from docyard.store.tables import UsageRow, WorkspaceRow

_COUNTERS = tuple(field.name for field in fields(Usage))


def add_usage(
    session: Session, *, organization_id: str, workspace_id: UUID, day: date, amount: Usage
) -> None:
    """Add to a workspace's counters of a day (UTC)."""
    counters = dict(zip(_COUNTERS, astuple(amount), strict=True))
    row = {"organization_id": organization_id, "workspace_id": workspace_id, "day": day, **counters}
    session.execute(_ADDING[session.get_bind().dialect.name], row)


def _adding(insert: Callable[[Any], Any]) -> Executable:
    adding = insert(UsageRow.__table__)
    statement: Executable = adding.on_conflict_do_update(
        index_elements=[UsageRow.workspace_id, UsageRow.day],
        set_={name: UsageRow.__table__.c[name] + adding.excluded[name] for name in _COUNTERS},
    )
    return statement


# Every file that ends is counted: built once.
_ADDING = {"postgresql": _adding(postgresql.insert), "sqlite": _adding(sqlite.insert)}


def list_usage(
    session: Session,
    *,
    organization_id: str,
    workspace_ids: Collection[UUID] | None,
    first: date,
    last: date,
    by: UsageUnit,
    limit: int,
    offset: int,
) -> Sequence[UsageSum]:
    """Return sums over the days from ``first`` to ``last``, both included; without ids, of all workspaces.

    Days and months come in order, workspaces by name; what had no usage is left out.
    """
    conditions = [
        UsageRow.organization_id == organization_id,
        UsageRow.day >= first,
        UsageRow.day <= last,
    ]
    if workspace_ids is not None:
        conditions.append(UsageRow.workspace_id.in_(workspace_ids))
    groups = _GROUPS[by]
    query = (
        select(*groups, *(func.sum(getattr(UsageRow, name)) for name in _COUNTERS))
        .join(WorkspaceRow, WorkspaceRow.id == UsageRow.workspace_id, isouter=True)
        .where(*conditions)
        .group_by(*groups)
        .order_by(*(group.nulls_last() for group in groups))  # each database has its own habit
        .limit(limit)
        .offset(offset)
    )
    return tuple(_sum(by, tuple(row)) for row in session.execute(query))


_GROUPS: dict[UsageUnit, tuple[ColumnElement[Any] | Any, ...]] = {
    UsageUnit.DAY: (UsageRow.day,),
    UsageUnit.MONTH: (extract("year", UsageRow.day), extract("month", UsageRow.day)),
    UsageUnit.WORKSPACE: (WorkspaceRow.name, UsageRow.workspace_id),
}


def _sum(by: UsageUnit, row: tuple[Any, ...]) -> UsageSum:
    groups = len(_GROUPS[by])
    runs, files, failed_files, pages, documents, engine_s = row[groups:]
    usage = Usage(int(runs), int(files), int(failed_files), int(pages), int(documents), float(engine_s))
    match by:
        case UsageUnit.DAY:
            return UsageSum(usage, day=row[0])
        case UsageUnit.MONTH:
            return UsageSum(usage, month=date(int(row[0]), int(row[1]), 1))
        case UsageUnit.WORKSPACE:
            return UsageSum(usage, workspace=row[0], workspace_id=str(row[1]))
