"""Webhooks at the end of runs: what receivers get, how often, and what is told of it."""

import base64
import hashlib
import hmac
import json
import time
from typing import Any
from uuid import uuid4

import pytest

from docyard.services.secrets import rotate_keys
from docyard.store.keyring import Keyring
from tests.accounts import Account, assert_refused
from tests.api.conftest import SIGNING_KEY
from tests.databases import stored_bytes
from tests.documents import long_pdf
from tests.factories import NOW
from tests.receivers import Receiver, running_receiver
from tests.waiting import wait_until

NOWHERE = "http://127.0.0.1:9/hook"


def make_batch(account: Account, file: bytes = b"%PDF-1.7 broken") -> int:
    """Make a batch of a file that takes no time to read, because it cannot be."""
    batch_id = account.create_batch()
    account.sdk.batches.add_file(batch_id, "a.pdf", file)
    return batch_id


def start_run(account: Account, url: str, *, file: bytes = b"%PDF-1.7 broken", **config: Any) -> str:
    body = {
        "app_name": "Invoice",
        "batch_id": make_batch(account, file),
        "settings": {"webhook_config": {"url": url} | config},
    }
    answer = account.call("POST", "/v2/apps/runs", json=body)
    assert answer.status_code == 200, answer.text
    run_id: str = answer.json()["id"]
    return run_id


def find_delivery(account: Account, run_id: str) -> dict[str, Any]:
    (listed,) = account.call("GET", "/v2/deliveries", params={"run_id": run_id}).json()["deliveries"]
    delivery: dict[str, Any] = account.call("GET", f"/v2/deliveries/{listed['id']}").json()
    assert {name: value for name, value in delivery.items() if name != "attempts"}.keys() == listed.keys()
    return delivery


def await_delivery(account: Account, run_id: str) -> dict[str, Any]:
    """Wait until the run's delivery is over."""

    def ended() -> dict[str, Any] | None:
        delivery = find_delivery(account, run_id)
        return delivery if delivery["status"] in ("DELIVERED", "FAILED") else None

    return wait_until(ended, f"the end of the delivery of run {run_id}")


def test_a_receiver_is_told_that_a_run_is_complete(jane: Account) -> None:
    with running_receiver(204) as receiver:
        run_id = start_run(jane, f"{receiver.url}/hook?key=query-secret", headers={"X-Key": "header-secret"})
        delivery = await_delivery(jane, run_id)
    (call,) = receiver.calls
    run = jane.call("GET", f"/v2/apps/runs/{run_id}").json()
    root = jane.drive_path.removeprefix("/")
    assert json.loads(call.body) == {
        "status": "OK",
        "job_id": run_id,
        "input_dir": f"{root}/batches/{run['batch_id']}",
        "output": f"{root}/app-runs/{run_id}",
    }
    assert (call.path, call.headers["x-key"]) == ("/hook?key=query-secret", "header-secret")
    assert call.headers["webhook-id"] == delivery["id"]
    signed = f"{delivery['id']}.{call.headers['webhook-timestamp']}.".encode() + call.body
    signature = base64.b64encode(hmac.new(SIGNING_KEY, signed, hashlib.sha256).digest()).decode()
    assert call.headers["webhook-signature"] == f"v1,{signature}"
    assert (delivery["status"], delivery["attempt_count"]) == ("DELIVERED", 1)
    assert delivery["url"] == f"{receiver.url}/hook"
    assert delivery["created_at"] <= delivery["attempts"][0]["at"] <= delivery["finished_at"]
    assert delivery["attempts"][0] | {"at": 0} == {"number": 1, "at": 0, "status_code": 204, "error": None}


def test_what_a_webhook_holds_is_kept_secret(jane: Account) -> None:
    with running_receiver("garbage", 500, 200) as receiver:
        run_id = start_run(jane, f"{receiver.url}/?k=query-secret", headers={"X-Key": "header-secret"})
        shown = json.dumps(await_delivery(jane, run_id))
    stored = stored_bytes(jane.site.data_dir)
    logged = (jane.site.data_dir / "server.log").read_bytes()
    for secret in ("query-secret", "header-secret", "confidential"):
        assert secret not in shown
        assert secret.encode() not in stored
        assert secret.encode() not in logged


def test_tries_again_until_it_is_acknowledged(jane: Account) -> None:
    with running_receiver(500, "drop", "silent", 302, "trickle", 200) as receiver:
        delivery = await_delivery(jane, start_run(jane, receiver.url))
    assert delivery["status"] == "DELIVERED"
    assert [attempt["status_code"] for attempt in delivery["attempts"]] == [500, None, None, 302, None, 200]
    assert [attempt["number"] for attempt in delivery["attempts"]] == [1, 2, 3, 4, 5, 6]
    assert all(attempt["error"].endswith(".") for attempt in delivery["attempts"][:-1])
    assert {call.headers["webhook-id"] for call in receiver.calls} == {delivery["id"]}
    assert len({call.body for call in receiver.calls}) == 1
    assert [call.path for call in receiver.calls] == ["/"] * 6


