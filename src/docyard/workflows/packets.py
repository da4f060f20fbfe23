"""Packets of runs, put together from the results of all of their files."""

from collections.abc import Iterator
from uuid import UUID

from docyard.domain.apps import AppDefinition
from docyard.domain.packets import PacketFieldResult
from docyard.domain.results import FileResult
from docyard.engine.packets import assemble_packet
from docyard.store import packets, results
from docyard.store.database import Session

# Files whose results are held at once.
_PAGE = 50


def make_packet(
    session: Session, *, run_id: UUID, app: AppDefinition
) -> tuple[PacketFieldResult, ...] | None:
    """Return a run's packet by its results as they are now; None if the app has no packet fields.

    What people wrote into an earlier packet of the run stays.
    """
    if not app.packet_fields:
        return None
    earlier = packets.find_packet(session, run_id=run_id) or ()
    return assemble_packet(app, _results(session, run_id), earlier=earlier)


def _results(session: Session, run_id: UUID) -> Iterator[FileResult]:
    offset = 0
    while page := results.list_results(session, run_id=run_id, offset=offset, limit=_PAGE):
        yield from page.values()
        offset += _PAGE
