"""Files and folders over HTTP and with the official SDK."""

import socket
import threading
import time
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from urllib.parse import quote, urlsplit
from uuid import uuid4

import pytest
from aihub.exceptions import NotFoundException

from docyard.errors import Invalid
from docyard.services.files import parse_path
from tests.accounts import Account, assert_refused, wait_for_job
from tests.api.conftest import FILE_BYTES
from tests.api.test_request_log import lines_about
from tests.waiting import wait_until

DIGITS = b"0123456789"


def write(account: Account, path: str, data: bytes = DIGITS) -> None:
    answer = account.call_bare("PUT", account.file_url(path), data)
    assert (answer.status, answer.body) == (204, b"")


def read(account: Account, path: str) -> bytes:
    answer = account.call_bare("GET", f"{account.file_url(path)}?expect-node-type=file")
    assert answer.status == 200
    return answer.body


def test_the_official_client_writes_reads_and_deletes(jane: Account) -> None:
    client, path = jane.sdk, f"{jane.drive_path}/a folder/deep/ünï#1.bin"
    data = bytes(range(256)) * 4000
    client.files.write(path, data)
    assert client.files.read(path) == data
    assert client.files.read(path, range="bytes=256-511") == bytes(range(256))
    metadata = client.files.get_file_metadata(path)
    assert metadata.status_code == 200
    assert metadata.headers["content-length"] == str(len(data))
    client.files.delete(path)
    with pytest.raises(NotFoundException):
        client.files.read(path)


@pytest.mark.parametrize("lead", ["", "/"])
@pytest.mark.parametrize("encoded", [True, False])
def test_slashes_may_be_raw_or_encoded(jane: Account, lead: str, encoded: bool) -> None:
    write(jane, "f/a.txt")
    path = lead + jane.drive_path.removeprefix("/") + "/f/a.txt"
    target = f"/v2/files/{quote(path, safe='' if encoded else '/')}"
    answer = jane.call_bare("GET", target)
    assert (answer.status, answer.body) == (200, DIGITS)


def test_reads_with_the_specified_headers(jane: Account) -> None:
    write(jane, "a.txt")
    answer = jane.call("GET", jane.file_url("a.txt"), params={"expect-node-type": "file"})
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert answer.headers["Content-Length"] == "10"
    assert "Content-Range" not in answer.headers


@pytest.mark.parametrize(
    ("header", "content", "bounds"),
    [
        ("bytes=0-4", b"01234", "0-4"),
        ("bytes=0-0", b"0", "0-0"),
        ("bytes=9-9", b"9", "9-9"),
        ("bytes=5-", b"56789", "5-9"),
        ("bytes=5-999999999999", b"56789", "5-9"),
        ("bytes=0-", DIGITS, "0-9"),
        ("bytes = 2-3", b"23", "2-3"),
    ],
)
def test_reads_ranges(jane: Account, header: str, content: bytes, bounds: str) -> None:
    write(jane, "a.txt")
    answer = jane.call("GET", jane.file_url("a.txt"), headers={"Range": header})
    assert (answer.status_code, answer.content) == (206, content)
    assert answer.headers["Content-Range"] == f"bytes {bounds}/10"
    assert answer.headers["Content-Length"] == str(len(content))


@pytest.mark.parametrize(
    ("header", "status"),
    [
        ("bytes=-5", 400),
        ("bytes=0-1,3-4", 400),
        ("bytes=4-2", 400),
        ("bytes=", 400),
        ("bytes=a-b", 400),
        ("bytes=--1", 400),
        ("items=0-1", 400),
        ("0-1", 400),
        ("bytes=" + "9" * 30 + "-", 400),
        ("bytes=10-", 416),
        ("bytes=10-20", 416),
        ("bytes=999999999999999999-", 416),
    ],
)
def test_refuses_ranges(jane: Account, header: str, status: int) -> None:
    write(jane, "a.txt")
    assert_refused(jane.call("GET", jane.file_url("a.txt"), headers={"Range": header}), status)