def test_gives_up_after_seven_attempts_and_can_be_replayed(jane: Account) -> None:
    with running_receiver(503) as receiver:
        run_id = start_run(jane, receiver.url)
        failed = await_delivery(jane, run_id)
        assert (failed["status"], failed["attempt_count"], len(receiver.calls)) == ("FAILED", 7, 7)
        receiver.behaviours = [500, 200]
        answer = jane.call("POST", f"/v2/deliveries/{failed['id']}/replay")
        assert (answer.status_code, answer.json()["status"]) == (202, "PENDING")
        replayed = await_delivery(jane, run_id)
    assert (replayed["status"], replayed["attempt_count"]) == ("DELIVERED", 9)
    assert len({(call.body, call.headers["webhook-id"]) for call in receiver.calls}) == 1


def test_an_acknowledged_delivery_can_be_replayed_too(jane: Account) -> None:
    with running_receiver(200) as receiver:
        run_id = start_run(jane, receiver.url)
        delivery = await_delivery(jane, run_id)
        jane.call("POST", f"/v2/deliveries/{delivery['id']}/replay")
        receiver.await_calls(2)
        assert await_delivery(jane, run_id)["attempt_count"] == 2


def test_a_delivery_under_way_is_not_replayed(jane: Account) -> None:
    with running_receiver("silent", 200) as receiver:
        run_id = start_run(jane, receiver.url)
        receiver.await_calls(1)
        delivery = find_delivery(jane, run_id)
        assert_refused(jane.call("POST", f"/v2/deliveries/{delivery['id']}/replay"), 409, "PENDING")
        assert await_delivery(jane, run_id)["status"] == "DELIVERED"


def cancel(account: Account, receiver: Receiver) -> str:
    run_id = start_run(account, receiver.url, file=long_pdf())
    assert find_delivery(account, run_id)["status"] == "WAITING"
    answer = account.call("POST", f"/v2/apps/runs/{run_id}/cancel")
    assert answer.status_code == 200
    return run_id


def test_a_receiver_is_told_that_a_run_was_cancelled(jane: Account) -> None:
    with running_receiver() as receiver:
        run_id = cancel(jane, receiver)
        await_delivery(jane, run_id)
        time.sleep(0.3)
    (call,) = receiver.calls
    body = json.loads(call.body)
    assert (body["status"], body["msg"]) == ("ERROR", "Run was cancelled by user before completion.")
    assert body["job_id"] == run_id


def test_a_deleted_run_is_announced_as_cancelled(jane: Account) -> None:
    with running_receiver() as receiver:
        run_id = start_run(jane, receiver.url, file=long_pdf())
        assert jane.call("DELETE", f"/v2/apps/runs/{run_id}").status_code == 202
        assert await_delivery(jane, run_id)["status"] == "DELIVERED"
    assert json.loads(receiver.calls[0].body)["status"] == "ERROR"


def test_unreachable_and_forbidden_addresses_are_told(jane: Account) -> None:
    delivery = await_delivery(jane, start_run(jane, NOWHERE))
    assert (delivery["status"], delivery["attempt_count"]) == ("FAILED", 7)
    assert "cannot be reached" in delivery["attempts"][0]["error"]
    disguised = await_delivery(jane, start_run(jane, "http://2852039166/latest"))
    assert (disguised["status"], disguised["attempt_count"]) == ("FAILED", 1)


BAD: list[Any] = [
    {"url": "ftp://a/"},
    {"url": ""},
    {"url": 5},
    {"url": "http://user:password@a/"},
    {"url": "http://169.254.169.254/latest"},
    {"url": "http://a/\u0000"},
    {"url": "http://a/", "headers": {"Host": "b"}},
    {"url": "http://a/", "headers": {"X": "a\r\nY: b"}},
    {"url": "http://a/", "headers": {"X": None}},
    {"url": "http://a/", "headers": ["X"]},
    "http://a/",
]


@pytest.mark.parametrize("config", BAD, ids=str)
def test_bad_webhooks_start_nothing(jane: Account, config: Any) -> None:
    body = {"app_name": "Invoice", "batch_id": make_batch(jane), "settings": {"webhook_config": config}}
    assert_refused(jane.call("POST", "/v2/apps/runs", json=body), 400)
    assert jane.call("GET", "/v2/apps/runs").json()["runs"] == []
    assert jane.call("GET", "/v2/deliveries").json()["deliveries"] == []


