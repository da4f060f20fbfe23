"""Requests under an ``Idempotency-Key`` are carried out once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import requests
from sqlalchemy import select, text

from docyard.domain.identity import Caller
from docyard.services import idempotency_keys
from docyard.store.database import Database
from docyard.store.keyring import Keyring
from docyard.store.tables import IdempotencyKeyRow
from tests.accounts import Account, Site, assert_refused
from tests.databases import connected, opened_database
from tests.server import running_server


def create_batch(account: Account, key: str, name: str = "a batch", **options: Any) -> requests.Response:
    return account.call(
        "POST", "/v2/batches", json={"name": name}, headers={"Idempotency-Key": key}, **options
    )


def count_batches(account: Account) -> int:
    return len(account.call("GET", "/v2/batches").json()["batches"])


def test_a_repetition_gets_the_first_answer_and_changes_nothing(jane: Account) -> None:
    first, second = create_batch(jane, "key"), create_batch(jane, "key")

    assert first.status_code == second.status_code == 200
    assert first.content == second.content
    assert "Idempotency-Replayed" not in first.headers
    assert second.headers["Idempotency-Replayed"] == "true"
    assert second.headers["Content-Type"] == first.headers["Content-Type"]
    assert second.headers["X-Request-Id"] != first.headers["X-Request-Id"]
    assert count_batches(jane) == 1


def test_headers_and_statuses_are_repeated(jane: Account) -> None:
    body = {"batch_id": jane.create_batch(), "filename": "a.pdf", "file_size": 3}

    first, second = (
        jane.call("POST", "/v2/batches/multipart-upload", json=body, headers={"Idempotency-Key": "k"})
        for _ in range(2)
    )

    assert first.status_code == second.status_code == 201
    assert first.headers["Location"] == second.headers["Location"]
    assert first.json() == second.json()


def test_a_route_with_sessions_of_its_own_is_repeated(jane: Account) -> None:
    body = {"batch_id": jane.create_batch(), "filename": "a.pdf", "file_size": 0}
    upload = jane.call("POST", "/v2/batches/multipart-upload", json=body).json()["session_id"]

    answers = [
        jane.call(
            "POST",
            f"/v2/batches/multipart-upload/sessions/{upload}",
            json={"action": "abort"},
            headers={"Idempotency-Key": "k"},
        )
        for _ in range(2)
    ]

    assert [answer.status_code for answer in answers] == [201, 201]
    assert [answer.content for answer in answers] == [b"", b""]


def test_another_body_or_query_under_the_key_is_refused(jane: Account) -> None:
    assert create_batch(jane, "key").status_code == 200

    assert_refused(create_batch(jane, "key", name="another"), 409, "Idempotency-Key", "new key")
    assert_refused(create_batch(jane, "key", params={"a": "b"}), 409, "Idempotency-Key")
    assert count_batches(jane) == 1


def test_accounts_routes_and_keys_do_not_meet(jane: Account, otto: Account) -> None:
    member = jane.hire()

    assert {create_batch(account, "key").status_code for account in (jane, otto, member)} == {200}
    assert create_batch(jane, "other").status_code == 200
    assert count_batches(jane) == 3
    upload = jane.call(
        "POST", "/v2/batches/multipart-upload", json={"name": "x"}, headers={"Idempotency-Key": "key"}
    )
    assert_refused(upload, 400)


def test_refusals_are_not_kept(jane: Account) -> None:
    assert_refused(create_batch(jane, "key", name=""), 400)
    assert_refused(create_batch(jane, "key", name="x" * 256), 400)
    malformed = jane.call("POST", "/v2/batches", data=b"{", headers={"Idempotency-Key": "key"})
    assert_refused(malformed, 400)

    assert create_batch(jane, "key").status_code == 200
    assert count_batches(jane) == 1


@pytest.mark.parametrize("key", ["", "x" * 256, "two words", "é".encode("latin-1")])
def test_malformed_keys_are_refused(jane: Account, key: str) -> None:
    assert_refused(create_batch(jane, key), 400, "idempotency-key")
    assert count_batches(jane) == 0


def test_twins_at_one_time_make_one_change(jane: Account) -> None:
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: create_batch(jane, "key"), range(16)))

    assert {answer.status_code for answer in answers} <= {200, 409}
    assert len({answer.content for answer in answers if answer.status_code == 200}) == 1
    assert count_batches(jane) == 1


def test_the_answer_is_kept_for_a_day(jane: Account) -> None:
    create_batch(jane, "key")
    _age_all(jane, timedelta(hours=23, minutes=59))
    assert create_batch(jane, "key").headers["Idempotency-Replayed"] == "true"

    _age_all(jane, timedelta(minutes=2))

    assert "Idempotency-Replayed" not in create_batch(jane, "key").headers
    assert count_batches(jane) == 2


def test_answers_are_encrypted_at_rest(jane: Account) -> None:
    create_batch(jane, "key")

    with connected(jane.site.data_dir) as connection:
        of_jane = text("SELECT * FROM docyard_idempotency_keys WHERE organization_id = :id")
        (row,) = connection.execute(of_jane, {"id": jane.organization_id}).fetchall()
    assert b'{"id":' not in str(row).encode()
    assert "key" not in row


def test_a_request_whose_server_died_can_be_sent_again(site: Site, jane: Account) -> None:
    """What a killed server leaves is a request under way; after five minutes a repetition takes over."""
    began = _begin(site.database, jane, at=datetime.now(UTC) - timedelta(minutes=4))
    assert_refused(create_batch(jane, "key"), 409, "under way")

    _age_all(jane, timedelta(minutes=2))

    assert create_batch(jane, "key").status_code == 200
    assert create_batch(jane, "key").headers["Idempotency-Replayed"] == "true"
    with pytest.raises(idempotency_keys.KeyInUse), site.database.write() as session:
        idempotency_keys.keep_answer(
            session, _keyring(site), request=began, status=200, headers={}, body=b"too late"
        )


@pytest.mark.slow
def test_a_kill_neither_doubles_nor_loses_a_change(tmp_path: Path) -> None:
    """Change and answer are committed together: whatever a kill leaves, repetitions add up to one each."""
    keys = [f"key-{number}" for number in range(60)]
    with running_server(tmp_path) as server:
        organization = server.found("org")

        def send(key: str) -> int | None:
            headers = organization.headers | {"Idempotency-Key": key}
            try:
                url = f"{server.url}/api/v2/batches"
                return requests.post(url, json={"name": key}, headers=headers, timeout=120).status_code
            except requests.ConnectionError:
                return None

        def send_until_killed(key: str) -> int | None:
            if key == keys[20]:
                assert server.process is not None
                server.process.kill()
            return send(key)

        with ThreadPoolExecutor(4) as pool:
            before = list(pool.map(send_until_killed, keys))
        assert server.process is not None
        server.process.wait(60)
        server.start()
        unanswered = [key for key, status in zip(keys, before, strict=True) if status is None]
        assert unanswered, "the kill came too late to tell anything"
        _age(tmp_path, organization.id, timedelta(minutes=6))
        with ThreadPoolExecutor(4) as pool:
            assert set(pool.map(send, keys)) == {200}
        url = f"{server.url}/api/v2/batches?limit=1000"
        batches = requests.get(url, headers=organization.headers, timeout=120).json()["batches"]

    assert sorted(batch["name"] for batch in batches) == sorted(keys)


def test_every_post_that_asks_for_a_caller_heeds_keys(site: Site) -> None:
    document = requests.get(f"{site.url}/api/openapi.json", timeout=120).json()

    lacking = [
        path
        for path, operations in document["paths"].items()
        if (operation := operations.get("post"))
        and operation.get("security")
        and not any(parameter["name"] == "idempotency-key" for parameter in operation.get("parameters", ()))
    ]

    assert lacking == []


def _begin(database: Database, account: Account, *, at: datetime) -> Any:
    body = b'{"name": "a batch"}'
    request = idempotency_keys.describe_request(
        Caller(account.organization_id, account.user_id, True),
        method="POST",
        path=b"/api/v2/batches",
        query=b"",
        body=body,
        key="key",
        now=at,
    )
    assert idempotency_keys.begin_request(database, _keyring(account.site), request=request) is None
    return request


def _keyring(site: Site) -> Keyring:
    return Keyring(given=(), file=site.data_dir / "secret.keys")


def _age_all(account: Account, by: timedelta) -> None:
    _age(account.site.data_dir, account.organization_id, by)


def _age(data_dir: Path, organization_id: str, by: timedelta) -> None:
    """Let time pass for the organization's keys."""
    mine = IdempotencyKeyRow.organization_id == organization_id
    with opened_database(data_dir) as database, database.write() as session:
        for row in session.scalars(select(IdempotencyKeyRow).where(mine)):
            row.created_at -= by
