"""Packets of runs: saving one twice is harmless."""

from uuid import UUID

from pydantic import TypeAdapter

from docyard.domain.packets import PacketFieldResult
from docyard.store.database import Session
from docyard.store.tables import PacketRow

_FORMAT = TypeAdapter(tuple[PacketFieldResult, ...])


def save_packet(session: Session, *, run_id: UUID, fields: tuple[PacketFieldResult, ...]) -> None:
    """Keep a run's packet, in place of an earlier one."""
    session.merge(PacketRow(run_id=run_id, body=_FORMAT.dump_json(fields).decode()))
    session.flush()


def find_packet(session: Session, *, run_id: UUID) -> tuple[PacketFieldResult, ...] | None:
    """Return the fields of a run's packet; None if its app has no packets, or the run is not that far."""
    row = session.get(PacketRow, run_id)
    return None if row is None else _FORMAT.validate_json(row.body)
