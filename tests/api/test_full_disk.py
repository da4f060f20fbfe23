from pathlib import Path

import psutil
import requests

from tests.server import running_server

FILE_BYTES = 20_000_000


def test_a_server_without_room_refuses_and_recovers(tmp_path: Path) -> None:
    with running_server(tmp_path / "data", "--no-worker") as server:
        acme = server.found("acme")
        client = server.client(acme)
        batch = client.batches.create(name="large")
        assert server.process is not None
        process = psutil.Process(server.process.pid)
        soft, hard = process.rlimit(psutil.RLIMIT_FSIZE)
        url = f"{server.url}/api/v2/batches/{batch.id}/files/large.pdf"
        process.rlimit(psutil.RLIMIT_FSIZE, (FILE_BYTES // 2, hard))
        refused = requests.put(url, data=b"x" * FILE_BYTES, headers=acme.headers, timeout=60)
        assert refused.status_code == 507
        assert "Free some space" in refused.json()["message"]
        assert client.batches.list().batches[0].id == batch.id
        process.rlimit(psutil.RLIMIT_FSIZE, (soft, hard))
        assert requests.put(url, data=b"x" * FILE_BYTES, headers=acme.headers, timeout=60).ok
