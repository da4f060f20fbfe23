"""What workflows work with, and the process that runs them."""

import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
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
from docyard.workflows.model_endpoints import ModelEndpoints
from docyard.workflows.nights import begin_night
from docyard.workflows.queue import (
    APPLICATION,
    APPLICATION_VERSION,
    JsonSerializer,
    Queue,
    WorkQueue,
    dbos_url,
)
from docyard.workflows.takeovers import adopt_earlier_versions, describe_worker, take_over

if TYPE_CHECKING:
    # Known by name alone: the API reads this module too, and has no use for the engine behind it.
    from docyard.engine.processes import EnginePool

_log = structlog.get_logger()

# How often DBOS looks for work in a queue; each look fills the free places, so this and the
# concurrency below bound the rate. Looks cost most of what an idle worker takes of a core: queues
# that nobody watches are looked at less often.
_POLL_S = 0.25
_UNWATCHED_POLL_S = 1.0

# So many runs have files under way at once; the next one waits for a chunk of theirs to end.
_RUNS_AT_ONCE = 6

# Once a minute, and at the start.
_BEATS_PER_SWEEP = 12


@dataclass(frozen=True, slots=True)
class Worker:
    """What workflows work with.

    Attributes:
        starts_per_file: a file whose worker died as often while it was read is set aside.
        reading: files that engine processes read just now, by run and position.
    """

    database: Database
    drives: Drives
    queue: WorkQueue
    engine: "EnginePool"
    pages_per_file: int
    starts_per_file: int
    keyring: Keyring
    models: ModelEndpoints
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
    # Before it takes any work, so that whatever it takes is missed when it dies.
    _announce(worker, executor_id)
    _launch(worker, workflows, executor_id=executor_id)
    _log.info("worker.ready", executor_id=executor_id, processes=worker.engine.size)
    for beat in count():
        try:
            _beat(worker, executor_id, is_sweep=beat % _BEATS_PER_SWEEP == 0)
        except DiskFull as refusal:
            # Work under way waits for space, too; ending would only lose what it has done.
            _log.warning("worker.waits_for_space", reason=refusal.message)
        except Exception:  # noqa: BLE001 - one beat that fails is no reason to end
            # A database that is away for a moment; the work under way tries again by itself.
            _log.exception("worker.beat_failed")
        if stop.wait(domain.HEARTBEAT_EVERY.total_seconds()):
            break
    _leave(worker, executor_id)


def _beat(worker: Worker, executor_id: str, *, is_sweep: bool) -> None:
    _announce(worker, executor_id)
    has_dead = take_over(worker.database, executor_id=executor_id)
    if has_dead or is_sweep:
        adopt_earlier_versions(worker.database)
    if is_sweep:
        _sweep_journal(worker)
        begin_night(worker.database, worker.queue, hour=worker.sweep_hour, now=worker.now())


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
        # No workflow waits for messages; to hear of them on PostgreSQL would wake the process 100 times
        # a second.
        use_listen_notify=False,
        log_level="ERROR",
    )
    DBOS(config=config)
    for name, function in workflows.items():
        DBOS.workflow(name=name, max_recovery_attempts=None)(function)
    DBOS.listen_queues(list(Queue))
    DBOS.launch()
    # One run may keep all engine processes busy, and files waiting so that none of them idles while
    # results are kept; runs take turns at the processes.
    of_one_run = 2 * worker.engine.size
    DBOS.register_queue(
        Queue.FILES,
        worker_concurrency=_RUNS_AT_ONCE * of_one_run,
        partition_worker_concurrency=of_one_run,
        polling_interval_sec=_POLL_S,
        on_conflict="always_update",
    )
    # These mostly wait for models; each file's engine work takes its turn with all others.
    DBOS.register_queue(
        Queue.MODEL_FILES,
        worker_concurrency=32,
        partition_worker_concurrency=8,
        polling_interval_sec=_UNWATCHED_POLL_S,
        on_conflict="always_update",
    )
    DBOS.register_queue(
        Queue.JOBS, worker_concurrency=8, polling_interval_sec=2 * _POLL_S, on_conflict="always_update"
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


def _announce(worker: Worker, executor_id: str) -> None:
    """Give a sign of life, also where another worker has taken this one for dead."""
    with worker.database.write() as session:
        now = workers.read_clock(session)
        if not workers.touch_worker(session, executor_id=executor_id, now=now):
            workers.add_worker(session, worker=describe_worker(executor_id=executor_id, now=now))


def _leave(worker: Worker, executor_id: str) -> None:
    """Let the next worker take up what is unfinished at once, and hold nothing against its files."""
    with worker.database.write() as session:
        runs.take_back_starts(session, files=list(worker.reading))
        workers.remove_worker(session, executor_id=executor_id)
