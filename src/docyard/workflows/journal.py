"""The journal of work, as people who look after a server see it."""

from dataclasses import dataclass
from datetime import datetime

from dbos import DBOS, DBOSClient

from docyard.workflows.queue import APPLICATION, APPLICATION_VERSION, JsonSerializer, dbos_url

# Counting further would take long and tell nobody more.
COUNTED_AT_MOST = 10_000

# In one transaction; a thousand take about a tenth of a second.
_REMOVED_AT_ONCE = 1_000

# Between two heartbeats of a worker.
_ROUNDS = 10

_OVER = ["SUCCESS", "ERROR", "CANCELLED", "MAX_RECOVERY_ATTEMPTS_EXCEEDED"]


@dataclass(frozen=True, slots=True)
class Backlog:
    """Work that is not finished; numbers end at ``COUNTED_AT_MOST``.

    Attributes:
        waiting: entries that no worker has taken yet.
        under_way: entries that a worker has taken.
        of_other_versions: those of both that only workers of another version take.
    """

    waiting: int
    under_way: int
    of_other_versions: int


def read_backlog(database_url: str) -> Backlog:
    """Count the unfinished work of a migrated database."""
    client = DBOSClient(
        system_database_url=dbos_url(database_url),
        serializer=JsonSerializer(),
        application_name=APPLICATION,
        lazy=True,
    )
    try:
        waiting, under_way = (
            client.list_workflows(status=states, limit=COUNTED_AT_MOST, load_input=False, load_output=False)
            for states in (["ENQUEUED", "DELAYED"], ["PENDING"])
        )
    finally:
        client.destroy()
    strange = [
        entry for entry in (*waiting, *under_way) if entry.app_version not in (None, APPLICATION_VERSION)
    ]
    return Backlog(waiting=len(waiting), under_way=len(under_way), of_other_versions=len(strange))


def sweep_journal(*, finished_before: datetime) -> int:
    """Remove entries of work that was over by then, at most some thousands, and return how many.

    Nothing under way is touched, and what a run left elsewhere stays. In a worker only; several may
    do it at a time.
    """
    removed = 0
    for _ in range(_ROUNDS):
        found = DBOS.list_workflows(
            status=_OVER,
            completed_before=finished_before.isoformat(),
            limit=_REMOVED_AT_ONCE,
            load_input=False,
            load_output=False,
        )
        DBOS.delete_workflows([entry.workflow_id for entry in found])
        removed += len(found)
        if len(found) < _REMOVED_AT_ONCE:
            break
    return removed
