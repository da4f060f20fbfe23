"""Batches and their files over HTTP and with the official SDK."""

import time

import pytest

from tests.accounts import Account, assert_refused

PDF = b"%PDF-1.7 not really"


def put(account: Account, batch_id: int, name: str, data: bytes = PDF) -> None:
    assert account.call("PUT", f"/v2/batches/{batch_id}/files/{name}", data=data).status_code == 204


def test_creates_and_reads_a_batch(jane: Account) -> None:
    before = int(time.time() * 1000)
    answer = jane.call("POST", "/v2/batches", json={"name": "Müller & Söhne", "workspace": None})
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "application/json"
    batch_id = answer.json()["id"]
    info = jane.call("GET", f"/v2/batches/{batch_id}").json()
    created = info.pop("created_at_ms")
    assert before <= created == info.pop("updated_at_ms") <= time.time() * 1000
    assert info == {
        "id": batch_id,
        "name": "Müller & Söhne",
        "workspace": jane.user_id,
        "mount_point": "Instabase Drive",
        "repo_owner": jane.organization_id,
        "batch_owner": jane.user_id,
        "path_suffix": f"batches/{batch_id}",
    }


def test_creates_a_batch_in_a_named_workspace(jane: Account) -> None:
    jane.share_workspace("Claims")
    batch_id = jane.call("POST", "/v2/batches", json={"name": "b", "workspace": "Claims"}).json()["id"]
    assert jane.call("GET", f"/v2/batches/{batch_id}").json()["workspace"] == "Claims"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b'"name"',
        b"{}",
        b'{"name": null}',
        b'{"name": 7}',
        b'{"name": ["x"]}',
        b'{"name": ""}',
        b'{"name": "  "}',
        b'{"name": "a\\u0000b"}',
        b'{"name": "\\ud800"}',
        b'{"name": "' + b"x" * 256 + b'"}',
        b'{"name": "x", "workspace": 1}',
        b'{"name": "x", "workspace": "a\\u0000b"}',
        b"\xff\xfe",
        b"[" * 100_000,
    ],
)
def test_refuses_bad_bodies(jane: Account, body: bytes) -> None:
    answer = jane.call("POST", "/v2/batches", data=body, headers={"Content-Type": "application/json"})
    assert_refused(answer, 400)


def test_takes_the_longest_name(jane: Account) -> None:
    batch_id = jane.create_batch("ä" * 255)
    assert jane.call("GET", f"/v2/batches/{batch_id}").json()["name"] == "ä" * 255


def test_refuses_workspaces_that_are_unknown_or_closed(jane: Account, otto: Account) -> None:
    member = jane.hire()
    jane.share_workspace("Claims")
    otto.share_workspace("Theirs")
    for workspace, status in (("Nowhere", 404), ("Claims", 401), (jane.user_id, 401), ("Theirs", 404)):
        assert_refused(
            member.call("POST", "/v2/batches", json={"name": "b", "workspace": workspace}), status, workspace
        )
        assert_refused(member.call("GET", "/v2/batches", params={"workspace": workspace}), status)


def test_lists_batches_newest_first(jane: Account) -> None:
    ids = [jane.create_batch(f"batch {number}") for number in range(5)]

    def listed(**params: int | str) -> list[int]:
        answer = jane.call("GET", "/v2/batches", params=params)
        assert answer.status_code == 200
        return [batch["id"] for batch in answer.json()["batches"]]

    assert listed() == ids[::-1]
    assert listed(limit=2) == [ids[4], ids[3]]
    assert listed(limit=2, offset=3) == [ids[1], ids[0]]
    assert listed(file_offset=4) == [ids[0]]
    assert listed(offset=5) == listed(offset=2**62) == []
    assert listed(limit=5000) == ids[::-1]


def test_lists_by_workspace_and_user(jane: Account) -> None:
    member = jane.hire()
    jane.share_workspace("Claims", member)
    mine, shared, theirs = jane.create_batch(), 0, member.create_batch()
    shared = member.call("POST", "/v2/batches", json={"name": "b", "workspace": "Claims"}).json()["id"]

    def listed(account: Account, **params: str) -> list[int]:
        return [batch["id"] for batch in account.call("GET", "/v2/batches", params=params).json()["batches"]]

    assert listed(jane) == [shared, theirs, mine]
    assert listed(member) == [shared, theirs]
    assert listed(jane, workspace="Claims") == [shared]
    assert listed(jane, username=member.user_id) == [shared, theirs]
    assert listed(jane, username=member.user_id, workspace=member.user_id) == [theirs]
    assert listed(jane, username="nobody") == []


@pytest.mark.parametrize(
    "query",
    [
        *("limit=0", "limit=-1", "limit=x", "limit=", "limit=1.5", "offset=-1", "offset=x"),
        *(f"offset={2**63}", "workspace=a%00b", "username=%00"),
    ],
)
def test_refuses_bad_listings(jane: Account, query: str) -> None:
    assert_refused(jane.call("GET", f"/v2/batches?{query}"), 400)


