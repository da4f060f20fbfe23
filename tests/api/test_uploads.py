"""Multipart uploads over HTTP and with the official SDK."""

import io
import os
from pathlib import Path
from typing import Any

import pytest

from tests.accounts import Account, assert_refused
from tests.api.conftest import FILE_BYTES, PART_BYTES
from tests.waiting import wait_until

ROOT = "/v2/batches/multipart-upload"


def start(account: Account, batch_id: int, size: int, name: str = "big.pdf") -> str:
    body = {"batch_id": batch_id, "filename": name, "file_size": size}
    answer = account.call("POST", ROOT, json=body)
    assert answer.status_code == 201
    session_id: str = answer.json()["session_id"]
    return session_id


def send(account: Account, session_id: str, number: int, data: bytes) -> dict[str, Any]:
    answer = account.call("PUT", f"{ROOT}/sessions/{session_id}/parts/{number}", data=data)
    assert answer.status_code == 201, answer.text
    part: dict[str, Any] = answer.json()
    assert part["part_num"] == number
    return part


def commit(account: Account, session_id: str, parts: object) -> Any:
    return account.call("POST", f"{ROOT}/sessions/{session_id}", json={"action": "commit", "parts": parts})


def content(account: Account, batch_id: int, name: str = "big.pdf") -> bytes:
    data: bytes = account.sdk.files.read(f"{account.drive_path}/batches/{batch_id}/{name}")
    return data


@pytest.mark.parametrize("size", [0, 1, PART_BYTES - 1, PART_BYTES, PART_BYTES + 1, 3 * PART_BYTES])
def test_the_official_client_uploads_large_files(jane: Account, size: int, tmp_path: Path) -> None:
    client, batch_id, data = jane.sdk, jane.create_batch(), os.urandom(size)
    (tmp_path / "file").write_bytes(data)
    client.batches.add_large_file(batch_id, "from bytes.pdf", data)
    client.batches.add_large_file(batch_id, "from path.pdf", str(tmp_path / "file"))
    client.batches.add_large_file(batch_id, "sub/from file.pdf", io.BytesIO(data))
    nodes = client.batches.list_files(batch_id).nodes
    assert [node.name for node in nodes] == ["from bytes.pdf", "from path.pdf", "sub/from file.pdf"]
    assert {client.files.read(node.full_path) for node in nodes} == {data}


def test_answers_as_specified(jane: Account) -> None:
    batch_id = jane.create_batch()
    answer = jane.call("POST", ROOT, json={"batch_id": batch_id, "filename": "a", "file_size": 150_000})
    session_id = answer.json().pop("session_id")
    assert answer.json() == {"session_id": session_id, "part_size": PART_BYTES}
    assert answer.headers["Location"] == f"{jane.site.url}/api{ROOT}/sessions/{session_id}"
    parts = [send(jane, session_id, 1, b"x" * 100_000), send(jane, session_id, 2, b"y" * 50_000)]
    assert {type(part["part_id"]) for part in parts} == {str}
    answer = commit(jane, session_id, parts)
    assert (answer.status_code, answer.content) == (201, b"")


@pytest.mark.parametrize("number", [150_000, "150000"])
def test_numbers_may_be_text(jane: Account, number: int | str) -> None:
    batch_id = jane.create_batch()
    body = {"batch_id": str(batch_id), "filename": "a", "file_size": number}
    assert jane.call("POST", ROOT, json=body).status_code == 201


def test_parts_may_arrive_in_any_order_and_again(jane: Account) -> None:
    batch_id = jane.create_batch()
    session_id = start(jane, batch_id, 2 * PART_BYTES + 5)
    last = send(jane, session_id, 3, b"c" * 5)
    torn = send(jane, session_id, 1, b"?" * PART_BYTES)
    second = send(jane, session_id, 2, b"b" * PART_BYTES)
    first = send(jane, session_id, 1, b"a" * PART_BYTES)
    assert_refused(commit(jane, session_id, [torn, second, last]), 400, "Part 1")
    assert commit(jane, session_id, [first, second, last]).status_code == 201
    assert content(jane, batch_id) == b"a" * PART_BYTES + b"b" * PART_BYTES + b"c" * 5


def test_a_file_of_that_name_is_replaced_only_by_the_commit(jane: Account) -> None:
    batch_id = jane.create_batch()
    jane.sdk.batches.add_file(batch_id, "big.pdf", b"old")
    session_id = start(jane, batch_id, 3)
    part = send(jane, session_id, 1, b"new")
    assert content(jane, batch_id) == b"old"
    commit(jane, session_id, [part])
    assert content(jane, batch_id) == b"new"


