"""What workflows work with, and the process that runs them."""

import os
import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

import structlog
from dbos import DBOS, DBOSConfig

from docyard.domain import workers as domain
from docyard.domain.deliveries import Retries
from docyard.domain.sweeps import Keeping
from docyard.errors import DiskFull
from docyard.integrations.webhook import WebhookRules
from docyard.store import runs, workers
from docyard.store.database import Database
from docyard.store.keyring import Keyring
from docyard.workflows.archives import ExtractionLimits
from docyard.workflows.drives import Drives
from docyard.workflows.journal import sweep_journal
from docyard.workflows.nights import begin_night
from docyard.workflows.queue import (
    APPLICATION,
    APPLICATION_VERSION,
    JsonSerializer,
    Queue,
    WorkQueue,
    dbos_url,
)

if TYPE_CHECKING:
    # Known by name alone: the API reads this module too, and has no use for the engine behind it.
    from docyard.engine.processes import EnginePool

_log = structlog.get_logger()

# How often DBOS looks for work in a queue; each look fills the free places, so this and the
# concurrency below bound the rate. Looks cost most of what an idle worker takes of a core: queues
# that nobody watches are looked at less often.
_POLL_S = 0.1
_UNWATCHED_POLL_S = 0.5

# Once a minute, and at the start.
_BEATS_PER_SWEEP = 12


@dataclass(frozen=True, slots=True)
class Worker:
    """What workflows work with.

    Attributes:
        reading: files that engine processes read just now, by run and position.
    """

    database: Database
    drives: Drives
    queue: WorkQueue
    engine: "EnginePool"
    pages_per_file: int
    keyring: Keyring
    webhooks: WebhookRules
    retries: Retries
    extraction: ExtractionLimits
    journal_kept: timedelta
    keeping: Keeping
    sweep_hour: int
    reading: set[tuple[UUID, int]] = field(default_factory=set)

    def now(self) -> datetime:
        """Read the clock."""
        return datetime.now(UTC)


def run_worker(worker: Worker, workflows: dict[str, Callable[..., None]], *, stop: threading.Event) -> None:
    """Take queued work until ``stop`` is set; every worker found dead meanwhile has its work queued again.

    ``workflows`` are what ``registry.bind`` returns. Work goes on in other threads when this
    returns; the process is expected to end at once, as if it had crashed, and the next worker takes
    up what is unfinished.
    """
    executor_id = f"{socket.gethostname()}:{uuid4()}"
    _launch(worker, workflows, executor_id=executor_id)
    started_at = worker.now()
    _announce(worker, executor_id, started_at=started_at)
    _log.info("worker.ready", executor_id=executor_id, processes=worker.engine.size)
    for beat in count():
        try:
            _announce(worker, executor_id, started_at=started_at)
            _take_over_from_the_dead(worker, executor_id)
            if beat % _BEATS_PER_SWEEP == 0:
                _sweep_journal(worker)
                begin_night(worker.database, worker.queue, hour=worker.sweep_hour, now=worker.now())
        except DiskFull as refusal:
            # Work under way waits for space, too; ending would only lose what it has done.
            _log.warning("worker.waits_for_space", reason=refusal.message)
        if stop.wait(domain.HEARTBEAT_EVERY.total_seconds()):
            break
    with worker.database.write() as session:
        runs.take_back_starts(session, files=list(worker.reading))


def _sweep_journal(worker: Worker) -> None:
    removed = sweep_journal(finished_before=worker.now() - worker.journal_kept)
    if removed:
        _log.info("journal.swept", entries=removed)


def _launch(worker: Worker, workflows: dict[str, Callable[..., None]], *, executor_id: str) -> None:
    config = DBOSConfig(
        name=APPLICATION,
        system_database_url=dbos_url(worker.database.url),
        executor_id=executor_id,
        application_version=APPLICATION_VERSION,
        serializer=JsonSerializer(),
        run_migrations=False,
        log_level="ERROR",
    )
    DBOS(config=config)
    for name, function in workflows.items():
        DBOS.workflow(name=name, max_recovery_attempts=None)(function)
    DBOS.listen_queues(list(Queue))
    DBOS.launch()
    # One run may keep all engine processes busy and one file waiting for each; as many places again
    # are left to other runs, whose files then share the processes first come, first served.
    of_one_run = 2 * worker.engine.size
    DBOS.register_queue(
        Queue.FILES,
        worker_concurrency=2 * of_one_run,
        partition_worker_concurrency=of_one_run,
        polling_interval_sec=_POLL_S,
        on_conflict="always_update",
    )
    DBOS.register_queue(
        Queue.JOBS, worker_concurrency=8, polling_interval_sec=_POLL_S, on_conflict="always_update"
    )
    DBOS.register_queue(
        Queue.COPIES,
        worker_concurrency=4,
        partition_worker_concurrency=2,
        polling_interval_sec=_UNWATCHED_POLL_S,
        on_conflict="always_update",
    )
    # These wait for others, up to the timeout of webhooks each.
    DBOS.register_queue(
        Queue.DELIVERIES,
        worker_concurrency=16,
        partition_worker_concurrency=4,
        polling_interval_sec=_UNWATCHED_POLL_S,
        on_conflict="always_update",
    )


def _announce(worker: Worker, executor_id: str, *, started_at: datetime) -> None:
    """Give a sign of life, also where another worker has taken this one for dead."""
    now = worker.now()
    with worker.database.write() as session:
        if not workers.touch_worker(session, executor_id=executor_id, now=now):
            myself = domain.Worker(
                executor_id=executor_id,
                host=socket.gethostname(),
                pid=os.getpid(),
                started_at=started_at,
                heartbeat_at=now,
            )
            workers.add_worker(session, worker=myself)


def _take_over_from_the_dead(worker: Worker, executor_id: str) -> None:
    """Queue again what dead workers left unfinished, then forget them.

    In this order a crash in between makes the next worker repeat it, which is harmless: DBOS hands
    re-queued work to one worker only.
    """
    with worker.database.read() as session:
        others = [other for other in workers.list_workers(session) if other.executor_id != executor_id]
    for other in others:
        # In a container a restarted worker often gets the number of the one before.
        if other.pid == os.getpid() or is_dead(other, now=worker.now()):
            DBOS._recover_pending_workflows([other.executor_id])
            with worker.database.write() as session:
                workers.remove_worker(session, executor_id=other.executor_id)
            _log.warning("worker.replaced", executor_id=other.executor_id)


def is_dead(worker: domain.Worker, *, now: datetime) -> bool:
    """Tell by its silence, or at once where its process is known to be gone from this machine."""
    if now - worker.heartbeat_at > domain.PRESUMED_DEAD_AFTER:
        return True
    return worker.host == socket.gethostname() and not Path(f"/proc/{worker.pid}").exists()