BAD_IDS = ["0", "-1", str(2**31), str(2**63), str(2**64), "9" * 400, "x", "1.5", "%00", "1e3", "%F0%9F%98%80"]


@pytest.mark.parametrize("batch_id", BAD_IDS)
def test_bad_numbers_name_no_batch(jane: Account, batch_id: str) -> None:
    for method, path in (
        ("GET", ""),
        ("DELETE", ""),
        ("GET", "/files"),
        ("PUT", "/files/a.pdf"),
        ("DELETE", "/files/a.pdf"),
    ):
        answer = jane.call_bare(method, f"/v2/batches/{batch_id}{path}", b"x" if method == "PUT" else None)
        assert answer.status in (400, 404), (method, path)
        assert_refused(answer, answer.status)


def test_uploads_lists_and_replaces_files(jane: Account) -> None:
    batch_id = jane.create_batch()
    put(jane, batch_id, "b.pdf")
    put(jane, batch_id, "a.pdf", b"first")
    put(jane, batch_id, "a.pdf", b"second version")
    answer = jane.call("GET", f"/v2/batches/{batch_id}/files")
    assert answer.status_code == 200
    body = answer.json()
    assert (body["next_page_token"], body["has_more"]) == ("", False)
    first, second = body["nodes"]
    assert abs(first["metadata"].pop("modified_timestamp") - time.time()) < 60
    assert first == {
        "full_path": f"{jane.drive_path[1:]}/batches/{batch_id}/a.pdf",
        "name": "a.pdf",
        "metadata": {"node_type": "file", "size": len(b"second version")},
        "perms": {"can_read": True, "can_write": True, "can_delete": True},
    }
    assert second["name"] == "b.pdf"
    content = jane.sdk.files.read(first["full_path"])
    assert content == b"second version"


def test_upload_notes_the_time_of_change(jane: Account) -> None:
    batch_id = jane.create_batch()
    before = jane.call("GET", f"/v2/batches/{batch_id}").json()
    time.sleep(0.005)
    put(jane, batch_id, "a.pdf")
    after = jane.call("GET", f"/v2/batches/{batch_id}").json()
    assert after["updated_at_ms"] > before["updated_at_ms"]
    assert after["created_at_ms"] == before["created_at_ms"]


def test_pages_through_files(jane: Account) -> None:
    batch_id = jane.create_batch()
    names = sorted(f"file {number:02} ä#{number}?.pdf" for number in range(7))
    for name in names:
        jane.sdk.batches.add_file(batch_id, name, PDF)
    seen: list[str] = []
    token = None
    for expected in (3, 3, 1):
        page = jane.sdk.batches.list_files(batch_id, page_size=3, start_token=token)
        assert len(page.nodes) == expected
        seen += [node.name for node in page.nodes]
        token = page.next_page_token
    assert not page.has_more
    assert seen == names
    assert jane.sdk.batches.list_files(batch_id, page_size=7).has_more is False


def test_page_tokens_are_of_one_listing(jane: Account) -> None:
    batch_id, other = jane.create_batch(), jane.create_batch()
    for name in "abc":
        put(jane, batch_id, name)
        put(jane, other, name)
    token = jane.call("GET", f"/v2/batches/{batch_id}/files?page_size=1").json()["next_page_token"]
    forged = [token[:-4], "x" + token, "abcd", "!!!!", "%00", "é", "%FF", "a" * 5000, token.swapcase()]
    for number, wrong in [(other, token), *((batch_id, text) for text in forged)]:
        answer = jane.call("GET", f"/v2/batches/{number}/files?page_size=1&start_token={wrong}")
        assert_refused(answer, 400, "token")
    again = jane.call("GET", f"/v2/batches/{batch_id}/files?page_size=1&start_token={token}")
    assert [node["name"] for node in again.json()["nodes"]] == ["b"]


@pytest.mark.parametrize("query", ["page_size=0", "page_size=-5", "page_size=x", "start_token=x"])
def test_refuses_bad_pages(jane: Account, query: str) -> None:
    batch_id = jane.create_batch()
    assert_refused(jane.call("GET", f"/v2/batches/{batch_id}/files?{query}"), 400)


@pytest.mark.parametrize(
    "name",
    [
        *("a b/c.pdf", "Übersicht (final)#2.pdf", "50%.pdf", "what?.pdf", "a%2Fb.pdf"),
        *("sub/sub/sub/file.pdf", "trailing ", "a:b*c|d<e>.pdf", "😀.pdf", "+&=;,@.pdf", "x" * 255),
    ],
)
def test_any_name_survives_the_official_client(jane: Account, name: str) -> None:
    client, batch_id = jane.sdk, jane.create_batch()
    client.batches.add_file(batch_id, name, PDF)
    nodes = client.batches.list_files(batch_id).nodes
    assert [node.name for node in nodes] == [name]
    assert client.files.read(nodes[0].full_path) == PDF
    client.batches.delete_file(batch_id, name)
    assert client.batches.list_files(batch_id).nodes == []


