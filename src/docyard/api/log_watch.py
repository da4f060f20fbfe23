"""Telling those who follow runs that there is something new, at one query for all of them."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from starlette.concurrency import run_in_threadpool

from docyard.api.backend import Backend
from docyard.domain.run_events import LogEnd
from docyard.services import run_events

# Pauses between looks into the database: from the first, while much happens, to the last.
_SHORTEST_PAUSE_S = 0.1
_LONGEST_PAUSE_S = 0.5


class LogWatch:
    """Watches the ends of all logs that somebody follows, for as long as somebody does.

    Made once per server and used in its event loop only.
    """

    def __init__(self, backend: Backend) -> None:
        self._backend = backend
        self._followers: dict[UUID, set[asyncio.Event]] = {}
        self._ends: dict[UUID, LogEnd | None] = {}
        self._watching: asyncio.Task[None] | None = None

    @contextmanager
    def follow(self, run_id: UUID) -> Iterator[asyncio.Event]:
        """Give an event that is set whenever the run's log may have grown since it was last cleared.

        What is in the log when the block begins is for the follower to read first.
        """
        grown = asyncio.Event()
        self._followers.setdefault(run_id, set()).add(grown)
        self.go_on()
        try:
            yield grown
        finally:
            self._followers[run_id].discard(grown)
            if not self._followers[run_id]:
                del self._followers[run_id]
                self._ends.pop(run_id, None)

    def go_on(self) -> None:
        """Make sure that somebody watches: a database that was away for a moment ends that."""
        if self._watching is None or self._watching.done():
            self._watching = asyncio.get_running_loop().create_task(self._watch())

    async def _watch(self) -> None:
        pause = _SHORTEST_PAUSE_S
        try:
            while self._followers:
                ends = await run_in_threadpool(self._look, tuple(self._followers))
                pause = _SHORTEST_PAUSE_S if self._tell(ends) else min(1.5 * pause, _LONGEST_PAUSE_S)
                await asyncio.sleep(pause)
        finally:
            # Whoever looks now meets the fault that ended this, and tells its client.
            for followers in self._followers.values():
                for grown in followers:
                    grown.set()

    def _look(self, run_ids: tuple[UUID, ...]) -> dict[UUID, LogEnd]:
        with self._backend.database.read() as session:
            return run_events.find_log_ends(session, run_ids=run_ids)

    def _tell(self, ends: dict[UUID, LogEnd]) -> bool:
        """Tell the followers of runs that are not as they were; return whether there are any."""
        changed = [
            run_id
            for run_id in self._followers
            if run_id not in self._ends or self._ends[run_id] != ends.get(run_id)
        ]
        for run_id in changed:
            self._ends[run_id] = ends.get(run_id)
            for grown in self._followers[run_id]:
                grown.set()
        return bool(changed)
