"""Logs of runs: page by page, or as they grow."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from docyard.domain.identity import Caller
from docyard.domain.run_events import EventLevel, RunEvent
from docyard.domain.runs import FINAL_RUN_STATUSES, RunProgress
from docyard.services.runs import get_run
from docyard.store import run_events, runs
from docyard.store.database import Session

# Events that one look returns at most.
_EVENTS_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class LogGrowth:
    """What a look at a run's log found.

    Attributes:
        events: those behind the last look, in order.
        progress: where files stand; None as long as nothing has happened since the last look.
        seen: where the next look goes on.
        is_over: nothing will follow.
    """

    events: Sequence[RunEvent]
    progress: RunProgress | None
    seen: int
    is_over: bool


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


def look(session: Session, *, run_id: UUID, seen: int, is_first: bool) -> LogGrowth:
    """Look at what a run's log has gained; cheap when that is nothing.

    ``get_run`` tells before the first look, and now and then later, whether the caller may.
    """
    end = run_events.find_end_of_log(session, run_id=run_id)
    if end is None:
        return LogGrowth((), None, seen, is_over=True)
    latest, status = end
    if latest <= seen:
        progress = runs.progress(session, run_id=run_id) if is_first else None
        return LogGrowth((), progress, seen, is_over=status in FINAL_RUN_STATUSES)
    events = run_events.list_events_after(session, run_id=run_id, sequence=seen, limit=_EVENTS_AT_ONCE)
    has_more = len(events) == _EVENTS_AT_ONCE
    # Deleted events are passed over; a writer may have added some since the end was looked up.
    behind = events[-1].sequence if events else latest
    return LogGrowth(
        events=events,
        progress=runs.progress(session, run_id=run_id),
        seen=behind if has_more else max(latest, behind),
        is_over=not has_more and status in FINAL_RUN_STATUSES,
    )
