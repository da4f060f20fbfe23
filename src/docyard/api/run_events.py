"""Logs of runs: page by page, and live as server-sent events."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Header, Query, Request, Response
from fastapi.responses import StreamingResponse
from starlette.concurrency import run_in_threadpool

from docyard.api.backend import Backend, Reading, WithBackend, WithCaller, now
from docyard.api.idempotency_keys import Route
from docyard.api.ids import parse_id
from docyard.api.log_watch import LogWatch
from docyard.api.wire.run_details import ProgressBody
from docyard.api.wire.run_events import EXAMPLE_STREAM, RunEventBody, RunLog
from docyard.domain.identity import Caller
from docyard.domain.run_events import EventLevel
from docyard.errors import DocyardError
from docyard.services import run_events, runs
from docyard.services.run_events import LogGrowth

router = APIRouter(prefix="/v2/apps/runs", tags=["runs"], route_class=Route)

# Proxies drop connections that are silent for longer.
_HEARTBEAT_EVERY_S = 15.0


@router.get("/{run_id}/logs", operation_id="listRunLogs")
def list_logs(
    run_id: str,
    caller: WithCaller,
    session: Reading,
    level: Annotated[EventLevel, Query(description="Leave out what matters less.")] = EventLevel.INFO,
    order: Literal["ASCENDING", "DESCENDING"] = "ASCENDING",
    limit: Annotated[int, Query(ge=1, le=1000)] = 100,
    offset: Annotated[int, Query(ge=0, le=2**62)] = 0,
) -> RunLog:
    """List what happened to a run and its files, oldest first unless asked otherwise."""
    found = run_events.list_events(
        session,
        caller,
        run_id=parse_id(run_id, noun="run"),
        level=level,
        newest_first=order == "DESCENDING",
        limit=limit,
        offset=offset,
    )
    return RunLog.of(found)


@router.get(
    "/{run_id}/events",
    operation_id="followRun",
    response_class=StreamingResponse,
    responses={
        200: {
            "description": "Events as they happen; the answer ends with the run.",
            "content": {"text/event-stream": {"schema": {"type": "string"}, "example": EXAMPLE_STREAM}},
        },
        204: {"description": "The run is over and its last event was received before."},
    },
)
async def follow_events(
    run_id: str,
    request: Request,
    backend: WithBackend,
    caller: WithCaller,
    last_event_id: Annotated[
        int, Header(ge=0, le=2**31 - 1, description="Go on behind this event; browsers send it.")
    ] = 0,
) -> Response:
    """Follow a run live as server-sent events: its log so far, then whatever happens, and progress."""
    follower = _Follower(backend, caller, parse_id(run_id, noun="run"))
    growth = await run_in_threadpool(follower.begin, last_event_id)
    if growth.is_over and not growth.events and last_event_id:
        # The one answer that keeps a browser from connecting again.
        return Response(status_code=204)
    watch: LogWatch = request.app.state.log_watch
    return StreamingResponse(
        _follow(follower, watch, growth),
        media_type="text/event-stream",
        headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
    )


@dataclass(frozen=True, slots=True)
class _Follower:
    """Who follows which run; all functions read shortly, in a thread."""

    backend: Backend
    caller: Caller
    run_id: UUID

    def begin(self, seen: int) -> LogGrowth:
        with self.backend.database.read() as session:
            runs.get_run(session, self.caller, run_id=self.run_id)
            return run_events.look(session, run_id=self.run_id, seen=seen, now=now())

    def look(self, seen: int) -> LogGrowth:
        with self.backend.database.read() as session:
            return run_events.look(session, run_id=self.run_id, seen=seen, now=now())

    def may_still_read(self) -> bool:
        with self.backend.database.read() as session:
            try:
                runs.get_run(session, self.caller, run_id=self.run_id)
            except DocyardError:
                return False
        return True


async def _follow(follower: _Follower, watch: LogWatch, growth: LogGrowth) -> AsyncIterator[str]:
    """Yield events until the run is over; between looks neither a thread nor a session is held."""
    with watch.follow(follower.run_id) as grown:
        while True:
            if growth.events or growth.progress is not None:
                yield _render(growth)
            if growth.is_over:
                return
            while not growth.has_more and not await _wait(grown, watch):
                if not await run_in_threadpool(follower.may_still_read):
                    return
                # Nothing has happened, yet rate and time left are others than before.
                yield _render(await run_in_threadpool(follower.look, growth.seen), with_events=False)
                yield ": still here\n\n"
            grown.clear()
            latest = await run_in_threadpool(follower.look, growth.seen)
            growth = latest if latest.events or latest.is_over else replace(latest, progress=None)


async def _wait(grown: asyncio.Event, watch: LogWatch) -> bool:
    """Wait until the log may have grown; False if a heartbeat is due before."""
    watch.go_on()
    try:
        async with asyncio.timeout(_HEARTBEAT_EVERY_S):
            await grown.wait()
    except TimeoutError:
        return False
    return True


def _render(growth: LogGrowth, *, with_events: bool = True) -> str:
    """Return events and the progress after them; JSON escapes line breaks, which would end a field."""
    parts = [
        f"id: {found.sequence}\nevent: {found.event.kind}\n"
        f"data: {RunEventBody.of(found).model_dump_json()}\n\n"
        for found in (growth.events if with_events else ())
    ]
    if growth.progress is not None and growth.pace is not None:
        body = json.dumps(ProgressBody.of(growth.progress, growth.pace).model_dump(), separators=(",", ":"))
        parts.append(f"event: progress\ndata: {body}\n\n")
    return "".join(parts)
