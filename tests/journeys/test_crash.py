"""Nothing accepted is lost, and nothing is there twice, when everything is killed with no warning."""

import time
from pathlib import Path
from typing import Any

import pytest

from tests import databases
from tests.documents import invoice_pdf
from tests.server import Organization, Server, running_server
from tests.waiting import wait_until

FILES = 40


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    databases.furnish(tmp_path / "data")
    return tmp_path / "data"


def upload(server: Server, organization: Organization) -> str:
    batch = server.client(organization).batches.create(name="crash")
    for number in range(FILES):
        server.client(organization).batches.add_file(
            batch_id=batch.id, file_name=f"{number:02}.pdf", file=invoice_pdf(number=f"K-{number}", pages=20)
        )
    run = server.client(organization).apps.runs.create(app_name="Invoice", batch_id=batch.id)
    return str(run.id)


def all_results(server: Server, organization: Organization, run_id: str) -> list[Any]:
    client = server.client(organization)
    wait_until(lambda: client.apps.runs.status(run_id).status != "RUNNING", f"the end of run {run_id}")
    assert client.apps.runs.status(run_id).status == "COMPLETE"
    files: list[Any] = []
    has_more = True
    while has_more:
        page = client.apps.runs.results(run_id, file_offset=len(files))
        files += page.files
        has_more = page.has_more
    return files


def invoice_numbers(files: list[Any]) -> list[str]:
    return [
        field.value
        for file in files
        for document in file.documents
        for field in document.fields
        if field.field_name == "invoice_number"
    ]


def test_a_killed_server_finishes_its_run_after_the_restart(data_dir: Path) -> None:
    server = Server(data_dir)
    acme = server.found("acme")
    server.start()
    run_id = upload(server, acme)
    for _ in range(2):
        time.sleep(1.5)
        server.kill()
        server.start()
    files = all_results(server, acme, run_id)
    server.stop()
    assert [file.original_file_name for file in files] == [f"{number:02}.pdf" for number in range(FILES)]
    assert invoice_numbers(files) == [f"K-{number}" for number in range(FILES)]


def test_a_killed_worker_is_replaced_and_its_work_goes_on(data_dir: Path) -> None:
    server = Server(data_dir)
    acme = server.found("acme")
    server.start()
    run_id = upload(server, acme)
    time.sleep(1)
    server.kill_worker()
    files = all_results(server, acme, run_id)
    server.stop()
    assert invoice_numbers(files) == [f"K-{number}" for number in range(FILES)]


def test_sigterm_ends_the_server_and_the_run_resumes(data_dir: Path) -> None:
    server = Server(data_dir)
    acme = server.found("acme")
    server.start()
    run_id = upload(server, acme)
    assert server.stop() == 0
    server.start()
    assert len(invoice_numbers(all_results(server, acme, run_id))) == FILES
    server.stop()


def test_a_fresh_directory_gets_a_first_token_once(data_dir: Path) -> None:
    with running_server(data_dir, "--no-worker") as server:
        assert "token" in server.greeting.lower()
    with running_server(data_dir, "--no-worker") as server:
        assert "token" not in server.greeting.lower()
