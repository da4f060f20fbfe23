"""Files that hang, crash or swell the process that reads them harm themselves alone."""

import os
from pathlib import Path
from typing import Any

import requests

from tests.documents import invoice_pdf
from tests.server import Organization, Server, running_server
from tests.waiting import wait_until

FAULTS = Path(__file__).parents[1] / "faults"

BAD = {
    "loops.pdf": "file_timed_out",
    "hangs.pdf": "file_timed_out",
    "segfaults.pdf": "file_crashed",
    "allocates.pdf": "file_crashed",
    "kills-worker.pdf": "file_crashed",
}
GOOD = [f"{number}.pdf" for number in range(6)]


def start_run(server: Server, organization: Organization, names: list[str]) -> str:
    client = server.client(organization)
    batch = client.batches.create(name="bad files")
    for name in names:
        client.batches.add_file(batch.id, name, invoice_pdf(number=f"K-{name}"))
    return str(client.apps.runs.create(app_name="Invoice", batch_id=batch.id).id)


def wait(server: Server, organization: Organization, run_id: str) -> Any:
    client = server.client(organization)
    ended = f"the end of run {run_id}"
    wait_until(lambda: client.apps.runs.status(run_id).status == "COMPLETE", ended, within_s=600)
    return {file.original_file_name: file for file in client.apps.runs.results(run_id).files}


def test_bad_files_get_typed_errors_and_their_neighbours_complete(tmp_path: Path) -> None:
    limits = {
        "PYTHONPATH": f"{FAULTS}{os.pathsep}{os.environ.get('PYTHONPATH', '')}",
        "DOCYARD_FILE_SECONDS": "20",
        "DOCYARD_FILE_CPU_SECONDS": "6",
        "DOCYARD_PROCESS_MEMORY_BYTES": "500000000",
        "DOCYARD_PROCESSES": "2",
        "DOCYARD_STARTS_PER_FILE": "5",
    }
    with running_server(tmp_path / "data", **limits) as server:
        acme = server.found("acme")
        run_id = start_run(server, acme, [*GOOD, *BAD])
        files = wait(server, acme, run_id)
        assert sorted(files) == sorted([*GOOD, *BAD])
        for name in GOOD:
            (document,) = files[name].documents
            assert [f.value for f in document.fields if f.field_name == "invoice_number"] == [f"K-{name}"]
        failed = requests.get(
            f"{server.url}/api/v2/apps/runs/{run_id}/files?status=failed", headers=acme.headers, timeout=30
        )
        assert {file["name"]: file["error"]["code"] for file in failed.json()["files"]} == BAD
