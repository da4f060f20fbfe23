"""How often and how much: limits of requests."""

from collections.abc import Iterator

import pytest

from docyard.drives import open_built_in
from docyard.services.rate_limits import RateExceeded, RateLimit
from docyard.store.database import Database, sqlite_url
from tests.accounts import Account, Site, assert_refused
from tests.server import running_server

PER_MINUTE = 30


@pytest.fixture(scope="module")
def limited(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    data_dir = tmp_path_factory.mktemp("limited")
    settings = {"DOCYARD_RATE_LIMIT_PER_MINUTE": str(PER_MINUTE), "DOCYARD_REQUEST_BYTES": "2000"}
    with running_server(data_dir, **settings) as server:
        database = Database(sqlite_url(data_dir / "docyard.db"))
        yield Site(server.url, data_dir, database, open_built_in(root=data_dir / "drive"))
        database.close()


def empty_bucket(account: Account) -> int:
    """Ask until refused; return how often that was answered."""
    count = 0
    while (answer := account.call("GET", "/v2/batches")).status_code == 200:
        count += 1
    assert_refused(answer, 429, "rate_limit_per_minute", str(PER_MINUTE))
    assert 1 <= int(answer.headers["Retry-After"]) <= 2
    return count


def test_a_token_that_asks_too_often_is_told_when_to_ask_again(limited: Site) -> None:
    assert empty_bucket(limited.found()) >= PER_MINUTE

    assert limited.found().call("GET", "/v2/batches").status_code == 200


def test_the_sdk_waits_and_asks_again(limited: Site) -> None:
    patient = limited.found()
    empty_bucket(patient)

    assert patient.sdk.batches.list().batches == []


def test_a_large_body_is_refused_while_it_comes_in(limited: Site) -> None:
    jane = limited.found()
    body = b'{"name": "' + b"x" * 3000 + b'"}'

    for data in (body, iter([body[:1500], body[1500:]])):
        answer = jane.call("POST", "/v2/batches", data=data, headers={"Content-Type": "application/json"})
        assert_refused(answer, 413, "request_bytes", "2000")
    cancel = jane.call("POST", "/v2/apps/runs/x/cancel", data=body, headers={"Idempotency-Key": "k"})
    assert_refused(cancel, 413, "request_bytes")
    assert jane.call("GET", "/v2/batches").json() == {"batches": []}


def test_files_are_no_such_bodies(limited: Site) -> None:
    jane = limited.found()

    answer = jane.call("PUT", f"/v2/batches/{jane.create_batch()}/files/a", data=b"x" * 5000)

    assert answer.status_code == 204


def test_a_bucket_fills_evenly_and_holds_a_minute() -> None:
    now_s = 0.0
    limit = RateLimit(60, clock_s=lambda: now_s)
    for _ in range(60):
        limit.take("jane")
    with pytest.raises(RateExceeded) as refusal:
        limit.take("jane")
    assert refusal.value.retry_after_s == 1
    limit.take("otto")

    now_s = 2.0
    limit.take("jane")
    limit.take("jane")
    with pytest.raises(RateExceeded):
        limit.take("jane")
    now_s = 1000.0
    for _ in range(60):
        limit.take("jane")
    with pytest.raises(RateExceeded):
        limit.take("jane")
