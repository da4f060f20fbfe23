"""Empty files and folders, and files that come chunk by chunk."""

import threading
from urllib.parse import quote

import pytest
import requests

from tests.accounts import Account, assert_refused
from tests.api.conftest import FILE_BYTES, PART_BYTES
from tests.api.test_files import read, write


def make(account: Account, folder: str, name: object, node_type: object = "folder") -> requests.Response:
    return account.call("POST", account.file_url(folder), json={"name": name, "node_type": node_type})


def patch(account: Account, path: str, data: bytes, cursor: object = -1) -> requests.Response:
    headers = {} if cursor is None else {"IB-Cursor": str(cursor)}
    return account.call("PATCH", account.file_url(path), data=data, headers=headers)


def names(account: Account, folder: str) -> list[str]:
    answer = account.call("GET", account.file_url(folder), params={"expect-node-type": "folder"})
    return [node["name"] for node in answer.json()["nodes"]]


def test_makes_an_empty_folder(jane: Account) -> None:
    answer = make(jane, "", "in box #1")
    assert answer.status_code == 201
    path = f"{jane.drive_path.removeprefix('/')}/in box #1"
    assert answer.json() == {
        "full_path": path,
        "name": "in box #1",
        "metadata": {"node_type": "folder", "size": None, "modified_timestamp": None},
        "perms": {"can_read": True, "can_write": True, "can_delete": True},
    }
    assert answer.headers["Location"].endswith("/in%20box%20%231")
    head = jane.call_bare("HEAD", jane.file_url("in box #1"))
    assert (head.status, head.headers["content-type"]) == (200, "application/json")
    assert names(jane, "") == ["in box #1"]
    assert names(jane, "in box #1") == []
    assert_refused(jane.call("GET", jane.file_url("in box #1")), 400, "folder")


def test_an_empty_folder_outlives_what_is_put_into_it(jane: Account) -> None:
    make(jane, "", "f")
    write(jane, "f/a.txt")
    assert jane.call("DELETE", jane.file_url("f/a.txt")).status_code == 202
    assert names(jane, "f") == []
    assert jane.call("HEAD", jane.file_url("f")).status_code == 200
    job = jane.call("DELETE", jane.file_url("f"))
    assert job.status_code == 202


def test_makes_an_empty_file_and_folders_above_it(jane: Account) -> None:
    answer = make(jane, "deep/er", "a.txt", "file")
    assert answer.status_code == 201
    assert answer.json()["metadata"]["size"] == 0
    assert read(jane, "deep/er/a.txt") == b""


def test_refuses_what_is_there_already(jane: Account) -> None:
    write(jane, "f/a.txt")
    make(jane, "", "made")
    for folder, name in (("f", "a.txt"), ("", "f"), ("", "made")):
        for node_type in ("file", "folder"):
            assert_refused(make(jane, folder, name, node_type), 409, name)
    assert read(jane, "f/a.txt") == b"0123456789"