@pytest.mark.parametrize("config", [None, {}, {"url": None}, {"url": None, "headers": None}])
def test_no_webhook_at_all(jane: Account, config: Any) -> None:
    body = {"app_name": "Invoice", "batch_id": make_batch(jane), "settings": {"webhook_config": config}}
    assert jane.call("POST", "/v2/apps/runs", json=body).status_code == 200
    assert jane.call("GET", "/v2/deliveries").json()["deliveries"] == []


def test_listing_is_narrowed_and_paged(jane: Account) -> None:
    with running_receiver(200) as receiver:
        fine = [start_run(jane, receiver.url) for _ in range(2)]
        for run_id in fine:
            await_delivery(jane, run_id)
    failed = start_run(jane, NOWHERE)
    await_delivery(jane, failed)

    def runs(**query: Any) -> list[str]:
        found = jane.call("GET", "/v2/deliveries", params=query).json()["deliveries"]
        return [delivery["run_id"] for delivery in found]

    assert runs() == [failed, *reversed(fine)]
    assert runs(status="FAILED") == [failed]
    assert runs(limit=1, offset=1) == [fine[1]]
    assert runs(workspace=jane.user_id) == runs()
    assert runs(run_id=str(uuid4())) == []
    for bad in ({"limit": 0}, {"limit": 1001}, {"offset": -1}, {"offset": 2**70}, {"status": "GONE"}):
        assert_refused(jane.call("GET", "/v2/deliveries", params=bad), 400)
    assert_refused(jane.call("GET", "/v2/deliveries", params={"workspace": "nowhere"}), 404)
    assert_refused(jane.call("GET", "/v2/deliveries", params={"run_id": "x"}), 404)


def test_others_find_no_delivery(jane: Account, otto: Account) -> None:
    run_id = start_run(jane, NOWHERE)
    delivery_id = await_delivery(jane, run_id)["id"]
    assert otto.call("GET", "/v2/deliveries").json()["deliveries"] == []
    for account in (otto, jane.hire()):
        assert_refused(account.call("GET", f"/v2/deliveries/{delivery_id}"), 404)
        assert_refused(account.call("POST", f"/v2/deliveries/{delivery_id}/replay"), 404)
    assert_refused(jane.call("GET", "/v2/deliveries/x"), 404)
    assert_refused(jane.call("GET", f"/v2/deliveries/{uuid4()}"), 404)


def test_a_replay_outlives_new_keys(jane: Account) -> None:
    with running_receiver() as receiver:
        run_id = start_run(jane, receiver.url, headers={"X-Key": "k"})
        delivery_id = await_delivery(jane, run_id)["id"]
        file = jane.site.data_dir / "secret.keys"
        with jane.site.database.write() as session:
            rotate_keys(session, keyring=Keyring(given=(), file=file), now=NOW)
        file.write_text(file.read_text().splitlines()[0])
        jane.call("POST", f"/v2/deliveries/{delivery_id}/replay")
        receiver.await_calls(2)
    assert receiver.calls[1].headers["x-key"] == "k"


def test_a_replay_is_in_the_audit_log(jane: Account) -> None:
    delivery_id = await_delivery(jane, start_run(jane, NOWHERE))["id"]
    jane.call("POST", f"/v2/deliveries/{delivery_id}/replay")
    events = jane.call("POST", "/v1/auditlogs", json={}).json()["data"]["results"]
    assert (events[0]["action"], events[0]["target"]) == ("delivery.replayed", delivery_id)


def test_a_retry_tells_the_same_receiver_and_logs_say_so(jane: Account) -> None:
    with running_receiver(204, 410) as receiver:
        run_id = start_run(jane, f"{receiver.url}/hook?key=query-secret")
        await_delivery(jane, run_id)
        again = jane.call("POST", f"/v2/apps/runs/{run_id}/retry", json={}).json()["id"]
        await_delivery(jane, again)
        quiet = jane.call("POST", f"/v2/apps/runs/{run_id}/retry", json={"settings": {}}).json()["id"]
    assert [json.loads(call.body)["job_id"] for call in receiver.calls][:2] == [run_id, again]
    listed = jane.call("GET", "/v2/deliveries", params={"run_id": quiet}).json()["deliveries"]
    assert listed == []
    last = jane.call("GET", f"/v2/apps/runs/{run_id}/logs", params={"order": "DESCENDING"}).json()["logs"][0]
    assert (last["kind"], last["level"]) == ("delivery.done", "info")
    assert f"{receiver.url}/hook" in last["message"]
    assert "query-secret" not in last["message"]
