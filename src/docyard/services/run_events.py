"""Logs of runs: page by page, or as they grow."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from docyard.domain.identity import Caller
from docyard.domain.run_events import EventLevel, LogEnd, RunEvent
from docyard.domain.runs import RunPace, RunProgress
from docyard.services.runs import get_run
from docyard.store import run_events, runs
from docyard.store.database import Session
from docyard.store.run_pace import measure_pace

# Events that one look returns at most.
_EVENTS_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class LogGrowth:
    """What a look at a run's log found.

    Attributes:
        events: those behind the last look, in order.
        progress: where files stand; None once the run is deleted, as is ``pace``.
        seen: where the next look goes on.
        is_over: nothing will follow.
        has_more: the next look finds more at once.
    """

    events: Sequence[RunEvent]
    progress: RunProgress | None
    pace: RunPace | None
    seen: int
    is_over: bool
    has_more: bool = False


def list_events(
    session: Session,
    caller: Caller,
    *,
    run_id: UUID,
    level: EventLevel,
    newest_first: bool,
    limit: int,
    offset: int,
) -> Sequence[RunEvent]:
    """Return a page of a run's log: the events that matter as much as ``level``, or more.

    Raises:
        RunNotFound: There is no such run in a workspace that the caller may enter.
    """
    get_run(session, caller, run_id=run_id)
    return run_events.list_events(
        session,
        run_id=run_id,
        levels=level.and_above,
        newest_first=newest_first,
        limit=limit,
        offset=offset,
    )


def find_log_ends(session: Session, *, run_ids: Collection[UUID]) -> dict[UUID, LogEnd]:
    """Return how far logs go, for a server that follows them; the followers ask for permission."""
    return run_events.find_log_ends(session, run_ids=run_ids)


def look(session: Session, *, run_id: UUID, seen: int, now: datetime) -> LogGrowth:
    """Look at what a run's log has gained behind event ``seen``.

    ``get_run`` tells before the first look, and now and then later, whether the caller may.
    """
    end = run_events.find_log_ends(session, run_ids=[run_id]).get(run_id)
    run = runs.find_run(session, run_id=run_id)
    if end is None or run is None:
        return LogGrowth((), None, None, seen, is_over=True)
    events = run_events.list_events_after(session, run_id=run_id, sequence=seen, limit=_EVENTS_AT_ONCE)
    has_more = len(events) == _EVENTS_AT_ONCE
    behind = events[-1].sequence if events else seen
    return LogGrowth(
        events=events,
        progress=runs.progress(session, run_id=run_id),
        pace=measure_pace(session, run=run, now=now),
        # Deleted events are passed over; a writer may have added some since the end was looked up.
        seen=behind if has_more else max(end.sequence, behind),
        is_over=end.is_over and not has_more,
        has_more=has_more,
    )
