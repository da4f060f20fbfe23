"""A backup that is made while files come and runs go on holds everything that was accepted before."""

import sqlite3
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from docyard.drives import open_built_in
from tests.documents import invoice_pdf
from tests.journeys.test_crash import all_results, invoice_numbers
from tests.server import Organization, Server, running_server

SMALL = 4
LARGE = 20


def start_run(
    server: Server, acme: Organization, *, letter: str, count: int, pages: int
) -> tuple[str, dict[str, bytes]]:
    """Start a run and return its id and its files."""
    files = {
        f"{number:02}.pdf": invoice_pdf(number=f"{letter}-{number}", pages=pages) for number in range(count)
    }
    batch = server.client(acme).batches.create(name=letter)
    for name, data in files.items():
        server.client(acme).batches.add_file(batch_id=batch.id, file_name=name, file=data)
    return str(server.client(acme).apps.runs.create(app_name="Invoice", batch_id=batch.id).id), files


def keep_uploading(server: Server, acme: Organization, stop: threading.Event) -> int:
    """Upload, replace and delete until told to stop; return how often."""
    batch = server.client(acme).batches.create(name="load")
    turns = 0
    while not stop.is_set():
        name = f"{turns % 7}/{turns % 3}.pdf"
        server.client(acme).batches.add_file(batch_id=batch.id, file_name=name, file=b"x" * 10_000)
        if turns % 5 == 0:
            server.client(acme).batches.delete_file(batch_id=batch.id, file_name=name)
        turns += 1
    return turns


def statuses(backup: Path) -> dict[str, str]:
    """The status of each run at the moment of the backup."""
    with sqlite3.connect(backup / "docyard.db") as database:
        return {
            str(UUID(str(id_))): status
            for id_, status in database.execute("SELECT id, status FROM docyard_runs")
        }


def stored(data_dir: Path) -> dict[str, bytes]:
    drive = open_built_in(root=data_dir / "drive", name="Instabase Drive")
    return {entry.key: drive.read(entry.key) for entry in drive.walk("") if not entry.is_folder}


@pytest.mark.slow
@pytest.mark.sqlite
def test_a_backup_under_load(tmp_path: Path) -> None:
    data_dir, backup, fresh = tmp_path / "data", tmp_path / "backup", tmp_path / "fresh"
    stop = threading.Event()
    with running_server(data_dir) as server, ThreadPoolExecutor(1) as pool:
        acme = server.found("acme")
        done, files = start_run(server, acme, letter="S", count=SMALL, pages=1)
        before = [each.model_dump() for each in all_results(server, acme, done)]
        going_on, _ = start_run(server, acme, letter="K", count=LARGE, pages=20)
        load = pool.submit(keep_uploading, server, acme, stop)
        kept = stored(data_dir)
        server.run("backup", str(backup), "--data-dir", str(data_dir))
        stop.set()
        assert load.result() > 0
        # Stops the old server with its run unfinished; the restored one knows nothing of what it did since.
    assert statuses(backup) == {done: "COMPLETE", going_on: "RUNNING"}
    server.run("restore", str(backup), "--data-dir", str(fresh))
    of_files = {key: data for key, data in kept.items() if any(data == file for file in files.values())}
    assert len(of_files) == SMALL
    assert of_files.items() <= stored(fresh).items()
    with running_server(fresh) as restored:
        assert [each.model_dump() for each in all_results(restored, acme, done)] == before
        finished: list[Any] = all_results(restored, acme, going_on)
    assert invoice_numbers(finished) == [f"K-{number}" for number in range(LARGE)]
