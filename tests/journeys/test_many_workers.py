"""Several workers over one PostgreSQL database: some die, some freeze, some are of another release."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import text

from docyard.domain.runs import RunProgress, RunStatus
from docyard.store import results, runs, workers
from docyard.store.database import Database
from tests import databases
from tests.documents import invoice_pdf
from tests.server import Organization, Server
from tests.waiting import wait_until

# Deaths are waited for.
pytestmark = pytest.mark.slow

FILES = 24


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    """A server of one engine process over a PostgreSQL database of its own."""
    data_dir = tmp_path / "data"
    data_dir.mkdir()
    url = databases.create_postgresql()
    (data_dir / "docyard.env").write_text(f"DOCYARD_DATABASE_URL={url}\nDOCYARD_PROCESSES=1\n")
    made = Server(data_dir)
    yield made
    if made.process is not None and made.process.poll() is None:
        made.kill()


@pytest.fixture
def database(server: Server) -> Iterator[Database]:
    with databases.opened_database(server.data_dir) as opened:
        yield opened


@contextmanager
def running_worker(
    server: Server, database: Database, module: str = "docyard"
) -> Iterator["subprocess.Popen[bytes]"]:
    """Run a worker beside the server's own."""
    with database.read() as session:
        before = len(workers.list_workers(session))
    with (server.data_dir / "second.log").open("a") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", module, "worker", "--data-dir", str(server.data_dir)], stderr=log
        )
    try:
        wait_until(lambda: count_workers(database) > before, "the other worker")
        yield process
    finally:
        process.send_signal(signal.SIGCONT)
        process.kill()
        process.wait(60)


def count_workers(database: Database) -> int:
    with database.read() as session:
        return len(workers.list_workers(session))


def start_run(server: Server, organization: Organization, *, pages: int = 30) -> UUID:
    client = server.client(organization)
    batch = client.batches.create(name="many")
    for number in range(FILES):
        client.batches.add_file(batch.id, f"{number:02}.pdf", invoice_pdf(number=f"K-{number}", pages=pages))
    return UUID(str(client.apps.runs.create(app_name="Invoice", batch_id=batch.id).id))


def progress(database: Database, run_id: UUID) -> RunProgress:
    with database.read() as session:
        return runs.progress(session, run_id=run_id)


def assert_complete(database: Database, run_id: UUID) -> None:
    """Every file has one result and one entry in the log."""
    with database.read() as session:
        run = runs.find_run(session, run_id=run_id)
        kept = list(results.walk_results(session, run_id=run_id))
        ends = session.scalar(
            text("SELECT count(*) FROM docyard_run_events WHERE run_id = :run AND kind = 'file.done'"),
            {"run": run_id},
        )
    assert run is not None
    assert run.status is RunStatus.COMPLETE
    assert len(kept) == ends == FILES


def executors(database: Database, run_id: UUID) -> dict[str, int]:
    """Count the run's finished entries of the journal by who did them."""
    with database.read() as session:
        found = session.execute(
            text(
                "SELECT executor_id, count(*) FROM dbos.workflow_status "
                "WHERE workflow_uuid LIKE :run AND status = 'SUCCESS' GROUP BY executor_id"
            ),
            {"run": f"chunk-{run_id}-%"},
        )
        return {str(executor_id): int(count) for executor_id, count in found}


def await_end(database: Database, run_id: UUID) -> None:
    def is_over() -> bool:
        with database.read() as session:
            run = runs.find_run(session, run_id=run_id)
        return run is not None and run.status is not RunStatus.RUNNING

    wait_until(is_over, f"the end of run {run_id}")


def under_way(database: Database, worker_pid: int) -> bool:
    """Tell whether that worker has taken work that it has not finished."""
    with database.read() as session:
        names = [each.executor_id for each in workers.list_workers(session) if each.pid == worker_pid]
        count = session.scalar(
            text(
                "SELECT count(*) FROM dbos.workflow_status "
                "WHERE status = 'PENDING' AND executor_id = ANY(:names)"
            ),
            {"names": names},
        )
    return bool(count)


def test_a_killed_worker_s_files_are_taken_over(server: Server, database: Database) -> None:
    acme = server.found("acme")
    server.start()
    with running_worker(server, database) as second:
        run_id = start_run(server, acme)
        wait_until(lambda: under_way(database, second.pid), "work of the other worker")
        second.kill()
        second.wait(60)
        wait_until(lambda: count_workers(database) == 1, "the notice of its death")
        await_end(database, run_id)
        assert_complete(database, run_id)


def test_a_frozen_worker_is_taken_for_dead_and_does_nothing_twice_when_it_wakes(
    server: Server, database: Database
) -> None:
    acme = server.found("acme")
    server.start()
    with running_worker(server, database) as second:
        run_id = start_run(server, acme)
        wait_until(lambda: under_way(database, second.pid), "work of the other worker")
        second.send_signal(signal.SIGSTOP)
        wait_until(lambda: count_workers(database) == 1, "the notice of its silence")
        await_end(database, run_id)
        second.send_signal(signal.SIGCONT)
        wait_until(lambda: count_workers(database) == 2, "the frozen worker's return")
        assert_complete(database, run_id)


def test_an_old_worker_finishes_its_work_and_a_new_one_what_it_leaves(
    server: Server, database: Database
) -> None:
    acme = server.found("acme")
    server.start()
    with database.read() as session:
        (old,) = workers.list_workers(session)
    with running_worker(server, database, "tests.next_version"):
        finished = start_run(server, acme, pages=2)
        await_end(database, finished)
        assert executors(database, finished) == {old.executor_id: FILES}
        left = start_run(server, acme)
        wait_until(lambda: progress(database, left).done > 0, "the first file")
        server.kill()
        assert progress(database, left).queued > 0
        await_end(database, left)
        assert_complete(database, left)
        assert len(executors(database, left)) == 2
