"""Receivers are told how a run ended, whatever is killed meanwhile."""

from pathlib import Path
from typing import Any

import pytest
import requests

from tests import databases
from tests.receivers import running_receiver
from tests.server import Organization, Server
from tests.waiting import wait_until

# Pauses long enough to kill everything in.
PAUSED = {"DOCYARD_WEBHOOK_BACKOFF_SECONDS": "2", "DOCYARD_WEBHOOK_TIMEOUT_SECONDS": "20"}


@pytest.fixture
def server(tmp_path: Path) -> Server:
    data_dir = tmp_path / "data"
    databases.furnish(data_dir)
    return Server(data_dir, PAUSED)


def start_run(server: Server, organization: Organization, url: str) -> None:
    client = server.client(organization)
    batch = client.batches.create(name="b")
    client.batches.add_file(batch.id, "a.pdf", b"%PDF-1.7 broken")
    body = {"app_name": "Invoice", "batch_id": batch.id, "settings": {"webhook_config": {"url": url}}}
    answer = requests.post(
        f"{server.url}/api/v2/apps/runs", json=body, headers=organization.headers, timeout=30
    )
    assert answer.status_code == 200, answer.text


def deliveries(server: Server, organization: Organization) -> list[Any]:
    answer = requests.get(f"{server.url}/api/v2/deliveries", headers=organization.headers, timeout=120)
    found: list[Any] = answer.json()["deliveries"]
    return found


def test_a_server_killed_between_attempts_delivers_after_the_restart(server: Server) -> None:
    acme = server.found("acme")
    server.start()
    with running_receiver(500, 200) as receiver:
        start_run(server, acme, receiver.url)
        receiver.await_calls(1)
        server.kill()
        server.start()
        receiver.await_calls(2)
        assert len({call.headers["webhook-id"] for call in receiver.calls}) == 1
    server.stop()


def test_a_worker_killed_during_an_attempt_repeats_it(server: Server) -> None:
    acme = server.found("acme")
    server.start()
    with running_receiver("silent", 200) as receiver:
        start_run(server, acme, receiver.url)
        receiver.await_calls(1)
        server.kill_worker()
        first, again = receiver.await_calls(2)[:2]
        assert (first.headers["webhook-id"], first.body) == (again.headers["webhook-id"], again.body)

        def delivered() -> Any:
            (delivery,) = deliveries(server, acme)
            return delivery if delivery["status"] == "DELIVERED" else None

        assert wait_until(delivered, "the end of the delivery")["attempt_count"] == 1
    server.stop()