def test_an_empty_file_has_no_range(jane: Account) -> None:
    batch_id = jane.create_batch()
    jane.sdk.batches.add_file(batch_id, "empty", b"")
    url = jane.file_url(f"batches/{batch_id}/empty")
    assert jane.call("GET", url).content == b""
    assert_refused(jane.call("GET", url, headers={"Range": "bytes=0-"}), 416)


def test_metadata_of_files_and_folders(jane: Account) -> None:
    write(jane, "f/a.txt")
    file = jane.call("HEAD", jane.file_url("f/a.txt"))
    assert (file.status_code, file.headers["Content-Type"]) == (200, "application/octet-stream")
    assert file.headers["Content-Length"] == "10"
    changed = parsedate_to_datetime(file.headers["Last-Modified"])
    assert abs((datetime.now(UTC) - changed).total_seconds()) < 60
    for path in ("f", "f/", ""):
        folder = jane.call("HEAD", jane.file_url("f").removesuffix("f") + path)
        assert (folder.status_code, folder.headers["Content-Type"]) == (200, "application/json")
        assert not {"content-length", "last-modified"} & {name.lower() for name in folder.headers}
    assert jane.call("HEAD", jane.file_url("nothing")).status_code == 404


@pytest.mark.parametrize(
    ("path", "expected", "status"),
    [
        ("f", "file", 400),
        ("f/a.txt", "folder", 400),
        ("f/a.txt", "shelf", 400),
        ("nothing", "file", 404),
        ("nothing", "folder", 404),
        ("f/a.txt/below", "file", 404),
        ("f/a.txt/below", "folder", 404),
        ("", "file", 400),
    ],
)
def test_refuses_what_is_not_there(jane: Account, path: str, expected: str, status: int) -> None:
    write(jane, "f/a.txt")
    answer = jane.call("GET", jane.file_url(path), params={"expect-node-type": expected})
    assert_refused(answer, status)


def test_overwrites(jane: Account) -> None:
    write(jane, "a.txt", b"first, longer")
    write(jane, "a.txt", b"second")
    assert read(jane, "a.txt") == b"second"


def test_writes_only_where_nothing_is_when_asked(jane: Account) -> None:
    url, only = jane.file_url("a folder/ü#1.txt"), {"If-None-Match": "*"}
    created = jane.call("PUT", url, data=b"first", headers=only)
    assert (created.status_code, created.content) == (201, b"")
    location = created.headers["Location"]
    assert location == f"{jane.site.url}/api{url}"
    assert jane.call("GET", location.removeprefix(f"{jane.site.url}/api")).content == b"first"
    assert_refused(jane.call("PUT", url, data=b"second", headers=only), 412)
    assert_refused(jane.call("PUT", url, data=b"second", headers={"If-None-Match": '"etag"'}), 400)
    assert read(jane, "a folder/ü#1.txt") == b"first"


