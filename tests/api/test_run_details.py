"""A run in full, its files, its log and its retries."""

from typing import Any

import pytest

from tests.api.test_runs import delete, finish, finish_job, get, make_batch, post
from tests.documents import invoice_pdf, long_pdf
from tests.server import Organization, Server

FILES = {"a.pdf": invoice_pdf(pages=2), "broken.pdf": b"%PDF-1.7\nnothing else", "c.pdf": invoice_pdf()}


def start(live: Server, organization: Organization, files: dict[str, bytes], **more: object) -> Any:
    batch_id = make_batch(live, organization, files)
    answer = post(live, organization, "/v2/apps/runs", {"app_name": "Invoice", "batch_id": batch_id} | more)
    assert answer.status_code == 200, answer.text
    return answer.json()


@pytest.fixture(scope="module")
def mixed(live: Server, tenant: Organization) -> dict[str, Any]:
    """A complete run with one broken file of three."""
    run = start(live, tenant, FILES, settings={"tags": ["mixed"]})
    return finish(live, tenant, run["id"])


def details_of(live: Server, organization: Organization, run_id: str) -> dict[str, Any]:
    answer = get(live, organization, f"/v2/apps/runs/{run_id}/details")
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json()
    return body


def files_of(live: Server, organization: Organization, run_id: str, **query: object) -> list[dict[str, Any]]:
    answer = get(live, organization, f"/v2/apps/runs/{run_id}/files", **query)
    assert answer.status_code == 200, answer.text
    files: list[dict[str, Any]] = answer.json()["files"]
    return files


def logs_of(live: Server, organization: Organization, run_id: str, **query: object) -> list[dict[str, Any]]:
    answer = get(live, organization, f"/v2/apps/runs/{run_id}/logs", **query)
    assert answer.status_code == 200, answer.text
    logs: list[dict[str, Any]] = answer.json()["logs"]
    return logs


def retry(live: Server, organization: Organization, run_id: str, body: object) -> dict[str, Any]:
    answer = post(live, organization, f"/v2/apps/runs/{run_id}/retry", body)
    assert answer.status_code == 202, answer.text
    run: dict[str, Any] = answer.json()
    return run


def test_details_say_all_about_a_run(live: Server, tenant: Organization, mixed: dict[str, Any]) -> None:
    details = details_of(live, tenant, mixed["id"])
    counts = {"queued": 0, "done": 2, "failed": 1, "cancelled": 0, "total": 3, "share": 1.0}
    pace = {"pages": 3, "files_per_minute": None, "pages_per_minute": None, "seconds_left": None}
    assert details["files"] == counts | pace
    assert (details["pages"], details["documents"]) == (3, 2)
    assert details["app"] | {"id": ""} == {
        "id": "",
        "name": "Invoice",
        "owner": "docyard",
        "version": details["app"]["version"],
    }
    assert details["workspace"] == details["started_by"] == tenant.user_id
    assert details["tags"] == ["mixed"]
    assert details["input_dir"].endswith(f"/batches/{mixed['batch_id']}")
    assert details["output_dir"].endswith(mixed["id"])
    assert details["started_at"] == mixed["start_timestamp"] // 1_000_000
    assert details["finished_at"] >= details["started_at"]
    assert details["status"] == "COMPLETE"


def test_files_say_what_became_of_them(live: Server, tenant: Organization, mixed: dict[str, Any]) -> None:
    files = files_of(live, tenant, mixed["id"])
    assert [(file["name"], file["status"], file["pages"], file["documents"]) for file in files] == [
        ("a.pdf", "done", 2, 1),
        ("broken.pdf", "failed", 0, 0),
        ("c.pdf", "done", 1, 1),
    ]
    assert files[1]["error"]["code"] == "file_unreadable"
    assert files[0]["error"] is None
    assert files[0]["seconds"] > 0
    assert [file["name"] for file in files_of(live, tenant, mixed["id"], status="failed")] == ["broken.pdf"]
    assert [file["name"] for file in files_of(live, tenant, mixed["id"], limit=1, offset=2)] == ["c.pdf"]
    assert files_of(live, tenant, mixed["id"], status=["queued", "cancelled"]) == []


def test_logs_tell_what_happened_in_order(live: Server, tenant: Organization, mixed: dict[str, Any]) -> None:
    logs = logs_of(live, tenant, mixed["id"])
    assert [entry["sequence"] for entry in logs] == [1, 2, 3, 4, 5, 6]
    kinds = [entry["kind"] for entry in logs]
    assert kinds[0] == "run.started"
    assert sorted(kinds[1:4]) == ["file.done", "file.done", "file.failed"]
    assert kinds[4:] == ["run.finishing", "run.completed"]
    assert all(entry["message"].endswith(".") for entry in logs)
    (failed,) = logs_of(live, tenant, mixed["id"], level="error")
    assert (failed["file_name"], failed["code"]) == ("broken.pdf", "file_unreadable")
    newest = logs_of(live, tenant, mixed["id"], order="DESCENDING", limit=2)
    assert [entry["sequence"] for entry in newest] == [6, 5]


