"""Worker processes as the database knows them."""

from dataclasses import dataclass
from datetime import datetime, timedelta

HEARTBEAT_EVERY = timedelta(seconds=5)

# A worker this long silent is taken for dead and its work is handed on. Generous against a busy
# machine, short against the minute within which work must move on.
PRESUMED_DEAD_AFTER = timedelta(seconds=30)


@dataclass(frozen=True, slots=True)
class Worker:
    """One worker process; ``executor_id`` is unique over all machines and times.

    Attributes:
        heartbeat_at: last sign of life, by the database's clock.
        place: where ``pid`` means this process; empty where that cannot be told.
        application_version: whose work it takes.
    """

    executor_id: str
    host: str
    pid: int
    started_at: datetime
    heartbeat_at: datetime
    place: str = ""
    application_version: str = "1"
