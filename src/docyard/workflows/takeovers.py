"""Taking over what dead workers, and workers of earlier versions, have left unfinished."""

import os
import socket
from datetime import datetime
from pathlib import Path

import structlog
from dbos import DBOS

from docyard.domain import workers as domain
from docyard.store import journal, workers
from docyard.store.database import Database
from docyard.workflows.queue import APPLICATION_VERSION

_log = structlog.get_logger()


def take_over(database: Database, *, executor_id: str) -> bool:
    """Queue again what nobody alive works on and forget dead workers; tell whether there were any.

    Two that do it at a time do no harm: work queued again is handed to one worker only.
    """
    # In this order: whoever has taken work by now is seen among the workers below.
    working = _list_executors()
    with database.read() as session:
        now = workers.read_clock(session)
        known = [each for each in workers.list_workers(session) if each.executor_id != executor_id]
    dead = {each.executor_id for each in known if is_dead(each, now=now) or _had_this_number(each)}
    alive = {executor_id, *(each.executor_id for each in known)} - dead
    orphaned = sorted(working - alive)
    if orphaned:
        DBOS._recover_pending_workflows(orphaned)
    with database.write() as session:
        for name in dead:
            workers.remove_worker(session, executor_id=name)
    for name in sorted(dead.union(orphaned)):
        _log.warning("worker.replaced", executor_id=name)
    return bool(dead)


def adopt_earlier_versions(database: Database) -> None:
    """Take over unfinished work of earlier versions that no living worker is of.

    Until then it waits for those workers: a rolling upgrade lets them finish what they know.
    """
    with database.read() as session:
        left = journal.list_unfinished_versions(session)
        now = workers.read_clock(session)
        served = {
            each.application_version for each in workers.list_workers(session) if not is_dead(each, now=now)
        }
    earlier = [version for version in left if _is_earlier(version) and version not in served]
    if not earlier:
        return
    with database.write() as session:
        adopted = journal.relabel_unfinished(session, versions=earlier, to=APPLICATION_VERSION)
    _log.warning("work.adopted", versions=earlier, entries=adopted)


def is_dead(worker: domain.Worker, *, now: datetime) -> bool:
    """Tell by its silence, or at once where its process is known to be gone.

    ``now`` is the database's time, as heartbeats are: clocks of machines may differ.
    """
    if now - worker.heartbeat_at > domain.PRESUMED_DEAD_AFTER:
        return True
    return bool(worker.place) and worker.place == this_place() and not Path(f"/proc/{worker.pid}").exists()


def _had_this_number(worker: domain.Worker) -> bool:
    """Tell whether it ran here under the number that is this process's now."""
    return bool(worker.place) and worker.place == this_place() and worker.pid == os.getpid()


def describe_worker(*, executor_id: str, now: datetime) -> domain.Worker:
    """Return this process as other workers are to know it."""
    return domain.Worker(
        executor_id=executor_id,
        host=socket.gethostname(),
        pid=os.getpid(),
        started_at=now,
        heartbeat_at=now,
        place=this_place(),
        application_version=APPLICATION_VERSION,
    )


def this_place() -> str:
    """Name where process numbers mean what they mean here; empty where that cannot be told.

    Containers have numbers of their own and may share a host's name.
    """
    try:
        boot = Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
        return f"{boot}/{Path('/proc/self/ns/pid').readlink()}"
    except OSError:
        return ""


def _list_executors() -> set[str]:
    entries = DBOS.list_workflows(status="PENDING", load_input=False, load_output=False)
    return {entry.executor_id for entry in entries if entry.executor_id}


def _is_earlier(version: str) -> bool:
    return version.isdecimal() and int(version) < int(APPLICATION_VERSION)