@pytest.mark.parametrize(
    "name",
    [
        *("..", "%2e%2e", "..%2f..%2fother", "a/../b", "a%2F..%2Fb", "%2e", "a//b", "%2Fetc%2Fpasswd"),
        *("a%2F", "a%5Cb", "..%5C..%5Cb", "a%00b", "a%09b", "%FF", "%ED%A0%80"),
        *("x" * 256, "%E6%BC%A2" * 86, "a/" * 127 + "xx"),
    ],
)
def test_refuses_names_that_lead_elsewhere(jane: Account, name: str) -> None:
    batch_id = jane.create_batch()
    put(jane, batch_id, "kept.pdf")
    assert_refused(jane.call_bare("PUT", f"/v2/batches/{batch_id}/files/{name}", PDF), 400)
    assert_refused(jane.call_bare("DELETE", f"/v2/batches/{batch_id}/files/{name}"), 400)
    nodes = jane.call("GET", f"/v2/batches/{batch_id}/files").json()["nodes"]
    assert [node["name"] for node in nodes] == ["kept.pdf"]


def test_an_encoded_name_is_decoded_once(jane: Account) -> None:
    batch_id = jane.create_batch()
    assert jane.call_bare("PUT", f"/v2/batches/{batch_id}/files/%252e%252e", PDF).status == 204
    nodes = jane.call("GET", f"/v2/batches/{batch_id}/files").json()["nodes"]
    assert [node["name"] for node in nodes] == ["%2e%2e"]


def test_refuses_a_file_below_a_file(jane: Account) -> None:
    batch_id = jane.create_batch()
    put(jane, batch_id, "a")
    put(jane, batch_id, "folder/b")
    assert_refused(jane.call("PUT", f"/v2/batches/{batch_id}/files/a/below", data=PDF), 400, "is a file")
    assert_refused(jane.call("PUT", f"/v2/batches/{batch_id}/files/folder", data=PDF), 400, "is a folder")


def test_takes_an_empty_file(jane: Account) -> None:
    batch_id = jane.create_batch()
    put(jane, batch_id, "empty.pdf", b"")
    assert jane.sdk.batches.list_files(batch_id).nodes[0].metadata.size == 0


def test_deletes_a_file_and_tells_a_job(jane: Account) -> None:
    batch_id = jane.create_batch()
    put(jane, batch_id, "a.pdf")
    for _ in range(2):
        answer = jane.call("DELETE", f"/v2/batches/{batch_id}/files/a.pdf")
        assert (answer.status_code, answer.content) == (202, b"")
        location = answer.headers["Location"]
        assert location.startswith(f"{jane.site.url}/api/v2/jobs/")
        job = jane.call("GET", location.removeprefix(f"{jane.site.url}/api"))
        assert job.json() == {"state": "COMPLETE", "message": ""}
    put(jane, batch_id, "a.pdf", b"uploaded again at once")
    assert len(jane.sdk.batches.list_files(batch_id).nodes) == 1


def test_other_organizations_see_nothing(jane: Account, otto: Account) -> None:
    batch_id = jane.create_batch()
    put(jane, batch_id, "a.pdf")
    for method, path in (
        ("GET", ""),
        ("DELETE", ""),
        ("GET", "/files"),
        ("PUT", "/files/a.pdf"),
        ("DELETE", "/files/a.pdf"),
    ):
        assert_refused(otto.call(method, f"/v2/batches/{batch_id}{path}", data=b"stolen"), 404)
    assert otto.call("GET", "/v2/batches").json() == {"batches": []}
    assert jane.sdk.files.read(f"{jane.drive_path}/batches/{batch_id}/a.pdf") == PDF


def test_members_see_only_their_workspaces(jane: Account) -> None:
    member, batch_id = jane.hire(), jane.create_batch()
    for method, path in (("GET", ""), ("DELETE", ""), ("GET", "/files"), ("PUT", "/files/a.pdf")):
        assert_refused(member.call(method, f"/v2/batches/{batch_id}{path}", data=b"x"), 404)
    assert jane.call("GET", f"/v2/batches/{member.create_batch()}").status_code == 200


def test_asks_who_is_there(jane: Account) -> None:
    batch_id = jane.create_batch()
    for headers in (
        {"Authorization": ""},
        {"Authorization": "Bearer wrong"},
        {"IB-Context": "otto"},
    ):
        for method, path in (
            ("POST", "/v2/batches"),
            ("GET", "/v2/batches"),
            ("GET", f"/v2/batches/{batch_id}"),
            ("DELETE", f"/v2/batches/{batch_id}"),
            ("GET", f"/v2/batches/{batch_id}/files"),
            ("PUT", f"/v2/batches/{batch_id}/files/a.pdf"),
            ("DELETE", f"/v2/batches/{batch_id}/files/a.pdf"),
        ):
            assert_refused(jane.call(method, path, headers=headers, data=b"{}"), 401)
    assert jane.sdk.batches.list_files(batch_id).nodes == []
