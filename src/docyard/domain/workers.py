"""Worker processes as the database knows them."""

from dataclasses import dataclass
from datetime import datetime, timedelta

HEARTBEAT_EVERY = timedelta(seconds=5)

# A worker this long silent is taken for dead and its work is handed on. Generous against a busy
# machine, short against the minute within which work must move on.
PRESUMED_DEAD_AFTER = timedelta(seconds=30)


@dataclass(frozen=True, slots=True)
class Worker:
    """One worker process; ``executor_id`` is unique over all machines and times."""

    executor_id: str
    host: str
    pid: int
    started_at: datetime
    heartbeat_at: datetime
