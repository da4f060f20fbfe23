"""Quotas of workspaces and organizations over HTTP: every way that adds bytes is held to them."""

import io
import zipfile
from typing import Any

from tests.accounts import Account, assert_refused, wait_for_job, wait_for_run
from tests.waiting import wait_until

QUOTA = 10_000


def room(account: Account) -> str:
    (own,) = account.call("GET", "/v2/workspaces", params={"name": account.user_id}).json()["workspaces"]
    return f"/v2/workspaces/{own['id']}"


def limit(account: Account, quota_bytes: int | None = QUOTA) -> None:
    answer = account.call("PATCH", room(account), json={"quota_bytes": quota_bytes})
    assert answer.status_code == 200
    assert answer.json()["quota_bytes"] == quota_bytes


def used(account: Account) -> int:
    body: dict[str, int] = account.call("GET", f"{room(account)}/storage").json()
    assert body["measured_at"] > 0
    return body["used_bytes"]


def put(account: Account, name: str, size: int) -> Any:
    return account.call("PUT", account.file_url(name), data=b"x" * size)


def put_again(account: Account, name: str, size: int) -> int:
    """Upload as soon as there is room."""

    def taken() -> int | None:
        status: int = put(account, name, size).status_code
        return None if status == 507 else status

    return wait_until(taken, f"room for {size} bytes")


def test_files_are_refused_beyond_the_quota_until_something_is_deleted(jane: Account) -> None:
    assert put(jane, "before.pdf", 4_000).status_code == 204
    limit(jane)
    assert put(jane, "a.pdf", 6_000).status_code == 204
    assert_refused(put(jane, "b.pdf", 1), 507, "Workspace", jane.user_id, "10000", "Delete", "quota_bytes")
    assert used(jane) == QUOTA
    assert put(jane, "a.pdf", 6_000).status_code == 204  # in its own place
    assert put(jane, "a.pdf", 6_001).status_code == 507
    assert jane.call("DELETE", jane.file_url("before.pdf")).status_code == 202
    assert put_again(jane, "b.pdf", 4_000) == 204
    assert used(jane) == QUOTA


def test_chunks_and_batches_count(jane: Account) -> None:
    limit(jane)
    batch_id = jane.create_batch()
    url = f"/v2/batches/{batch_id}/files/a.pdf"
    assert jane.call("PUT", url, data=b"x" * 9_000).status_code == 204
    begin, more = {"IB-Cursor": "0"}, {"IB-Cursor": "-1"}
    assert jane.call("PATCH", jane.file_url("b"), data=b"x" * 600, headers=begin).status_code == 204
    assert jane.call("PATCH", jane.file_url("b"), data=b"x" * 400, headers=more).status_code == 204
    assert_refused(jane.call("PATCH", jane.file_url("b"), data=b"x", headers=more), 507, "quota_bytes")
    assert_refused(jane.call("PUT", url, data=b"x" * 9_001), 507, "quota_bytes")
    assert used(jane) == QUOTA


def test_parts_of_uploads_count_and_become_the_file(jane: Account) -> None:
    limit(jane)
    batch_id = jane.create_batch()
    root = "/v2/batches/multipart-upload"

    def start(size: int) -> str:
        body = {"batch_id": batch_id, "filename": f"{size}.pdf", "file_size": size}
        return f"{root}/sessions/{jane.call('POST', root, json=body).json()['session_id']}"

    first, second = start(QUOTA), start(1)
    part = jane.call("PUT", f"{first}/parts/1", data=b"x" * QUOTA)
    assert part.status_code == 201
    assert_refused(jane.call("PUT", f"{second}/parts/1", data=b"x"), 507, "quota_bytes")
    committed = jane.call("POST", first, json={"action": "commit", "parts": [part.json()]})
    assert committed.status_code == 201, committed.text
    assert used(jane) == QUOTA


def test_copies_and_archives_count_and_moves_do_not(jane: Account) -> None:
    limit(jane)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.txt", b"x" * 9_900)
    assert jane.call("PUT", jane.file_url("a.zip"), data=packed.getvalue()).status_code == 204
    assert put(jane, "f/big", 6_000).status_code == 204

    def do(action: str, source: str, target: str) -> tuple[str, str]:
        body = {"src_path": f"{jane.drive_path}/{source}", "dst_path": f"{jane.drive_path}/{target}"}
        return wait_for_job(jane, jane.call("POST", f"/v2/files/{action}", json=body).json()["job_id"])

    for action, source in (("copy", "f"), ("extract", "a.zip")):
        state, message = do(action, source, "out")
        assert state == "FAILED"
        assert "quota_bytes" in message
        assert jane.call("HEAD", jane.file_url("out")).status_code == 404
    assert do("move", "f", "g") == ("COMPLETE", "")


def test_the_organization_has_a_quota_over_all_workspaces(jane: Account) -> None:
    jane.share_workspace("Claims", jane)
    jane.call("PATCH", "/v2/organization", json={"quota_bytes": QUOTA})
    assert put(jane, "a.pdf", 6_000).status_code == 204
    path = f"/v2/files/{jane.organization_id}/Claims/fs/Instabase Drive"
    assert jane.call("PUT", f"{path}/a.pdf", data=b"x" * 4_000).status_code == 204
    assert_refused(jane.call("PUT", f"{path}/b.pdf", data=b"x"), 507, "Organization", jane.organization_id)
    body = jane.call("GET", "/v2/organization/storage").json()
    assert (body["used_bytes"], body["quota_bytes"]) == (QUOTA, QUOTA)
    assert jane.call("PATCH", "/v2/organization", json={"quota_bytes": None}).json()["quota_bytes"] is None
    assert jane.call("PUT", f"{path}/b.pdf", data=b"x").status_code == 204


def test_runs_whose_results_do_not_fit_are_refused(jane: Account) -> None:
    batch_id = jane.create_batch()
    jane.sdk.batches.add_file(batch_id, "a.pdf", b"%PDF-1.7 broken")
    limit(jane, 15)
    answer = jane.call("POST", "/v2/apps/runs", json={"app_name": "Invoice", "batch_id": batch_id})
    assert_refused(answer, 507, "quota_bytes")
    limit(jane, 16)
    answer = jane.call("POST", "/v2/apps/runs", json={"app_name": "Invoice", "batch_id": batch_id})
    run_id = answer.json()["id"]
    run = wait_for_run(jane, run_id)
    assert run["status"] == "FAILED"
    assert "quota_bytes" in run["msg"]
    results = jane.call("GET", f"/v2/apps/runs/{run_id}/results")
    assert results.status_code == 200


def test_only_admins_set_quotas(jane: Account) -> None:
    member = jane.hire()
    path = room(member)
    assert_refused(member.call("PATCH", path, json={"quota_bytes": 5}), 401, "quota_bytes")
    assert_refused(jane.call("PATCH", path, json={"quota_bytes": -1}), 400, "quota_bytes")
    assert jane.call("PATCH", path, json={"quota_bytes": 5}).status_code == 200
    assert member.call("GET", f"{path}/storage").json()["quota_bytes"] == 5
