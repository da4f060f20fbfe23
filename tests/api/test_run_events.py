"""Following a run live: what is sent, where it goes on, and when it ends."""

import json
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest
import requests

from tests.api.test_run_details import start
from tests.api.test_runs import delete, finish, post
from tests.documents import invoice_pdf, long_pdf
from tests.server import Organization, Server, running_server

Event = tuple[int | None, str, dict[str, Any]]


def follow(
    live: Server, organization: Organization, run_id: str, last_event_id: object = None
) -> requests.Response:
    headers = dict(organization.headers)
    if last_event_id is not None:
        headers["Last-Event-ID"] = str(last_event_id)
    url = f"{live.url}/api/v2/apps/runs/{run_id}/events"
    return requests.get(url, headers=headers, stream=True, timeout=120)


def events_of(answer: requests.Response) -> Iterator[Event]:
    """Read a stream as browsers do."""
    fields: dict[str, str] = {}
    for line in answer.iter_lines(chunk_size=1, decode_unicode=True):
        if not line:
            if "event" in fields:
                number = int(fields["id"]) if "id" in fields else None
                yield number, fields["event"], json.loads(fields["data"])
            fields = {}
        elif not line.startswith(":"):
            name, _, value = line.partition(": ")
            fields[name] = value


def test_a_stream_goes_live(live: Server, tenant: Organization) -> None:
    run = start(live, tenant, {"long.pdf": long_pdf()})
    stream = events_of(follow(live, tenant, run["id"]))
    assert next(stream)[:2] == (1, "run.started")
    post(live, tenant, f"/v2/apps/runs/{run['id']}/cancel", None)
    assert [(number, name) for number, name, _ in stream if number is not None] == [(2, "run.cancelled")]


def test_a_stream_tells_all_and_ends_with_the_run(live: Server, tenant: Organization) -> None:
    run = start(live, tenant, {f"{n}.pdf": invoice_pdf(number=f"E-{n}") for n in range(12)})
    answer = follow(live, tenant, run["id"])
    assert answer.status_code == 200
    assert answer.headers["Content-Type"].startswith("text/event-stream")
    events = list(events_of(answer))
    logged = [(number, name) for number, name, _ in events if number is not None]
    assert [number for number, _ in logged] == list(range(1, 16))
    assert logged[0] == (1, "run.started")
    assert logged[-1] == (15, "run.completed")
    progress = [body for _, name, body in events if name == "progress"]
    assert [body["share"] for body in progress] == sorted(body["share"] for body in progress)
    assert progress[-1] == {
        "queued": 0,
        "done": 12,
        "failed": 0,
        "cancelled": 0,
        "total": 12,
        "share": 1.0,
        "pages": 12,
        "files_per_minute": None,
        "pages_per_minute": None,
        "seconds_left": None,
    }


def test_a_client_that_comes_back_gets_the_rest(live: Server, tenant: Organization) -> None:
    run = start(live, tenant, {"a.pdf": invoice_pdf()})
    finish(live, tenant, run["id"])
    rest = [number for number, _, _ in events_of(follow(live, tenant, run["id"], 2)) if number]
    assert rest == [3, 4]
    assert follow(live, tenant, run["id"], 4).status_code == 204
    assert follow(live, tenant, run["id"], 2**31 - 1).status_code == 204
    for forged in ("-1", "x", "1e9", 2**63):
        assert follow(live, tenant, run["id"], forged).status_code == 400


def test_many_followers_leave_the_server_free(live: Server, tenant: Organization) -> None:
    """More streams than threads in the pool: others are still answered, and all see the end."""
    files = {f"{n}.pdf": invoice_pdf(pages=9) for n in range(10)}
    run = start(live, tenant, files | {"long.pdf": long_pdf()})
    seen: list[str] = []

    def read() -> None:
        seen.append(
            [name for _, name, _ in events_of(follow(live, tenant, run["id"])) if name[:3] == "run"][-1]
        )

    followers = [threading.Thread(target=read) for _ in range(60)]
    for follower in followers:
        follower.start()
    assert requests.get(f"{live.url}/healthz", timeout=120).status_code == 200
    assert post(live, tenant, f"/v2/apps/runs/{run['id']}/cancel", None).status_code == 200
    for follower in followers:
        follower.join()
    assert seen == ["run.cancelled"] * 60


def test_a_stream_ends_when_its_run_is_deleted(live: Server, tenant: Organization) -> None:
    run = start(live, tenant, {"long.pdf": long_pdf()})
    stream = events_of(follow(live, tenant, run["id"]))
    next(stream)
    delete(live, tenant, f"/v2/apps/runs/{run['id']}")
    assert "run.completed" not in [name for _, name, _ in stream]


@pytest.mark.slow
def test_an_open_stream_does_not_keep_the_server_from_stopping(tmp_path: Path) -> None:
    with running_server(tmp_path / "data") as server:
        organization = server.found("brief")
        assert server.process is not None
        for worker in psutil.Process(server.process.pid).children():
            worker.suspend()
        run = start(server, organization, {f"{n}.pdf": invoice_pdf() for n in range(4)})
        stream = events_of(follow(server, organization, run["id"]))
        assert next(stream)[1] == "run.started"
        assert server.stop() == 0
        with pytest.raises(requests.RequestException):
            list(stream)
        server.start()
        again = events_of(follow(server, organization, run["id"], 1))
        numbered = [number for number, _, _ in again if number is not None]
        assert numbered == list(range(2, 8))