def test_one_of_many_creators_wins(jane: Account) -> None:
    statuses: list[int] = []

    def create(number: int) -> None:
        answer = jane.call("PUT", jane.file_url("race"), data=b"%d" % number, headers={"If-None-Match": "*"})
        statuses.append(answer.status_code)

    threads = [threading.Thread(target=create, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(statuses) == [201] + [412] * 5


@pytest.mark.parametrize("path", ["f", "f/", "f/a.txt/below", "", "batches", "app-runs", "new/"])
def test_refuses_to_write_to_folders_and_below_files(jane: Account, path: str) -> None:
    write(jane, "f/a.txt")
    target = jane.file_url("").rstrip("/") + "/" + path
    assert_refused(jane.call_bare("PUT", target, DIGITS), 400)
    assert read(jane, "f/a.txt") == DIGITS


def test_refuses_empty_files(jane: Account) -> None:
    assert_refused(jane.call("PUT", jane.file_url("a.txt"), data=b""), 400, "no body")
    assert jane.call("HEAD", jane.file_url("a.txt")).status_code == 404


def test_refuses_files_beyond_the_limit_and_names_it(jane: Account) -> None:
    write(jane, "largest", b"x" * FILE_BYTES)
    for size in (FILE_BYTES + 1, 20 * FILE_BYTES):
        answer = jane.call("PUT", jane.file_url("larger"), data=b"x" * size)
        assert_refused(answer, 413, "file_bytes", str(FILE_BYTES))
        pieces = (b"x" * 100_000 for _ in range(size // 100_000 + 1))
        assert_refused(jane.call("PUT", jane.file_url("larger"), data=pieces), 413, str(FILE_BYTES))
    assert jane.call("HEAD", jane.file_url("larger")).status_code == 404


def test_a_stranger_with_a_large_file_gets_an_answer(jane: Account) -> None:
    nobody = {"Authorization": "Bearer wrong"}
    answer = jane.call("PUT", jane.file_url("larger"), data=b"x" * 20 * FILE_BYTES, headers=nobody)
    assert_refused(answer, 401)


def test_takes_chunked_bodies(jane: Account) -> None:
    answer = jane.call("PUT", jane.file_url("a.txt"), data=(b"%d" % digit for digit in range(10)))
    assert answer.status_code == 204
    assert read(jane, "a.txt") == DIGITS


@pytest.mark.parametrize("existing", [True, False])
def test_a_client_that_drops_leaves_nothing(jane: Account, existing: bool) -> None:
    if existing:
        write(jane, "a.txt")
    incoming: Path = jane.site.data_dir / "drive" / "incoming"
    before, request_id = set(incoming.iterdir()), str(uuid4())
    parts = urlsplit(jane.site.url)
    headers = "".join(
        f"{name}: {value}\r\n" for name, value in (jane.headers | {"X-Request-ID": request_id}).items()
    )
    with socket.create_connection((parts.hostname or "", parts.port or 0), timeout=120) as connection:
        head = f"PUT /api{jane.file_url('a.txt')} HTTP/1.1\r\nHost: x\r\n{headers}"
        connection.sendall(f"{head}Content-Length: 2000000\r\n\r\n".encode() + b"x" * 1_500_000)
    # Logged when it is over.
    lines_about(jane.site.data_dir, request_id)
    wait_until(lambda: set(incoming.iterdir()) <= before, "the end of what was begun")
    if existing:
        assert read(jane, "a.txt") == DIGITS
    else:
        assert jane.call("HEAD", jane.file_url("a.txt")).status_code == 404
        assert jane.call("HEAD", jane.file_url("")).status_code == 200


def test_lists_folders_page_by_page(jane: Account) -> None:
    names = [f"{number:03} ä.txt" for number in range(103)]
    write(jane, "f/sub/inner.txt")
    (inner,) = jane.site.drive.walk(jane.organization_id)
    for name in names:
        jane.site.drive.write(inner.key.replace("sub/inner.txt", name), [b"x"])
    first = jane.call("GET", jane.file_url("f"), params={"expect-node-type": "folder"}).json()
    token = first["next_page_token"]
    second = jane.call(
        "GET", jane.file_url("f"), params={"expect-node-type": "folder", "start-token": token}
    ).json()
    nodes = first["nodes"] + second["nodes"]
    assert [node["name"] for node in nodes] == [*names, "sub"]
    assert (first["has_more"], second["has_more"], second["next_page_token"]) == (True, False, "")
    assert nodes[0]["full_path"] == f"{jane.drive_path[1:]}/f/{names[0]}"
    assert nodes[0]["metadata"]["node_type"] == "file"
    assert nodes[-1]["metadata"] == {"node_type": "folder", "size": None, "modified_timestamp": None}
    forged = jane.call(
        "GET", jane.file_url("f/sub"), params={"expect-node-type": "folder", "start-token": token}
    )
    assert_refused(forged, 400, "token")


def test_an_unused_drive_is_an_empty_folder(jane: Account) -> None:
    listed = jane.call("GET", jane.file_url(""), params={"expect-node-type": "folder"})
    assert listed.json() == {"nodes": [], "next_page_token": "", "has_more": False}


def test_deletes_files_at_once_and_answers_a_job_always(jane: Account) -> None:
    write(jane, "a.txt")
    for _ in range(2):
        answer = jane.call("DELETE", jane.file_url("a.txt"))
        assert (answer.status_code, answer.content) == (202, b"")
        location = answer.headers["Location"]
        assert location.startswith(f"{jane.site.url}/api/v2/jobs/")
        assert wait_for_job(jane, location.rsplit("/", 1)[-1]) == ("COMPLETE", "")
    write(jane, "a.txt", b"again")
    assert read(jane, "a.txt") == b"again"


def test_never_deletes_a_whole_drive(jane: Account) -> None:
    write(jane, "a.txt")
    for target in (jane.file_url(""), jane.file_url("") + "/"):
        assert_refused(jane.call("DELETE", target), 400, "whole drive")
    assert read(jane, "a.txt") == DIGITS


NOTATIONS = [
    "{retries:60,backoff-seconds:0.5}",
    "{'retries': 60, 'backoff-seconds': 0.5}",
    '{"retries": 60, "backoff-seconds": 0.5}',
    '{ "backoff-seconds" : 0.5 , "retries" : 60 }',
    "{retries:60}",
]


@pytest.mark.parametrize("notation", NOTATIONS)
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_waits_for_a_file_when_asked(jane: Account, method: str, notation: str) -> None:
    writer = threading.Timer(0.3, write, (jane, "late.txt"))
    writer.start()
    answer = jane.call(method, jane.file_url("late.txt"), headers={"IB-Retry-Config": notation})
    writer.join()
    assert answer.status_code == 200
    assert answer.headers["Content-Length"] == "10"


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_waits_in_vain_no_longer_than_asked(jane: Account, method: str) -> None:
    for config, least, most in (
        ("{retries:0,backoff-seconds:20}", 0.0, 15.0),
        ("{retries:999999999,backoff-seconds:0}", 0.0, 60.0),
        ("{retries:2,backoff-seconds:0.3}", 0.6, 30.0),
    ):
        began = time.monotonic()
        answer = jane.call(method, jane.file_url("never.txt"), headers={"IB-Retry-Config": config})
        assert answer.status_code == 404
        assert least <= time.monotonic() - began < most


def test_waiting_keeps_nobody_else_waiting(jane: Account) -> None:
    headers = {"IB-Retry-Config": "{retries:60,backoff-seconds:0.5}"}
    waiting = [
        threading.Thread(
            target=jane.call, args=("GET", jane.file_url("late.txt")), kwargs={"headers": headers}
        )
        for _ in range(60)
    ]
    for thread in waiting:
        thread.start()
    time.sleep(0.5)
    write(jane, "meanwhile.txt")
    assert read(jane, "meanwhile.txt") == DIGITS
    # With a thread of the server each, those who wait would have held all of them until the first were done.
    assert all(thread.is_alive() for thread in waiting)
    write(jane, "late.txt")
    for thread in waiting:
        thread.join()


def test_does_not_wait_where_nothing_can_come(jane: Account, otto: Account) -> None:
    began = time.monotonic()
    headers = {"IB-Retry-Config": "{retries:5,backoff-seconds:5}"}
    assert_refused(otto.call("GET", jane.file_url("a.txt"), headers=headers), 404)
    write(jane, "f/a.txt")
    assert_refused(jane.call("GET", jane.file_url("f"), headers=headers), 400)
    assert_refused(jane.call("GET", jane.file_url("x"), headers={"IB-Retry-Config": "soon"}), 400, "soon")
    # Waiting as told would take 25 s.
    assert time.monotonic() - began < 25


def bad_paths(account: Account) -> list[str]:
    root = quote(account.drive_path.removeprefix("/"))
    organization = account.organization_id
    return [
        "",
        "a",
        "/",
        organization,
        f"{organization}/{account.user_id}",
        f"{organization}/{account.user_id}/fs",
        f"{organization}/{account.user_id}/fs/",
        f"{organization}/{account.user_id}/drives/Instabase%20Drive/a",
        f"{root}/../a",
        f"{root}/%2e%2e/a",
        f"{root}/..%2fa",
        f"{root}%2f..%2f..%2fa",
        f"{root}/./a",
        f"{root}/f//a",
        f"//{root}/a",
        f"{root}/a%00b",
        f"{root}/a%5Cb",
        f"{root}/..%5C..%5Ca",
        f"{root}/a%0Db",
        f"{root}/%FF",
        f"{root}/%C0%AE%C0%AE/a",
        f"{root}/{'x' * 256}",
        f"{root}/" + "/".join(["x" * 100] * 12),
        f"../{root}/a",
        f"{organization}/../{root}/a",
        f"{organization}/{account.user_id}/fs/../fs/Instabase%20Drive/a",
    ]


def test_refuses_paths_that_lead_elsewhere(jane: Account) -> None:
    write(jane, "kept.txt")
    for path in bad_paths(jane):
        for method in ("GET", "PUT", "DELETE"):
            answer = jane.call_bare(method, f"/v2/files/{path}", b"x" if method == "PUT" else None)
            assert answer.status == 400, (method, path)
            assert_refused(answer, 400)
        assert jane.call_bare("HEAD", f"/v2/files/{path}").status == 400
    assert [entry.key.rsplit("/", 1)[-1] for entry in jane.site.drive.walk(jane.organization_id)] == [
        "kept.txt"
    ]


@pytest.mark.parametrize("name", ["\ud800", "a\0b", "a\nb", "..", "", "a//b"])
def test_paths_in_bodies_are_as_strict(name: str) -> None:
    """Run inputs and outputs come as JSON, whose escapes spell what no URL can."""
    with pytest.raises(Invalid):
        parse_path(f"/acme/claims/fs/Instabase Drive/{name}/x")


def test_a_path_is_decoded_once(jane: Account) -> None:
    root = quote(jane.drive_path)
    assert jane.call_bare("PUT", f"/v2/files{root}/%252e%252e/%2525%2500.txt", DIGITS).status == 204
    assert read(jane, "%2e%2e/%25%00.txt") == DIGITS


def test_paths_out_of_reach(jane: Account, otto: Account) -> None:
    member = jane.hire()
    jane.share_workspace("Claims")
    write(jane, "a.txt")
    organization = jane.organization_id
    drive = "fs/Instabase%20Drive/a.txt"
    for account, path, status in (
        (otto, f"{organization}/{jane.user_id}/{drive}", 404),
        (otto, f"{organization}/Nowhere/{drive}", 404),
        (otto, f"no-such-organization/{jane.user_id}/{drive}", 404),
        (otto, f"_uploads/{jane.user_id}/{drive}", 404),
        (member, f"{organization}/{jane.user_id}/{drive}", 401),
        (member, f"{organization}/Claims/{drive}", 401),
        (jane, f"{organization}/Nowhere/{drive}", 404),
        (jane, f"{organization}/{jane.user_id}/fs/Other%20Drive/a.txt", 404),
        (jane, f"{organization}/{jane.user_id}/fs/instabase%20drive/a.txt", 404),
    ):
        for method in ("GET", "PUT", "DELETE"):
            answer = account.call_bare(method, f"/v2/files/{path}", b"x" if method == "PUT" else None)
            assert_refused(answer, status)
        assert account.call_bare("HEAD", f"/v2/files/{path}").status == status
    refused = otto.call("GET", f"/v2/files/{organization}/{jane.user_id}/{drive}").json()["message"]
    assert organization not in refused
    assert read(jane, "a.txt") == DIGITS


def test_members_share_the_files_of_a_workspace(jane: Account) -> None:
    member = jane.hire()
    jane.share_workspace("Claims 2026", member)
    path = f"{jane.organization_id}/Claims 2026/fs/Instabase Drive/a.txt"
    member.sdk.files.write(path, b"shared")
    assert jane.sdk.files.read(path) == b"shared"


def test_asks_who_is_there(jane: Account) -> None:
    write(jane, "a.txt")
    for headers in ({"Authorization": ""}, {"Authorization": "Bearer x"}, {"IB-Context": "otto"}):
        for method in ("GET", "PUT", "DELETE"):
            assert_refused(jane.call(method, jane.file_url("a.txt"), headers=headers, data=b"x"), 401)
        assert jane.call("HEAD", jane.file_url("a.txt"), headers=headers).status_code == 401
    assert read(jane, "a.txt") == DIGITS
