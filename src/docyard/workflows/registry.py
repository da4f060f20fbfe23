"""All workflows by the names under which work is queued."""

import time
from collections.abc import Callable
from dataclasses import dataclass

import structlog
from dbos import DBOS
from dbos import error as dbos_error

from docyard.errors import DiskFull
from docyard.workflows.deliveries import attempt_delivery, give_up_delivery
from docyard.workflows.house_keeping import fail_sweep, run_sweep
from docyard.workflows.jobs import fail_job, run_job
from docyard.workflows.revisions import (
    give_up_judging,
    give_up_revision,
    judge_duplicates,
    revise_run,
)
from docyard.workflows.runs import fail_run, finish_run, process_chunk
from docyard.workflows.worker import Worker

_log = structlog.get_logger()

# Somebody has to free space; until then, trying again harms nothing.
_FULL_PAUSE_S = 5.0


@dataclass(frozen=True, slots=True)
class Workflow:
    """What to do, and what to do when that fails however often it is tried.

    Both take the worker and the ids that were queued; ``give_up`` takes the first id only.
    """

    body: Callable[..., None]
    give_up: Callable[[Worker, str], None]


WORKFLOWS: dict[str, Workflow] = {
    "process_chunk": Workflow(process_chunk, give_up=fail_run),
    "finish_run": Workflow(finish_run, give_up=fail_run),
    "revise_run": Workflow(revise_run, give_up=give_up_revision),
    "judge_duplicates": Workflow(judge_duplicates, give_up=give_up_judging),
    "run_job": Workflow(run_job, give_up=fail_job),
    "run_sweep": Workflow(run_sweep, give_up=fail_sweep),
    "attempt_delivery": Workflow(attempt_delivery, give_up=give_up_delivery),
}


def bind(worker: Worker) -> dict[str, Callable[..., None]]:
    """Return all workflows over one worker, by name."""
    return {name: _durable(name, workflow, worker) for name, workflow in WORKFLOWS.items()}


def _durable(name: str, workflow: Workflow, worker: Worker) -> Callable[..., None]:
    def run(*ids: str | int) -> None:
        def attempt() -> None:
            while True:
                try:
                    return workflow.body(worker, *ids)
                except DiskFull as refusal:
                    _log.warning("workflow.waits_for_space", workflow=name, ids=ids, reason=refusal.message)
                    time.sleep(_FULL_PAUSE_S)
                except Exception:
                    _log.exception("workflow.attempt_failed", workflow=name, ids=ids)
                    raise

        try:
            # A database or drive that is away for a moment is back within these attempts: 1, 3, 9, 27 s.
            DBOS.run_step(
                {
                    "name": name,
                    "retries_allowed": True,
                    "max_attempts": 5,
                    "interval_seconds": 1.0,
                    "backoff_rate": 3.0,
                },
                attempt,
            )
        except dbos_error.DBOSMaxStepRetriesExceeded:
            workflow.give_up(worker, str(ids[0]))

    return run