def test_a_session_ends_with_its_commit_and_leaves_no_parts(jane: Account) -> None:
    batch_id = jane.create_batch()
    session_id = start(jane, batch_id, 3)
    part = send(jane, session_id, 1, b"abc")
    assert commit(jane, session_id, [part]).status_code == 201
    assert_refused(commit(jane, session_id, [part]), 404, session_id)
    assert_refused(jane.call("PUT", f"{ROOT}/sessions/{session_id}/parts/1", data=b"abc"), 404)
    wait_until_dropped(jane, session_id)
    assert content(jane, batch_id) == b"abc"


def test_an_abort_drops_everything(jane: Account) -> None:
    batch_id = jane.create_batch()
    session_id = start(jane, batch_id, 3)
    part = send(jane, session_id, 1, b"abc")
    answer = jane.call("POST", f"{ROOT}/sessions/{session_id}", json={"action": "abort"})
    assert (answer.status_code, answer.content) == (201, b"")
    assert_refused(commit(jane, session_id, [part]), 404)
    assert_refused(jane.call("POST", f"{ROOT}/sessions/{session_id}", json={"action": "abort"}), 404)
    wait_until_dropped(jane, session_id)
    assert jane.sdk.batches.list_files(batch_id).nodes == []


def wait_until_dropped(account: Account, session_id: str) -> None:
    """Wait for the job that drops a session's parts, which no client is told of."""
    parts = f"_uploads/{session_id}"
    wait_until(lambda: account.site.drive.find(parts) is None, f"the end of {parts}")


@pytest.mark.parametrize(
    ("number", "size"),
    [
        (1, PART_BYTES - 1),
        (1, PART_BYTES + 1),
        (1, 0),
        (1, 5),
        (2, 4),
        (2, 6),
        (2, PART_BYTES),
        (0, PART_BYTES),
        (-1, PART_BYTES),
        (3, PART_BYTES),
        (10**30, 5),
    ],
)
def test_refuses_parts_of_wrong_sizes_and_numbers(jane: Account, number: int, size: int) -> None:
    session_id = start(jane, jane.create_batch(), PART_BYTES + 5)
    answer = jane.call("PUT", f"{ROOT}/sessions/{session_id}/parts/{number}", data=b"x" * size)
    assert_refused(answer, 400, "bytes" if number in {1, 2} else "part")
    assert jane.site.drive.find(f"_uploads/{session_id}") is None


def test_an_empty_file_has_no_parts(jane: Account) -> None:
    batch_id = jane.create_batch()
    session_id = start(jane, batch_id, 0)
    assert_refused(jane.call("PUT", f"{ROOT}/sessions/{session_id}/parts/1", data=b"x"), 400)
    assert jane.call("POST", f"{ROOT}/sessions/{session_id}", json={"action": "commit"}).status_code == 201
    assert content(jane, batch_id) == b""


