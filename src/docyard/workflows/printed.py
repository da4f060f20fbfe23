"""What functions print, kept in the logs of runs."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from docyard.domain.run_events import NewRunEvent, RunEventKind
from docyard.domain.runs import RunFile
from docyard.engine.functions import Printed
from docyard.store import run_events
from docyard.store.database import Session


def keep_printed(
    session: Session, *, run_id: UUID, printed: Sequence[Printed], file: RunFile | None, now: datetime
) -> None:
    """Add what functions printed for a file, or for the packet, to the run's log."""
    for each in printed:
        event = NewRunEvent(
            kind=RunEventKind.FUNCTION_PRINTED,
            at=now,
            # A database may refuse NUL in text.
            message=f"{each.function!r} printed: {each.text}".replace("\0", "\N{REPLACEMENT CHARACTER}"),
            file_position=None if file is None else file.position,
            file_name=None if file is None else file.name,
        )
        run_events.add_event(session, run_id=run_id, event=event)
