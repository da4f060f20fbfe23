"""Runs and files only move forward, whatever arrives late, twice or in another order."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from uuid import UUID, uuid4

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlalchemy import text

from docyard.domain.deliveries import Delivery, DeliveryStatus, Retries
from docyard.domain.results import Alert, DocumentResult, FieldResult, FileFailure, FileResult
from docyard.domain.runs import FINAL_RUN_STATUSES, FileEnd, FileStatus, Run, RunStatus
from docyard.domain.sweeps import Keeping
from docyard.domain.usage import Usage, UsageUnit
from docyard.drives import open_built_in
from docyard.engine.processes import EnginePool
from docyard.errors import Conflict
from docyard.integrations.webhook import WebhookRules
from docyard.services.reviews import Review, review_run
from docyard.services.runs import cancel_run
from docyard.store import deliveries, results, run_events, runs, usage
from docyard.store.database import Database, Session
from docyard.store.deliveries import DeliveryFilter
from docyard.store.keyring import Keyring
from docyard.workflows.archives import ExtractionLimits
from docyard.workflows.drives import Drives
from docyard.workflows.model_endpoints import ModelEndpoints
from docyard.workflows.queue import WorkQueue, migrate_journal
from docyard.workflows.run_ends import end_file
from docyard.workflows.runs import fail_run, finish_run, process_chunk
from docyard.workflows.worker import Worker
from tests.factories import NOW, make_organization, make_run

FILES = 3
ALLOWED = {
    RunStatus.RUNNING: set(RunStatus) - {RunStatus.PAUSED},
    RunStatus.STOPPED_AT_CHECKPOINT: set(RunStatus) - {RunStatus.PAUSED},
    RunStatus.COMPLETE: {RunStatus.COMPLETE},
    RunStatus.FAILED: {RunStatus.FAILED},
    RunStatus.CANCELLED: {RunStatus.CANCELLED},
}
ENDINGS = {"run.completed", "run.failed", "run.cancelled"}


@dataclass(frozen=True)
class Snapshot:
    """All that the database and the output folder say of a run."""

    run: Run
    files: dict[int, FileStatus]
    results: dict[int, FileResult]
    usage: Usage
    log: tuple[tuple[int, str], ...]
    delivery: tuple[DeliveryStatus, str]
    queued: dict[str, int]
    has_results_file: bool


@contextmanager
def open_worker(database: Database, folder: Path) -> Iterator[Worker]:
    """A worker over real parts, whose engine processes are never needed."""
    migrate_journal(database.url)
    keyring = Keyring(given=(), file=folder / "secret.keys")
    queue = WorkQueue(database.url)
    with EnginePool(1, wall_limit_s=1, memory_limit_bytes=1_000_000_000) as engine:
        yield Worker(
            database=database,
            drives=Drives(built_in=open_built_in(root=folder / "drive"), keyring=keyring),
            queue=queue,
            engine=engine,
            pages_per_file=1,
            starts_per_file=20,
            keyring=keyring,
            models=ModelEndpoints(keyring, private_addresses=False),
            webhooks=WebhookRules(timeout_s=1, private_addresses=False, signing_key=None),
            retries=Retries(attempts=1, backoff_s=1),
            extraction=ExtractionLimits(files=1, total_bytes=1, file_bytes=1, ratio=1),
            journal_kept=timedelta(days=7),
            keeping=Keeping(
                pages=None, audit_events=None, idle=timedelta(days=1), attempts=timedelta(days=1)
            ),
            sweep_hour=3,
        )
    queue.close()


class Events(RuleBasedStateMachine):
    """Everything that may happen to a run, in any order and number."""

    def __init__(self, worker: Worker) -> None:
        super().__init__()
        self.worker = worker

    @initialize(has_review=st.booleans())
    def start(self, has_review: bool) -> None:
        with self.worker.database.write() as session:
            self.caller = make_organization(session, f"org{uuid4().hex}")
            self.run = make_run(session, self.caller, files=FILES, review_enabled=has_review)
            deliveries.add_delivery(session, delivery=_delivery(self.run), encrypted_webhook="x")
            self.stale = [runs.find_run_file(session, run_id=self.run.id, position=n) for n in range(FILES)]
        self.before = self._look()

    @rule(position=st.integers(0, FILES - 1), pages=st.integers(0, 3), breaks_rule=st.booleans())
    def end_file(self, position: int, pages: int, breaks_rule: bool) -> None:
        """A worker, perhaps one taken for dead long ago, hands in what became of a file."""
        file = self.stale[position]
        assert file is not None
        failure = None if pages else FileFailure("file_crashed", "It crashed.", retryable=True)
        result = FileResult(file.name, failure=failure) if failure else _result(file.name, pages, breaks_rule)
        end = FileEnd(failure, page_count=pages, document_count=len(result.documents), engine_s=1.0)
        with self.worker.database.write() as session:
            end_file(session, self.worker.queue, run=self.run, file=file, result=result, end=end, now=NOW)

    @rule()
    def finish(self) -> None:
        finish_run(self.worker, str(self.run.id))

    @rule()
    def meet_a_fault(self) -> None:
        fail_run(self.worker, str(self.run.id))

    @rule()
    def cancel(self) -> None:
        with self.worker.database.write() as session:
            try:
                cancel_run(session, self.caller, queue=self.worker.queue, run_id=self.run.id, now=NOW)
            except Conflict:
                assert self.before.run.status in FINAL_RUN_STATUSES

    @rule()
    def accept(self) -> None:
        with self.worker.database.write() as session:
            try:
                review_run(
                    session,
                    self.caller,
                    queue=self.worker.queue,
                    run_id=self.run.id,
                    review=Review(corrections=(), packet_corrections=(), accept=True),
                    now=NOW,
                )
            except Conflict:
                assert self.before.run.status is not RunStatus.STOPPED_AT_CHECKPOINT

    @rule()
    def take_over_a_chunk(self) -> None:
        """A chunk is worked through again; while it has files to read, that takes a real engine."""
        if FileStatus.QUEUED not in self.before.files.values():
            process_chunk(self.worker, str(self.run.id), 0, FILES)

    @invariant()
    def only_forward(self) -> None:
        before, now = self.before, self._look()
        self.before = now
        assert now.run.status in ALLOWED[before.run.status]
        assert now.log[: len(before.log)] == before.log
        for position, status in before.files.items():
            if status is not FileStatus.QUEUED:
                assert now.files[position] is status
                assert (position in now.results) == (position in before.results)
        if before.run.status in FINAL_RUN_STATUSES:
            assert now == before

    @invariant()
    def counted_once(self) -> None:
        now = self.before
        is_over = now.run.status in FINAL_RUN_STATUSES
        ended = [status for status in now.files.values() if status in (FileStatus.DONE, FileStatus.FAILED)]
        kinds = [kind for _, kind in now.log]
        assert now.usage.files == len(ended) == len(now.results)
        assert now.usage.runs == is_over
        assert sum(kind.startswith("file.") for kind in kinds) == len(ended)
        assert sum(kind in ENDINGS for kind in kinds) == is_over
        assert kinds.count("run.finishing") == (len(ended) == FILES)
        assert [number for number, _ in now.log] == list(range(1, len(now.log) + 1))

    @invariant()
    def told_once(self) -> None:
        now = self.before
        is_over = now.run.status in FINAL_RUN_STATUSES
        status, body = now.delivery
        assert status is (DeliveryStatus.PENDING if is_over else DeliveryStatus.WAITING)
        assert bool(body) == is_over
        assert now.queued.get("attempt_delivery", 0) == is_over
        kinds = [kind for _, kind in now.log]
        assert now.queued.get("finish_run", 0) == kinds.count("run.finishing") + kinds.count("run.reviewed")

    @invariant()
    def whole_at_the_end(self) -> None:
        now = self.before
        states = set(now.files.values())
        assert now.has_results_file == (now.run.status is RunStatus.COMPLETE)
        if now.run.status in (RunStatus.COMPLETE, RunStatus.STOPPED_AT_CHECKPOINT):
            assert states <= {FileStatus.DONE, FileStatus.FAILED}
        if now.run.status in FINAL_RUN_STATUSES:
            assert FileStatus.QUEUED not in states
            assert now.run.finished_at is not None
            assert now.run.settings.passwords == {}

    def _look(self) -> Snapshot:
        drive = self.worker.drives.built_in
        with self.worker.database.read() as session:
            run = runs.find_run(session, run_id=self.run.id)
            assert run is not None
            files = runs.list_run_files(session, run_id=run.id, offset=0, limit=FILES)
            log = run_events.list_events_after(session, run_id=run.id, sequence=0, limit=1000)
            told = DeliveryFilter([run.workspace_id], run_id=run.id)
            (delivery,) = deliveries.list_deliveries(session, narrowed=told, limit=10, offset=0)
            return Snapshot(
                run=run,
                files={file.position: file.status for file in files},
                results=dict(results.walk_results(session, run_id=run.id)),
                usage=_usage(session, run),
                log=tuple((each.sequence, each.event.kind.value) for each in log),
                delivery=(delivery.status, delivery.body),
                queued=_queued(session, run.id, delivery.id),
                has_results_file=drive.find(f"{run.output_key}/results.json") is not None,
            )


def test_nothing_moves_back(database: Database, tmp_path: Path) -> None:
    with open_worker(database, tmp_path) as worker:

        class EventsHere(Events):
            def __init__(self) -> None:
                super().__init__(worker)

        short = settings(max_examples=15, stateful_step_count=12)
        run_state_machine_as_test(EventsHere, settings=short)


def _result(name: str, pages: int, breaks_rule: bool) -> FileResult:
    alerts = (Alert("required", "It is missing."),) if breaks_rule else ()
    field = FieldResult(name="total", value=str(pages), alerts=alerts)
    return FileResult(name, (DocumentResult(None, None, (), (field,)),))


def _delivery(run: Run) -> Delivery:
    return Delivery(
        id=uuid4(),
        organization_id=run.organization_id,
        workspace_id=run.workspace_id,
        run_id=run.id,
        url="https://example.com/",
        body="",
        status=DeliveryStatus.WAITING,
        created_at=NOW,
        next_attempt_at=None,
        finished_at=None,
    )


def _usage(session: Session, run: Run) -> Usage:
    counted = usage.list_usage(
        session,
        organization_id=run.organization_id,
        workspace_ids=None,
        first=date.min,
        last=date.max,
        by=UsageUnit.WORKSPACE,
        limit=10,
        offset=0,
    )
    return counted[0].usage if counted else Usage()


def _queued(session: Session, run_id: UUID, delivery_id: UUID) -> dict[str, int]:
    """Count what is in the journal for the run, by workflow."""
    table = "workflow_status" if session.get_bind().dialect.name == "sqlite" else "dbos.workflow_status"
    query = (
        f"SELECT name, count(*) FROM {table} "
        "WHERE workflow_uuid LIKE :run OR workflow_uuid LIKE :delivery GROUP BY name"
    )
    found = session.execute(text(query), {"run": f"%{run_id}%", "delivery": f"%{delivery_id}%"})
    return {str(name): int(count) for name, count in found}
