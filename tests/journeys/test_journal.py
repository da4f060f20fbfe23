"""The journal of work does not grow for ever."""

from pathlib import Path

from tests.databases import connected
from tests.documents import invoice_pdf
from tests.journeys.test_crash import all_results
from tests.server import running_server
from tests.waiting import wait_until


def entries(data_dir: Path, states: tuple[str, ...]) -> int:
    with connected(data_dir) as connection:
        table = "workflow_status" if connection.dialect.name == "sqlite" else "dbos.workflow_status"
        found = connection.exec_driver_sql(f"SELECT status FROM {table}").scalars().all()
    return sum(status in states for status in found)


def test_finished_work_leaves_the_journal_and_keeps_its_results(tmp_path: Path) -> None:
    data_dir = tmp_path / "data"
    with running_server(data_dir) as server:
        acme = server.found("acme")
        client = server.client(acme)
        batch = client.batches.create(name="one")
        client.batches.add_file(batch_id=batch.id, file_name="a.pdf", file=invoice_pdf())
        run_id = str(client.apps.runs.create(app_name="Invoice", batch_id=batch.id).id)
        results = all_results(server, acme, run_id)
        assert entries(data_dir, ("SUCCESS",)) >= 1
    with running_server(data_dir, DOCYARD_JOURNAL_SECONDS="0.1") as server:
        wait_until(lambda: entries(data_dir, ("SUCCESS",)) == 0, "an empty journal")
        assert all_results(server, acme, run_id) == results
