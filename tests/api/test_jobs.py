"""Jobs over HTTP and with the official SDK: polling, and what deletions do."""

import pytest

from tests.accounts import Account, assert_refused, wait_for_job


def delete_folder(account: Account, path: str) -> str:
    """Have a folder deleted and return the job's id."""
    answer = account.call_bare("DELETE", account.file_url(path))
    assert (answer.status, answer.body) == (202, b"")
    return answer.headers["location"].rsplit("/", 1)[-1]


def test_deleting_a_batch_removes_it_with_its_files(jane: Account) -> None:
    client, batch_id, kept = jane.sdk, jane.create_batch(), jane.create_batch()
    for name in ("a.pdf", "sub/b.pdf"):
        client.batches.add_file(batch_id, name, b"x")
        client.batches.add_file(kept, name, b"x")
    job_id = client.batches.delete(batch_id).job_id
    assert wait_for_job(jane, job_id) == ("COMPLETE", "")
    assert client.jobs.status(job_id).state == client.batches.poll_job(job_id).state == "COMPLETE"
    assert_refused(jane.call("GET", f"/v2/batches/{batch_id}"), 404, str(batch_id))
    assert jane.call("HEAD", jane.file_url(f"batches/{batch_id}")).status_code == 404
    assert_refused(jane.call("PUT", f"/v2/batches/{batch_id}/files/c.pdf", data=b"x"), 404)
    assert len(client.batches.list_files(kept).nodes) == 2
    assert jane.create_batch() > kept


def test_deleting_an_empty_batch(jane: Account) -> None:
    batch_id = jane.create_batch()
    answer = jane.call("DELETE", f"/v2/batches/{batch_id}")
    assert answer.status_code == 202
    assert wait_for_job(jane, answer.json()["job_id"]) == ("COMPLETE", "")
    assert_refused(jane.call("DELETE", f"/v2/batches/{batch_id}"), 404)


def test_deleting_a_batch_twice_at_once_is_harmless(jane: Account) -> None:
    batch_id = jane.create_batch()
    jobs = [jane.call("DELETE", f"/v2/batches/{batch_id}") for _ in range(3)]
    first = jobs[0].json()["job_id"]
    assert wait_for_job(jane, first) == ("COMPLETE", "")
    for answer in jobs[1:]:
        if answer.status_code == 202:
            assert wait_for_job(jane, answer.json()["job_id"]) == ("COMPLETE", "")


def test_deleting_a_batch_drops_its_open_uploads(jane: Account) -> None:
    client, batch_id = jane.sdk, jane.create_batch()
    upload = client.batches.create_multipart_upload_session(batch_id, "big.pdf", 10)
    client.batches.upload_multipart_part(upload.session_id, 1, b"0123456789")
    folder = f"_uploads/{upload.session_id}"
    assert jane.site.drive.find(folder) is not None
    wait_for_job(jane, client.batches.delete(batch_id).job_id)
    assert jane.site.drive.find(folder) is None
    url = f"/v2/batches/multipart-upload/sessions/{upload.session_id}"
    assert_refused(jane.call("POST", url, json={"action": "abort"}), 404)


def test_deleting_a_folder_removes_all_below_and_nothing_beside(jane: Account) -> None:
    for path in ("f/a.txt", "f/g/b.txt", "f2/c.txt"):
        jane.sdk.files.write(f"{jane.drive_path}/{path}", b"x")
    assert wait_for_job(jane, delete_folder(jane, "f")) == ("COMPLETE", "")
    assert jane.call("HEAD", jane.file_url("f")).status_code == 404
    assert jane.call("HEAD", jane.file_url("f2/c.txt")).status_code == 200


@pytest.mark.parametrize(
    "job_id", ["x", "%00", "ffffffff-ffff-4fff-bfff-ffffffffffff", "0", "../jobs", "9" * 500]
)
def test_unknown_jobs(jane: Account, job_id: str) -> None:
    for root in ("/v2/jobs", "/v2/batches/jobs"):
        assert_refused(jane.call_bare("GET", f"{root}/{job_id}"), 404)


def test_jobs_are_for_those_who_may_enter_their_workspace(jane: Account, otto: Account) -> None:
    jane.sdk.files.write(f"{jane.drive_path}/f/a.txt", b"x")
    job_id, member = delete_folder(jane, "f"), jane.hire()
    for root in ("/v2/jobs", "/v2/batches/jobs"):
        assert_refused(otto.call("GET", f"{root}/{job_id}"), 404)
        assert_refused(member.call("GET", f"{root}/{job_id}"), 404)
        assert_refused(jane.call("GET", f"{root}/{job_id}", headers={"Authorization": ""}), 401)
        assert jane.call("GET", f"{root}/{job_id}").status_code == 200
