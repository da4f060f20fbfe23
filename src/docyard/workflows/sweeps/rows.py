"""Deleting old rows of one kind in one place, a portion at a time."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import TypeVar

from docyard.domain.sweeps import Swept
from docyard.store.database import Session
from docyard.workflows.sweeps.broom import Broom

_AT_ONCE = 500

Id = TypeVar("Id")


def sweep_rows(
    broom: Broom,
    place: Swept,
    *,
    count: Callable[[Session], int],
    find: Callable[[Session, int], Sequence[Id]],
    delete: Callable[[Session, Sequence[Id]], int],
) -> Iterator[Swept]:
    """Delete rows some hundreds at a time, each portion noted with its going; a trial counts them.

    Args:
        broom: the sweep.
        place: kind, organization and workspace of the rows.
        count: returns how many there are.
        find: returns some, as many as asked for at most.
        delete: deletes them and returns how many went.
    """
    if broom.is_trial:
        with broom.database.read() as session:
            items = count(session)
        yield replace(place, items=items)
        return
    is_more = True
    while is_more:
        with broom.database.write() as session:
            ids = find(session, _AT_ONCE)
            swept = replace(place, items=delete(session, ids))
            broom.note(session, swept)
        is_more = len(ids) == _AT_ONCE
        yield swept
