"""How fast runs get on, from what their files say; any process can answer."""

from datetime import datetime, timedelta

from sqlalchemy import and_, case, func, select

from docyard.domain.runs import FileStatus, Run, RunPace, RunStatus
from docyard.store.database import Session
from docyard.store.tables import RunFileRow

_WINDOW = timedelta(minutes=1)

# What ends in the first moment says nothing of the next minutes.
_SHORTEST_S = 1.0


def measure_pace(session: Session, *, run: Run, now: datetime) -> RunPace:
    """Return how fast a run gets on and when it may be done; a run that is not running has no pace."""
    since = max(run.started_at, now - _WINDOW)
    is_recent = and_(RunFileRow.ended_at.is_not(None), RunFileRow.ended_at > since)
    is_queued = RunFileRow.status == FileStatus.QUEUED.value
    pages = func.coalesce(RunFileRow.page_count, 0)
    query = select(
        func.coalesce(func.sum(pages), 0).label("pages"),
        func.coalesce(func.sum(case((is_recent, 1), else_=0)), 0).label("recent_files"),
        func.coalesce(func.sum(case((is_recent, pages), else_=0)), 0).label("recent_pages"),
        func.coalesce(func.sum(case((is_recent, RunFileRow.size_bytes), else_=0)), 0).label("recent_bytes"),
        func.coalesce(func.sum(case((is_queued, RunFileRow.size_bytes), else_=0)), 0).label("left_bytes"),
    ).where(RunFileRow.run_id == run.id)
    found = session.execute(query).one()
    seconds = (now - since).total_seconds()
    if run.status is not RunStatus.RUNNING or found.recent_files == 0 or seconds < _SHORTEST_S:
        return RunPace(page_count=int(found.pages))
    minutes = seconds / 60
    return RunPace(
        page_count=int(found.pages),
        files_per_minute=round(found.recent_files / minutes, 1),
        pages_per_minute=round(found.recent_pages / minutes, 1),
        left_s=round(seconds * int(found.left_bytes) / int(found.recent_bytes), 1)
        if found.recent_bytes
        else None,
    )
