"""How often and how much: limits of requests."""

from collections.abc import Iterator

import pytest

from docyard.drives import open_built_in
from docyard.services.rate_limits import RateExceeded, RateLimit
from tests import databases
from tests.accounts import Account, Site, assert_refused
from tests.documents import invoice_pdf
from tests.server import running_server
from tests.waiting import wait_until

PER_MINUTE = 30


@pytest.fixture(scope="module")
def limited(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    data_dir = tmp_path_factory.mktemp("limited")
    settings = {
        "DOCYARD_RATE_LIMIT_PER_MINUTE": str(PER_MINUTE),
        "DOCYARD_REQUEST_BYTES": "2000",
        "DOCYARD_PAGES_PER_FILE": "2",
    }
    with running_server(data_dir, **settings) as server, databases.opened_database(data_dir) as database:
        yield Site(server.url, data_dir, database, open_built_in(root=data_dir / "drive"))


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


def test_a_file_of_too_many_pages_is_refused_by_the_limits_name(limited: Site) -> None:
    jane = limited.found()
    batch_id = jane.create_batch()
    for pages in (2, 3):
        jane.call("PUT", f"/v2/batches/{batch_id}/files/{pages}.pdf", data=invoice_pdf(pages=pages))
    run_id = jane.call("POST", "/v2/apps/runs", json={"app_name": "Invoice", "batch_id": batch_id}).json()[
        "id"
    ]

    def is_over() -> bool:
        run = jane.call("GET", f"/v2/apps/runs/{run_id}").json()
        return "status" in run and run["status"] != "RUNNING"

    # At the pace that the limit of requests allows.
    wait_until(is_over, f"the end of run {run_id}", pause_s=2)
    fine, refused = jane.call("GET", f"/v2/apps/runs/{run_id}/results").json()["files"]
    assert "error" not in fine
    assert refused["error"]["code"] == "file_too_large"
    assert "'pages_per_file' is 2" in refused["error"]["message"]
