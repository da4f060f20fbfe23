"""Packets of runs as requests see them: put together from results, without calling functions."""

from uuid import UUID

from docyard.domain.apps import AppDefinition
from docyard.domain.packets import PacketFieldResult
from docyard.engine.packets import assemble_packet, read_records
from docyard.store import packets, results
from docyard.store.database import Session


def make_packet(
    session: Session, *, run_id: UUID, app: AppDefinition
) -> tuple[PacketFieldResult, ...] | None:
    """Return a run's packet by its results as they are now; None if the app has no packet fields.

    What people wrote into an earlier packet of the run stays, and so does what functions said of it.
    """
    if not app.packet_fields:
        return None
    earlier = packets.find_packet(session, run_id=run_id) or ()
    found = (result for _, result in results.walk_results(session, run_id=run_id))
    return assemble_packet(app, read_records(app, found), earlier=earlier)