def test_of_many_who_make_a_folder_one_does(jane: Account) -> None:
    statuses: list[int] = []

    def race() -> None:
        statuses.append(make(jane, "", "contended").status_code)

    threads = [threading.Thread(target=race) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(statuses) == [201, 409, 409, 409, 409, 409]


def test_nothing_is_made_in_a_file(jane: Account) -> None:
    write(jane, "a.txt")
    for node_type in ("file", "folder"):
        assert_refused(make(jane, "a.txt", "b", node_type), 400, "a.txt")
        assert_refused(make(jane, "a.txt/c", "b", node_type), 400)


@pytest.mark.parametrize(
    "name", ["", ".", "..", "a/b", "/", "a\0b", "a\nb", "\ud800", "x" * 256, None, 5, "batches"]
)
def test_refuses_names_that_are_none(jane: Account, name: object) -> None:
    assert_refused(make(jane, "", name, "file"), 400)
    assert names(jane, "") == []


@pytest.mark.parametrize("node_type", [None, "", "link", 1])
def test_refuses_other_kinds_of_node(jane: Account, node_type: object) -> None:
    assert_refused(make(jane, "", "a", node_type), 400)


def test_writes_a_file_chunk_by_chunk(jane: Account) -> None:
    assert patch(jane, "big.bin", b"a" * PART_BYTES, 0).status_code == 204
    assert patch(jane, "big.bin", b"b" * 10, -1).status_code == 204
    assert patch(jane, "big.bin", b"c" * 10, PART_BYTES + 10).status_code == 204
    assert read(jane, "big.bin") == b"a" * PART_BYTES + b"b" * 10 + b"c" * 10
    assert patch(jane, "big.bin", b"anew", 0).status_code == 204
    assert read(jane, "big.bin") == b"anew"


def test_a_chunk_goes_on_from_an_empty_file(jane: Account) -> None:
    make(jane, "", "a.txt", "file")
    assert patch(jane, "a.txt", b"x", -1).status_code == 204
    assert read(jane, "a.txt") == b"x"


@pytest.mark.parametrize("cursor", [1, 9, 11, 10**17])
def test_a_chunk_that_belongs_elsewhere_changes_nothing(jane: Account, cursor: int) -> None:
    write(jane, "a.txt")
    assert_refused(patch(jane, "a.txt", b"x", cursor), 409, "IB-Cursor: 10")
    assert read(jane, "a.txt") == b"0123456789"


@pytest.mark.parametrize("cursor", [None, "", "-2", "x", "1.5", "9" * 30, "0 0"])
def test_refuses_cursors_that_are_none(jane: Account, cursor: object) -> None:
    write(jane, "a.txt")
    assert_refused(patch(jane, "a.txt", b"x", cursor), 400)
    assert read(jane, "a.txt") == b"0123456789"


def test_chunks_have_their_limits(jane: Account) -> None:
    assert_refused(patch(jane, "a.txt", b"x" * (PART_BYTES + 1), 0), 413, "part_bytes")
    assert_refused(patch(jane, "a.txt", b"", 0), 400)
    assert_refused(patch(jane, "a.txt", b"x", -1), 404, "IB-Cursor: 0")
    assert_refused(patch(jane, "a.txt", b"x", 5), 404)
    write(jane, "full.bin", b"x" * FILE_BYTES)
    assert_refused(patch(jane, "full.bin", b"x", -1), 413, "file_bytes")
    write(jane, "f/a.txt")
    for cursor in (0, -1):
        assert_refused(patch(jane, "f", b"x", cursor), 400, "folder")
        assert_refused(patch(jane, "f/a.txt/b", b"x", cursor), 400 if cursor == 0 else 404)
        assert_refused(patch(jane, "", b"x", cursor), 400)
    assert (
        jane.call("PATCH", f"{jane.file_url('f')}/", data=b"x", headers={"IB-Cursor": "0"}).status_code == 400
    )


def test_a_reader_never_sees_half_a_chunk(jane: Account) -> None:
    patch(jane, "a.bin", b"0" * 50_000, 0)
    seen: set[int] = set()
    stop = threading.Event()

    def watch() -> None:
        while not stop.is_set():
            seen.add(len(read(jane, "a.bin")))

    watcher = threading.Thread(target=watch)
    watcher.start()
    for _ in range(10):
        assert patch(jane, "a.bin", b"1" * 50_000).status_code == 204
    stop.set()
    watcher.join()
    assert seen <= {50_000 * count for count in range(1, 12)}


def test_listings_take_their_token_under_both_names(jane: Account) -> None:
    root = key(jane)
    for number in range(102):
        jane.site.drive.write(f"{root}/f/{number:03}", [b"x"])
    first = jane.call("GET", jane.file_url("f"), params={"expect-node-type": "folder"}).json()
    for name in ("start-token", "start_token"):
        query = {"expect-node-type": "folder", name: first["next_page_token"]}
        rest = jane.call("GET", jane.file_url("f"), params=query).json()
        assert [node["name"] for node in rest["nodes"]] == ["100", "101"]


def key(account: Account) -> str:
    """The personal workspace's folder on the built-in drive."""
    write(account, "probe")
    (entry,) = account.site.drive.walk(account.organization_id)
    account.site.drive.delete(entry.key)
    return entry.key.removesuffix("/probe")


def test_others_neither_make_nor_append(jane: Account, otto: Account) -> None:
    write(jane, "a.txt")
    for account, status in ((otto, 404), (jane.hire(), 401)):
        target = f"/v2/files{quote(jane.drive_path)}"
        made = account.call("POST", target, json={"name": "b", "node_type": "folder"})
        assert_refused(made, status)
        appended = account.call("PATCH", f"{target}/a.txt", data=b"x", headers={"IB-Cursor": "-1"})
        assert_refused(appended, status)
    assert read(jane, "a.txt") == b"0123456789"
    assert names(jane, "") == ["a.txt"]
