"""Who gets an engine process next."""

import contextlib
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import count

from docyard.engine.processes.slot import Slot, Stopping

_LOOK_EVERY_S = 1.0


@dataclass(eq=False, slots=True)
class _Ticket:
    """Somebody who waits; ``slots`` are filled in before ``is_served`` is set."""

    group: str
    number: int
    alone: bool
    slots: list[Slot] = field(default_factory=list)
    is_served: threading.Event = field(default_factory=threading.Event)


class Turns:
    """Shares slots fairly between groups of tasks.

    A free slot goes to the group that holds fewest, then to the one served longest ago, then to who came
    first (max-min fairness). The spare slot is for groups that hold none while all others are taken: what
    is small never waits for the end of what is big.
    """

    def __init__(self, slots: Sequence[Slot], *, spare: Slot) -> None:
        self._all = (*slots, spare)
        self._spare = spare
        # Used like a stack: a process that is warm goes before one that has yet to start.
        self._idle = list(self._all)
        self._lock = threading.Lock()
        self._waiting: list[_Ticket] = []
        self._held: Counter[str] = Counter()
        self._served_at: dict[str, int] = {}
        self._numbers = count()

    @contextlib.contextmanager
    def taken(self, group: str, stopping: Stopping, *, alone: bool) -> Iterator[Slot]:
        """Wait for a slot and hold it; with ``alone`` all others as well, so that they stand still.

        Raises:
            FileStopped: The task is not wanted any more.
        """
        ticket = _Ticket(group, next(self._numbers), alone)
        with self._lock:
            self._waiting.append(ticket)
            self._serve()
        try:
            while not ticket.is_served.wait(_LOOK_EVERY_S):
                stopping.raise_if_asked()
            yield ticket.slots[0]
        finally:
            with self._lock:
                self._leave(ticket)
                self._serve()

    def if_idle(self, slot: Slot, act: Callable[[], None]) -> None:
        """Do something to a slot that nobody holds, and nobody gets meanwhile."""
        with self._lock:
            if slot in self._idle:
                act()

    def _leave(self, ticket: _Ticket) -> None:
        if ticket in self._waiting:
            self._waiting.remove(ticket)
        self._idle += reversed(ticket.slots)
        self._held[ticket.group] -= len(ticket.slots)
        ticket.slots = []
        if not any(each.group == ticket.group for each in self._waiting) and not self._held[ticket.group]:
            del self._held[ticket.group]
            self._served_at.pop(ticket.group, None)

    def _serve(self) -> None:
        """Give slots out while there are some for whoever is next."""
        while self._waiting:
            ticket = self._next()
            slots = self._slots_for(ticket)
            if not slots:
                return
            for slot in slots:
                self._idle.remove(slot)
            self._waiting.remove(ticket)
            self._held[ticket.group] += len(slots)
            self._served_at[ticket.group] = next(self._numbers)
            ticket.slots = slots
            ticket.is_served.set()

    def _next(self) -> _Ticket:
        # Who waits for all slots would wait for ever if others took them one by one.
        for ticket in self._waiting:
            if ticket.alone:
                return ticket
        return min(
            self._waiting,
            key=lambda each: (self._held[each.group], self._served_at.get(each.group, -1), each.number),
        )

    def _slots_for(self, ticket: _Ticket) -> list[Slot]:
        if ticket.alone:
            return list(reversed(self._idle)) if len(self._idle) == len(self._all) else []
        ordinary = [slot for slot in self._idle if slot is not self._spare]
        if ordinary:
            return [ordinary[-1]]
        return [self._spare] if self._idle and not self._held[ticket.group] else []