def test_refuses_incomplete_commits_and_stays_open(jane: Account) -> None:
    batch_id = jane.create_batch()
    session_id = start(jane, batch_id, 2 * PART_BYTES + 1)
    one, two = (send(jane, session_id, number, b"x" * PART_BYTES) for number in (1, 2))
    never_sent = {"part_num": 3, "part_id": one["part_id"]}
    assert_refused(commit(jane, session_id, [one, two, never_sent]), 400, "3")
    three = send(jane, session_id, 3, b"z")
    for parts in (
        [],
        None,
        [one],
        [one, three],
        [two, three],
        [three, two, one],
        [one, one, two, three],
        [one, two, three, three],
        [one, two, three | {"part_id": "wrong"}],
        [one, two, three | {"part_id": two["part_id"]}],
        [one, two, three | {"part_num": 4}],
        [one, two, three | {"part_num": 10**15}],
    ):
        assert_refused(commit(jane, session_id, parts), 400)
    assert jane.sdk.batches.list_files(batch_id).nodes == []
    assert commit(jane, session_id, [one, two, three]).status_code == 201


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"{}",
        b'{"action": "finish"}',
        b'{"action": null}',
        b'{"action": "commit", "parts": "all"}',
        b'{"action": "commit", "parts": [1]}',
        b'{"action": "commit", "parts": [{"part_num": 1}]}',
        b'{"action": "commit", "parts": [{"part_num": "x", "part_id": "y"}]}',
        b'{"action": "commit", "parts": [{"part_num": true, "part_id": "y"}]}',
        b'{"action": "commit", "parts": [{"part_num": 1, "part_id": 5}]}',
        b'{"action": "commit", "parts": [{"part_num": 1, "part_id": "\\u0000"}]}',
    ],
)
def test_refuses_bad_endings(jane: Account, body: bytes) -> None:
    session_id = start(jane, jane.create_batch(), 5)
    headers = {"Content-Type": "application/json"}
    assert_refused(jane.call("POST", f"{ROOT}/sessions/{session_id}", data=body, headers=headers), 400)


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"file_size": -1}, 400),
        ({"file_size": "-1"}, 400),
        ({"file_size": "x"}, 400),
        ({"file_size": ""}, 400),
        ({"file_size": None}, 400),
        ({"file_size": True}, 400),
        ({"file_size": 1.5}, 400),
        ({"file_size": [1]}, 400),
        ({"file_size": 10**30}, 400),
        ({"file_size": FILE_BYTES + 1}, 413),
        ({"file_size": str(2**62)}, 413),
        ({"filename": ""}, 400),
        ({"filename": None}, 400),
        ({"filename": 5}, 400),
        ({"filename": "x" * 256}, 400),
        ({"filename": "../a"}, 400),
        ({"filename": "/a"}, 400),
        ({"filename": "a/"}, 400),
        ({"filename": "a\\b"}, 400),
        ({"filename": "a\0b"}, 400),
        ({"filename": "\ud800"}, 400),
        ({"batch_id": 0}, 404),
        ({"batch_id": -1}, 404),
        ({"batch_id": 2**31}, 404),
        ({"batch_id": "x"}, 400),
        ({"batch_id": 10**30}, 400),
        ({"batch_id": None}, 400),
        ({"batch_id": True}, 400),
    ],
)
def test_refuses_bad_beginnings(jane: Account, change: dict[str, object], status: int) -> None:
    body = {"batch_id": jane.create_batch(), "filename": "a.pdf", "file_size": 5} | change
    assert_refused(jane.call("POST", ROOT, json=body), status, *(["limit"] if status == 413 else []))


def test_takes_the_largest_file(jane: Account) -> None:
    batch_id, data = jane.create_batch(), os.urandom(FILE_BYTES)
    jane.sdk.batches.add_large_file(batch_id, "big.pdf", data)
    assert content(jane, batch_id) == data


@pytest.mark.parametrize(
    "session_id", ["x", "%00", "..", "ffffffff-ffff-4fff-bfff-ffffffffffff", "a%2Fb", "9" * 300]
)
def test_unknown_sessions(jane: Account, session_id: str) -> None:
    for method, path, body in (
        ("PUT", f"{ROOT}/sessions/{session_id}/parts/1", b"x"),
        ("POST", f"{ROOT}/sessions/{session_id}", b'{"action": "abort"}'),
        ("POST", f"{ROOT}/sessions/{session_id}", b'{"action": "commit"}'),
    ):
        headers = {"Content-Type": "application/json"}
        assert_refused(jane.call_bare(method, path, body, headers), 404)


def test_sessions_belong_to_their_batch(jane: Account, otto: Account) -> None:
    batch_id, member = jane.create_batch(), jane.hire()
    session_id = start(jane, batch_id, 3)
    part = send(jane, session_id, 1, b"abc")
    for stranger in (otto, member):
        body = {"batch_id": batch_id, "filename": "stolen", "file_size": 3}
        assert_refused(stranger.call("POST", ROOT, json=body), 404)
        assert_refused(stranger.call("PUT", f"{ROOT}/sessions/{session_id}/parts/1", data=b"xyz"), 404)
        assert_refused(commit(stranger, session_id, [part]), 404)
        abort = stranger.call("POST", f"{ROOT}/sessions/{session_id}", json={"action": "abort"})
        assert_refused(abort, 404)
    nobody = {"Authorization": ""}
    assert_refused(jane.call("POST", ROOT, json={}, headers=nobody), 401)
    assert_refused(
        jane.call("PUT", f"{ROOT}/sessions/{session_id}/parts/1", data=b"xyz", headers=nobody), 401
    )
    assert_refused(jane.call("POST", f"{ROOT}/sessions/{session_id}", json={}, headers=nobody), 401)
    assert commit(jane, session_id, [part]).status_code == 201
    assert content(jane, batch_id) == b"abc"
