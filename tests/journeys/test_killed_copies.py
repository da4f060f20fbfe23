"""Copying, moving and extracting go on where they were when everything was killed."""

import io
import zipfile
from pathlib import Path
from typing import Any

import pytest
import requests

from docyard.drives import open_built_in
from tests import databases
from tests.server import Organization, Server
from tests.waiting import wait_until

FILES = {f"g/{number:03}": f"{number} ".encode() * 5_000 for number in range(200)}


def archive() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as opened:
        for name, data in FILES.items():
            opened.writestr(name, data)
    return buffer.getvalue()


def start(server: Server, acme: Organization, action: str, source: str, target: str) -> str:
    root = f"{acme.id}/{acme.user_id}/fs/Instabase Drive"
    body = {"src_path": f"{root}/{source}", "dst_path": f"{root}/{target}"}
    answer = requests.post(
        f"{server.url}/api/v2/files/{action}", json=body, headers=acme.headers, timeout=120
    )
    job_id: str = answer.json()["job_id"]
    return job_id


def finish(server: Server, acme: Organization, job_id: str) -> None:
    def ended() -> Any:
        job = requests.get(f"{server.url}/api/v2/jobs/{job_id}", headers=acme.headers, timeout=120).json()
        return None if job["state"] in ("PENDING", "RUNNING") else job

    assert wait_until(ended, f"the end of job {job_id}") == {"state": "COMPLETE", "message": ""}


@pytest.mark.slow
@pytest.mark.parametrize("action", ["extract", "copy", "move"])
def test_a_killed_job_is_done_after_the_restart(tmp_path: Path, action: str) -> None:
    data_dir = tmp_path / "data"
    databases.furnish(data_dir)
    server = Server(data_dir)
    acme = server.found("acme")
    server.start()
    path = f"{acme.id}/{acme.user_id}/fs/Instabase Drive"
    drive = open_built_in(root=data_dir / "drive", name="Instabase Drive")
    server.client(acme).files.write(f"{path}/a.zip", archive())
    (entry,) = drive.walk(acme.id)
    root = entry.key.removesuffix("/a.zip")
    for name, data in FILES.items():
        if action != "extract":
            drive.write(f"{root}/f/{name}", [data])
    job_id = start(server, acme, action, "a.zip" if action == "extract" else "f", "out")
    wait_until(lambda: list(drive.walk(f"{root}/out")), "the first file", pause_s=0.01)
    server.kill()
    assert 0 < len(list(drive.walk(f"{root}/out"))) <= len(FILES)
    server.start()
    finish(server, acme, job_id)
    server.stop()
    assert {
        each.key.removeprefix(f"{root}/out/"): drive.read(each.key) for each in drive.walk(f"{root}/out")
    } == FILES
    assert len(list(drive.walk(f"{root}/f"))) == (len(FILES) if action == "copy" else 0)