def test_a_retry_takes_failed_files_only(live: Server, tenant: Organization, mixed: dict[str, Any]) -> None:
    again = retry(live, tenant, mixed["id"], {"files": "failed"})
    assert again["status"] == "RUNNING"
    assert again["tags"] == ["mixed"]
    finish(live, tenant, again["id"])
    assert [file["name"] for file in files_of(live, tenant, again["id"])] == ["broken.pdf"]
    assert details_of(live, tenant, again["id"])["retry_of"] == mixed["id"]
    assert again["id"] in details_of(live, tenant, mixed["id"])["retries"]
    assert get(live, tenant, f"/v2/apps/runs/{mixed['id']}").json() == mixed
    output = details_of(live, tenant, again["id"])["output_dir"]
    assert output != details_of(live, tenant, mixed["id"])["output_dir"]


def test_a_retry_of_all_takes_settings_anew(
    live: Server, tenant: Organization, mixed: dict[str, Any]
) -> None:
    again = retry(live, tenant, mixed["id"], {"settings": {"tags": ["second"]}})
    finish(live, tenant, again["id"])
    assert again["tags"] == ["second"]
    assert len(files_of(live, tenant, again["id"])) == 3
    delete(live, tenant, f"/v2/apps/runs/{again['id']}", delete_input=False)
    assert again["id"] not in details_of(live, tenant, mixed["id"])["retries"]


def test_retries_that_make_no_sense_are_refused(live: Server, tenant: Organization) -> None:
    going = start(live, tenant, {"long.pdf": long_pdf()})
    early = post(live, tenant, f"/v2/apps/runs/{going['id']}/retry", {})
    assert early.status_code == 409
    post(live, tenant, f"/v2/apps/runs/{going['id']}/cancel", None)
    fine = start(live, tenant, {"a.pdf": invoice_pdf()})
    path = f"/v2/apps/runs/{fine['id']}/retry"
    finish(live, tenant, fine["id"])
    nothing = post(live, tenant, path, {"files": "failed"})
    assert nothing.status_code == 409
    assert "No file" in nothing.json()["message"]
    bad: list[object] = [{"files": "some"}, [], {"settings": {"tags": ["x" * 501]}}]
    for body in bad:
        assert post(live, tenant, path, body).status_code == 400, body
    secret = {"settings": {"keys": {"secret": {"a": "nonesuch"}}}}
    assert post(live, tenant, path, secret).status_code == 404
    job_id = delete(live, tenant, f"/v2/batches/{fine['batch_id']}").json()["job_id"]
    assert finish_job(live, tenant, job_id) == "COMPLETE"
    assert post(live, tenant, path, None).status_code == 404


def test_a_cancelled_run_says_what_was_left_out(live: Server, tenant: Organization) -> None:
    files = {f"{n}.pdf": invoice_pdf(pages=5) for n in range(30)}
    run = start(live, tenant, files | {"long.pdf": long_pdf()})
    post(live, tenant, f"/v2/apps/runs/{run['id']}/cancel", None)
    details = details_of(live, tenant, run["id"])
    assert details["files"]["cancelled"] > 0
    assert details["files"]["queued"] == 0
    last = logs_of(live, tenant, run["id"], order="DESCENDING", limit=1)[0]
    assert (last["kind"], last["level"]) == ("run.cancelled", "warning")
    assert f"{details['files']['cancelled']} file" in last["message"]
    left_out = files_of(live, tenant, run["id"], status="cancelled")
    assert len(left_out) == details["files"]["cancelled"]
    assert left_out[0]["pages"] is None
    again = retry(live, tenant, run["id"], {"files": "failed"})
    assert len(files_of(live, tenant, again["id"])) == len(left_out)
    post(live, tenant, f"/v2/apps/runs/{again['id']}/cancel", None)


def test_logs_are_deleted_with_or_without_their_run(live: Server, tenant: Organization) -> None:
    run = start(live, tenant, {"a.pdf": invoice_pdf()})
    finish(live, tenant, run["id"])
    flags = {"delete_db_data": False, "delete_input": False, "delete_output": False}
    delete(live, tenant, f"/v2/apps/runs/{run['id']}", **flags, delete_logs=False)
    assert logs_of(live, tenant, run["id"])
    delete(live, tenant, f"/v2/apps/runs/{run['id']}", **flags)
    assert logs_of(live, tenant, run["id"]) == []
    delete(live, tenant, f"/v2/apps/runs/{run['id']}")
    assert get(live, tenant, f"/v2/apps/runs/{run['id']}/logs").status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "files?status=lost",
        "files?limit=0",
        "files?limit=1001",
        "files?offset=-1",
        "files?offset=99999999999999999999",
        "logs?level=loud",
        "logs?order=sideways",
        "logs?limit=x",
    ],
)
def test_bad_reads_are_refused(live: Server, tenant: Organization, mixed: dict[str, Any], path: str) -> None:
    answer = get(live, tenant, f"/v2/apps/runs/{mixed['id']}/{path}")
    assert answer.status_code == 400, answer.text
    assert answer.json()["message"].endswith(".")
