"""Copying, moving and extracting by jobs."""

import io
import zipfile
from typing import Any
from urllib.parse import quote

import pytest
import requests

from tests.accounts import Account, assert_refused, wait_for_job
from tests.api.test_files import read, write
from tests.api.test_nodes import make, names


def ask(account: Account, action: str, source: str, target: str) -> requests.Response:
    body = {"src_path": f"{account.drive_path}/{source}", "dst_path": f"{account.drive_path}/{target}"}
    return account.call("POST", f"/v2/files/{action}", json=body)


def do(account: Account, action: str, source: str, target: str) -> tuple[str, str]:
    """Have it done and return the job's state and message."""
    answer = ask(account, action, source, target)
    assert answer.status_code == 202, answer.text
    job_id = answer.json()["job_id"]
    assert answer.headers["Location"] == f"{account.site.url}/api/v2/jobs/{job_id}"
    return wait_for_job(account, job_id)


def tree(account: Account) -> dict[str, bytes]:
    drive = account.site.drive
    return {
        entry.key.split("/", 2)[2]: drive.read(entry.key) for entry in drive.walk(account.organization_id)
    }


def archive(files: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as opened:
        for name, data in files.items():
            opened.writestr(name, data)
    return buffer.getvalue()


def test_copies_a_file(jane: Account) -> None:
    write(jane, "a.txt", b"one")
    assert do(jane, "copy", "a.txt", "deep/er/b.txt") == ("COMPLETE", "")
    assert tree(jane) == {"a.txt": b"one", "deep/er/b.txt": b"one"}


def test_copies_a_folder_with_all_below(jane: Account) -> None:
    for name in ("a", "g/b", "g/h/ü #1"):
        write(jane, f"f/{name}", name.encode())
    make(jane, "f", "empty")
    assert do(jane, "copy", "f", "f2") == ("COMPLETE", "")
    copied = {f"f2/{name}": name.encode() for name in ("a", "g/b", "g/h/ü #1")}
    assert copied.items() <= tree(jane).items()
    assert names(jane, "f2") == ["a", "empty", "g"]
    assert len(tree(jane)) == 6


def test_moves_a_file_and_a_folder(jane: Account) -> None:
    write(jane, "a.txt", b"one")
    write(jane, "f/g/b.txt", b"two")
    make(jane, "f", "empty")
    assert do(jane, "move", "a.txt", "c.txt") == ("COMPLETE", "")
    assert do(jane, "move", "f", "h/i") == ("COMPLETE", "")
    assert tree(jane) == {"c.txt": b"one", "h/i/g/b.txt": b"two"}
    assert names(jane, "") == ["c.txt", "h"]
    assert names(jane, "h/i") == ["empty", "g"]


def test_refuses_paths_that_do_not_go_together(jane: Account) -> None:
    write(jane, "a.txt")
    write(jane, "f/b.txt")
    make(jane, "", "empty")
    before = tree(jane)
    for action in ("copy", "move"):
        assert_refused(ask(jane, action, "nothing", "x"), 404, "nothing")
        assert_refused(ask(jane, action, "a.txt", "f"), 409, "dst_path")
        assert_refused(ask(jane, action, "a.txt", "f/b.txt"), 409)
        assert_refused(ask(jane, action, "f", "empty"), 409)
        assert_refused(ask(jane, action, "a.txt", "a.txt"), 400)
        assert_refused(ask(jane, action, "f", "f/g"), 400)
        assert_refused(ask(jane, action, "f", "a.txt/g"), 400, "a.txt")
        assert_refused(ask(jane, action, "a.txt", "batches"), 400)
        assert_refused(ask(jane, action, "a.txt", ""), 400, "whole drive")
        assert_refused(ask(jane, action, "", "x"), 400, "whole drive")
        assert_refused(ask(jane, action, "../a.txt", "x"), 400)
        assert_refused(ask(jane, action, "a.txt", "x\0"), 400)
    assert_refused(ask(jane, "extract", "f", "x"), 400, "folder")
    assert_refused(ask(jane, "extract", "a.txt", "f/b.txt"), 400)
    assert_refused(ask(jane, "extract", "nothing", "x"), 404)
    assert tree(jane) == before


@pytest.mark.parametrize("action", ["copy", "move", "extract"])
@pytest.mark.parametrize("body", [None, [], {}, {"src_path": "a"}, {"src_path": 1, "dst_path": 2}])
def test_refuses_bodies_that_are_none(jane: Account, action: str, body: Any) -> None:
    assert_refused(jane.call("POST", f"/v2/files/{action}", json=body), 400)


def test_between_workspaces_by_role(jane: Account, otto: Account) -> None:
    write(jane, "a.txt", b"one")
    jane.share_workspace("Claims")
    shared = f"{jane.organization_id}/Claims/fs/Instabase Drive/a.txt"
    body = {"src_path": f"{jane.drive_path}/a.txt", "dst_path": shared}
    for account, status in ((otto, 404), (jane.hire(), 401)):
        for action in ("copy", "move", "extract"):
            assert_refused(account.call("POST", f"/v2/files/{action}", json=body), status)
    answer = jane.call("POST", "/v2/files/copy", json=body)
    assert wait_for_job(jane, answer.json()["job_id"]) == ("COMPLETE", "")
    assert jane.call("GET", f"/v2/files/{quote(shared)}").content == b"one"


def test_extracts_an_archive(jane: Account) -> None:
    files = {"a.txt": b"one", "g/b.txt": b"two" * 100_000, "g/ü.txt": b"", "empty/": b""}
    write(jane, "a.zip", archive(files))
    make(jane, "", "out")
    write(jane, "out/a.txt", b"old")
    assert do(jane, "extract", "a.zip", "out") == ("COMPLETE", "")
    del files["empty/"]
    assert {f"out/{name}": data for name, data in files.items()}.items() <= tree(jane).items()
    assert names(jane, "out") == ["a.txt", "empty", "g"]
    assert do(jane, "extract", "a.zip", "new/place") == ("COMPLETE", "")
    assert read(jane, "new/place/g/b.txt") == files["g/b.txt"]


@pytest.mark.slow
def test_extracts_thousands_of_entries(jane: Account) -> None:
    write(jane, "a.zip", archive({f"{number // 100}/{number}": b"x" for number in range(1_500)}))
    assert do(jane, "extract", "a.zip", "out") == ("COMPLETE", "")
    assert len(tree(jane)) == 1_501


@pytest.mark.parametrize(
    ("files", "word"),
    [
        ({"a.txt": b"", "../b.txt": b"x"}, "elsewhere"),
        ({"a.txt": b"", "x" * 256: b"x"}, "too long"),
        ({"a.txt": b"", "batch": b"", "there": b"x"}, "one name"),
        ({"a.txt": b"", "there/file/b": b"x"}, "one name"),
    ],
)
def test_an_archive_that_cannot_be_extracted_whole_leaves_nothing(
    jane: Account, files: dict[str, bytes], word: str
) -> None:
    write(jane, "out/there/file", b"kept")
    write(jane, "a.zip", archive(files))
    before = tree(jane)
    state, message = do(jane, "extract", "a.zip", "out")
    assert (state, word in message) == ("FAILED", True), message
    assert tree(jane) == before


def test_what_is_no_archive_fails_with_a_sentence(jane: Account) -> None:
    whole = archive({"a.txt": b"one" * 1_000})
    for data in (b"text", b"PK\x05\x06", whole[:-30], whole.replace(b"a.txt", b"b.txt", 1)):
        write(jane, "a.zip", data)
        state, message = do(jane, "extract", "a.zip", "out")
        assert (state, "archive" in message) == ("FAILED", True)
    assert list(tree(jane)) == ["a.zip"]


def test_files_of_an_archive_have_the_limit_of_files(jane: Account) -> None:
    write(jane, "a.zip", archive({"a.txt": bytes(3_000_001)}))
    assert do(jane, "extract", "a.zip", "out")[0] == "FAILED"
    write(jane, "b.zip", archive({f"{number}.txt": bytes(2_900_000) for number in range(5)}))
    state, message = do(jane, "extract", "b.zip", "out")
    assert (state, "extract_ratio" in message) == ("FAILED", True)


def test_what_was_done_is_in_the_audit_log(jane: Account) -> None:
    write(jane, "a.txt")
    do(jane, "move", "a.txt", "b.txt")
    (event, *_) = jane.call("POST", "/v1/auditlogs", json={}).json()["data"]["results"]
    assert event["action"] == "path.moved"
    assert event["target"].endswith("/b.txt")
