"""Runs over HTTP: starting, listing, reading, cancelling and deleting them."""

import time
from typing import Any

import pytest
import requests

from docyard.domain.identity import WorkspaceRole
from tests.accounts import Account, assert_refused
from tests.documents import blank_pdf, invoice_pdf, long_pdf
from tests.server import Organization, Server
from tests.waiting import wait_until


def make_batch(live: Server, organization: Organization, files: dict[str, bytes]) -> int:
    answer = post(live, organization, "/v2/batches", {"name": "b"})
    batch_id: int = answer.json()["id"]
    for name, data in files.items():
        put = requests.put(
            f"{live.url}/api/v2/batches/{batch_id}/files/{name}",
            data=data,
            headers=organization.headers,
            timeout=120,
        )
        assert put.status_code == 204, put.text
    return batch_id


def post(live: Server, organization: Organization, path: str, body: object) -> requests.Response:
    return requests.post(f"{live.url}/api{path}", json=body, headers=organization.headers, timeout=120)


def get(live: Server, organization: Organization, path: str, **query: Any) -> requests.Response:
    return requests.get(
        f"{live.url}/api{path}",
        params=query,
        headers=organization.headers,
        timeout=120,
    )


def delete(live: Server, organization: Organization, path: str, **query: Any) -> requests.Response:
    return requests.delete(
        f"{live.url}/api{path}",
        params=query,
        headers=organization.headers,
        timeout=120,
    )


def finish(live: Server, organization: Organization, run_id: str) -> dict[str, Any]:
    def ended() -> dict[str, Any] | None:
        run: dict[str, Any] = get(live, organization, f"/v2/apps/runs/{run_id}").json()
        return None if run["status"] == "RUNNING" else run

    return wait_until(ended, f"the end of run {run_id}")


def finish_job(live: Server, organization: Organization, job_id: str) -> str:
    def ended() -> str | None:
        state: str = get(live, organization, f"/v2/jobs/{job_id}").json()["state"]
        return None if state in ("PENDING", "RUNNING") else state

    return wait_until(ended, f"the end of job {job_id}")


def run_invoice(live: Server, organization: Organization, **more: object) -> dict[str, Any]:
    batch_id = make_batch(live, organization, {"a.pdf": invoice_pdf()})
    body = {"app_name": "Invoice", "batch_id": batch_id} | more
    started = post(live, organization, "/v2/apps/runs", body)
    assert started.status_code == 200, started.text
    return finish(live, organization, started.json()["id"])


def test_a_run_reads_fields_with_confidence_and_places(live: Server, tenant: Organization) -> None:
    run = run_invoice(live, tenant, owner="instabase", settings={"tags": ["t1"]})
    assert run["status"] == "COMPLETE"
    assert run["tags"] == ["t1"]
    assert run["finish_timestamp"] > run["start_timestamp"] > 1_700_000_000_000_000_000
    results = get(
        live,
        tenant,
        f"/v2/apps/runs/{run['id']}/results",
        include_confidence_scores=True,
        include_source_info=True,
        include_validation_results=True,
        include_review_results=True,
    ).json()
    (file,) = results["files"]
    (document,) = file["documents"]
    fields = {field["field_name"]: field for field in document["fields"]}
    number = fields["invoice_number"]
    assert number["value"] == "INV-1001"
    assert 0 < number["confidence"]["model"] <= 1
    (place,) = number["source_coordinates"]
    layout = document["page_layouts"][place["page_number"]]
    # Drawn at x 380 pt + the label, y 750 pt from the bottom of an A4 page.
    assert 0.75 < place["top_x"] / layout["width"] < 0.85
    assert 0.09 < place["bottom_y"] / layout["height"] < 0.12
    assert document["class_name"] == "Invoice"
    assert document["page_numbers"] == [1]
    assert results["batch_id"] == str(run["batch_id"])


@pytest.mark.parametrize("owner", [None, "docyard", "instabase"])
def test_prebuilt_apps_answer_to_all_their_owners(
    live: Server, tenant: Organization, owner: str | None
) -> None:
    batch_id = make_batch(live, tenant, {"a.pdf": blank_pdf()})
    body = {"app_name": "Receipt", "owner": owner, "batch_id": str(batch_id)}
    assert post(live, tenant, "/v2/apps/runs", body).status_code == 200


def test_a_blank_page_gives_no_values(live: Server, tenant: Organization) -> None:
    batch_id = make_batch(live, tenant, {"blank.pdf": blank_pdf()})
    started = post(live, tenant, "/v2/apps/runs", {"app_name": "Receipt", "batch_id": batch_id})
    run = finish(live, tenant, started.json()["id"])
    results = get(live, tenant, f"/v2/apps/runs/{run['id']}/results").json()
    fields = results["files"][0]["documents"][0]["fields"]
    assert fields
    assert {field["value"] for field in fields} == {""}


def test_bad_files_carry_an_error_and_hurt_no_other(live: Server, tenant: Organization) -> None:
    files = {
        "broken.pdf": b"%PDF-1.7\nnothing else",
        "empty.pdf": b"",
        "good.pdf": invoice_pdf(),
        "mislabelled.png": invoice_pdf(),
        "program.exe": b"MZ\x90\x00" + bytes(200),
    }
    batch_id = make_batch(live, tenant, {name: data for name, data in files.items() if data})
    session = post(
        live,
        tenant,
        "/v2/batches/multipart-upload",
        {"batch_id": batch_id, "filename": "empty.pdf", "file_size": 0},
    ).json()
    sessions = "/v2/batches/multipart-upload/sessions"
    post(live, tenant, f"{sessions}/{session['session_id']}", {"action": "commit"})
    started = post(live, tenant, "/v2/apps/runs", {"app_name": "Invoice", "batch_id": batch_id})
    run = finish(live, tenant, started.json()["id"])
    assert run["status"] == "COMPLETE"
    results = get(live, tenant, f"/v2/apps/runs/{run['id']}/results").json()
    outcome = {
        file["original_file_name"]: file.get("error", {}).get("code", "fine") for file in results["files"]
    }
    assert outcome == {
        "broken.pdf": "file_unreadable",
        "empty.pdf": "file_empty",
        "good.pdf": "fine",
        "mislabelled.png": "fine",
        "program.exe": "file_format_unsupported",
    }
    for file in results["files"]:
        if "error" in file:
            assert file["documents"] == []
            assert file["original_file_name"] in file["error"]["message"]
            assert file["error"]["retryable"] is False


def test_results_come_twenty_files_at_a_time(live: Server, tenant: Organization) -> None:
    batch_id = make_batch(live, tenant, {f"{n:02}.pdf": invoice_pdf(number=f"N-{n}") for n in range(23)})
    started = post(live, tenant, "/v2/apps/runs", {"app_name": "Invoice", "batch_id": batch_id})
    run = finish(live, tenant, started.json()["id"])
    names: list[str] = []
    has_more = True
    while has_more:
        page = get(live, tenant, f"/v2/apps/runs/{run['id']}/results", file_offset=len(names)).json()
        assert len(page["files"]) <= 20
        names += [file["original_file_name"] for file in page["files"]]
        has_more = page["has_more"]
    assert names == [f"{n:02}.pdf" for n in range(23)]


def test_output_lands_in_the_named_folder_with_searchable_pdfs(live: Server, tenant: Organization) -> None:
    folder = f"/{tenant.id}/{tenant.user_id}/fs/Instabase Drive/out"
    settings = {"runtime_config": {"generate_post_process_pdf": True}}
    run = run_invoice(live, tenant, output_dir=folder, settings=settings)
    results = get(live, tenant, f"/v2/apps/runs/{run['id']}/results", include_source_info=True).json()
    pdf_path = results["files"][0]["documents"][0]["post_processed_pdf_path"]
    assert pdf_path.startswith(folder.strip("/"))
    pdf = get(live, tenant, f"/v2/files/{pdf_path}", **{"expect-node-type": "file"})
    assert pdf.content.startswith(b"%PDF")
    written = get(
        live,
        tenant,
        f"/v2/files/{folder.strip('/')}/{run['id']}/results.json",
        **{"expect-node-type": "file"},
    ).json()
    assert written["status"] == "COMPLETE"
    assert [file["original_file_name"] for file in written["files"]] == ["a.pdf"]


def test_a_folder_runs_like_a_batch(live: Server, tenant: Organization) -> None:
    folder = f"{tenant.id}/{tenant.user_id}/fs/Instabase Drive/inbox"
    put = requests.put(
        f"{live.url}/api/v2/files/{folder}/deep/a.pdf", data=invoice_pdf(), headers=tenant.headers, timeout=30
    )
    assert put.status_code == 204
    started = post(live, tenant, "/v2/apps/runs", {"app_name": "Invoice", "input_dir": folder})
    assert started.status_code == 200, started.text
    run = finish(live, tenant, started.json()["id"])
    assert run["input_dir"] == folder
    assert run["batch_id"] is None
    results = get(live, tenant, f"/v2/apps/runs/{run['id']}/results").json()
    assert results["files"][0]["input_file_path"] == f"{folder}/deep/a.pdf"


def test_deployments_run_their_pinned_version(live: Server, tenant: Organization) -> None:
    deployment = live.deploy(tenant, app="Invoice", name="intake")
    batch_id = make_batch(live, tenant, {"a.pdf": invoice_pdf()})
    body = {
        "batch_id": batch_id,
        "input_dir": None,
        "manual_upstream_integration": None,
        "from_timestamp": None,
        "to_timestamp": None,
        "version": None,
        "output_dir": None,
        "settings": None,
    }
    started = post(live, tenant, f"/v2/apps/deployments/{deployment}/runs", body)
    assert started.status_code == 202
    assert started.json()["deployment_id"] == deployment
    assert finish(live, tenant, started.json()["id"])["status"] == "COMPLETE"
    listed = get(live, tenant, "/v2/apps/runs", deployment_id=deployment).json()["runs"]
    assert [run["id"] for run in listed] == [started.json()["id"]]


def test_listings_narrow_and_page(live: Server, tenant: Organization) -> None:
    run = run_invoice(live, tenant)

    def ids(**query: object) -> list[str]:
        answer = get(live, tenant, "/v2/apps/runs", **query)
        assert answer.status_code == 200, answer.text
        return [found["id"] for found in answer.json()["runs"]]

    assert ids(limit=1) == [run["id"]]
    assert run["id"] in ids(status=["COMPLETE", "FAILED"], app_name="Invoice", username=tenant.user_id)
    assert run["id"] not in ids(status="FAILED")
    assert ids(status="PAUSED") == []
    assert run["id"] not in ids(app_name="Receipt")
    assert run["id"] not in ids(to_timestamp=1_000_000_000)
    assert ids(run_id=run["id"], output_workspaces=tenant.user_id) == [run["id"]]
    assert run["id"] in ids(sort_by="status", order="ASCENDING", limit=1000)


def test_a_cancelled_run_gains_no_results(live: Server, tenant: Organization) -> None:
    files = {f"{n}.pdf": invoice_pdf(number=f"C-{n}", pages=9) for n in range(20)}
    batch_id = make_batch(live, tenant, files | {"long.pdf": long_pdf()})
    started = post(live, tenant, "/v2/apps/runs", {"app_name": "Invoice", "batch_id": batch_id}).json()
    cancelled = post(live, tenant, f"/v2/apps/runs/{started['id']}/cancel", None)
    assert cancelled.status_code == 200
    assert cancelled.json()["status"] == "CANCELLED"

    def results() -> Any:
        return get(live, tenant, f"/v2/apps/runs/{started['id']}/results").json()["files"]

    first = results()
    time.sleep(2)
    assert results() == first
    assert any(file.get("error", {}).get("code") == "cancelled" for file in first)
    again = post(live, tenant, f"/v2/apps/runs/{started['id']}/cancel", None)
    assert again.status_code == 409


def test_deleting_a_run_deletes_its_batch_and_output(live: Server, tenant: Organization) -> None:
    run = run_invoice(live, tenant)
    deleted = delete(live, tenant, f"/v2/apps/runs/{run['id']}")
    assert deleted.status_code == 202
    jobs = deleted.json()
    assert {finish_job(live, tenant, job_id) for job_id in jobs.values()} == {"COMPLETE"}
    assert get(live, tenant, f"/v2/apps/runs/{run['id']}").status_code == 404
    assert get(live, tenant, f"/v2/batches/{run['batch_id']}").status_code == 404


def test_deleting_only_output_keeps_the_rest(live: Server, tenant: Organization) -> None:
    run = run_invoice(live, tenant)
    flags = {"delete_db_data": "False", "delete_input": "false", "delete_logs": "false"}
    jobs = delete(live, tenant, f"/v2/apps/runs/{run['id']}", **flags).json()
    assert jobs["delete_input_dir_job_id"] is None
    assert jobs["delete_log_dir_job_id"] is None
    assert finish_job(live, tenant, jobs["delete_output_dir_job_id"]) == "COMPLETE"
    assert get(live, tenant, f"/v2/apps/runs/{run['id']}/results").json()["files"]
    assert get(live, tenant, f"/v2/batches/{run['batch_id']}").status_code == 200


BAD_STARTS: dict[str, tuple[object, int]] = {
    "no input": ({"app_name": "Invoice"}, 400),
    "two inputs": ({"app_name": "Invoice", "batch_id": 1, "input_dir": "acme/x/fs/Instabase Drive/a"}, 400),
    "no app": ({"batch_id": 1}, 400),
    "unknown app": ({"app_name": "Nonesuch", "batch_id": 1}, 404),
    "unknown app id": ({"app_id": "528c36e8-ac5b-490d-a41b-7eec9c404b87", "batch_id": 1}, 404),
    "app id that is none": ({"app_id": "7", "batch_id": 1}, 404),
    "unknown version": ({"app_name": "Invoice", "version": "99.0.0", "batch_id": 1}, 404),
    "unknown batch": ({"app_name": "Invoice", "batch_id": 999_999_999}, 404),
    "absurd batch": ({"app_name": "Invoice", "batch_id": 10**30}, 400),
    "batch that is no number": ({"app_name": "Invoice", "batch_id": "x"}, 400),
    "boolean batch": ({"app_name": "Invoice", "batch_id": True}, 400),
    "other organization's folder": (
        {"app_name": "Invoice", "input_dir": "other/w/fs/Instabase Drive/a"},
        404,
    ),
    "traversal": ({"app_name": "Invoice", "input_dir": "acme/../x/fs/Instabase Drive/a"}, 400),
    "unknown workspace": ({"app_name": "Invoice", "batch_id": "BATCH", "output_workspace": "nowhere"}, 404),
    "tags too long": ({"app_name": "Invoice", "batch_id": "BATCH", "settings": {"tags": ["x" * 501]}}, 400),
    "tags no list": ({"app_name": "Invoice", "batch_id": "BATCH", "settings": {"tags": "x"}}, 400),
    "unknown secret": (
        {"app_name": "Invoice", "batch_id": "BATCH", "settings": {"keys": {"secret": {"a": "b"}}}},
        404,
    ),
    "secret keys that are no text": (
        {"app_name": "Invoice", "batch_id": "BATCH", "settings": {"keys": {"secret": {"a": 7}}}},
        400,
    ),
    "list for a body": ([], 400),
    "empty batch": ({"app_name": "Invoice", "batch_id": "EMPTY"}, 400),
}


@pytest.mark.parametrize("name", BAD_STARTS)
def test_bad_starts_are_refused_with_a_sentence(live: Server, tenant: Organization, name: str) -> None:
    body, status = BAD_STARTS[name]
    if isinstance(body, dict) and body.get("batch_id") in ("BATCH", "EMPTY"):
        files = {"a.pdf": b"x"} if body["batch_id"] == "BATCH" else {}
        body = body | {"batch_id": make_batch(live, tenant, files)}
    answer = post(live, tenant, "/v2/apps/runs", body)
    assert answer.status_code == status, answer.text
    assert answer.json()["message"].endswith(".")


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/v2/apps/runs/nothing", 404),
        ("/v2/apps/runs/528c36e8-ac5b-490d-a41b-7eec9c404b87", 404),
        ("/v2/apps/runs/528c36e8-ac5b-490d-a41b-7eec9c404b87/results", 404),
        ("/v2/apps/runs?limit=0", 400),
        ("/v2/apps/runs?limit=x", 400),
        ("/v2/apps/runs?offset=-1", 400),
        ("/v2/apps/runs?offset=99999999999999999999", 400),
        ("/v2/apps/runs?status=DONE", 400),
        ("/v2/apps/runs?from_timestamp=1e300", 400),
        ("/v2/apps/runs?from_timestamp=nan", 400),
        ("/v2/apps/runs?order=sideways", 400),
        ("/v2/apps/runs?output_workspaces=nowhere", 404),
        ("/v2/nothing", 404),
    ],
)
def test_bad_reads_are_refused_with_a_sentence(
    live: Server, tenant: Organization, path: str, status: int
) -> None:
    answer = get(live, tenant, path)
    assert answer.status_code == status, answer.text
    assert answer.json()["message"]


def test_who_may_only_read_an_input_cannot_delete_it_with_a_run(jane: Account) -> None:
    member = jane.hire()
    jane.share_workspace("Claims", member, role=WorkspaceRole.REVIEWER)
    batch = jane.call("POST", "/v2/batches", json={"name": "b", "workspace": "Claims"}).json()["id"]
    jane.call("PUT", f"/v2/batches/{batch}/files/a.pdf", data=blank_pdf())
    folder = {"input_dir": f"{jane.organization_id}/Claims/fs/Instabase Drive/batches/{batch}"}
    for source in ({"batch_id": batch}, folder):
        run = member.call("POST", "/v2/apps/runs", json={"app_name": "Invoice", **source}).json()["id"]
        assert_refused(member.call("DELETE", f"/v2/apps/runs/{run}"), 401, "Claims")
        assert member.call("GET", f"/v2/apps/runs/{run}").status_code == 200
        kept = member.call("DELETE", f"/v2/apps/runs/{run}", params={"delete_input": "false"})
        assert kept.status_code == 202
    assert len(jane.call("GET", f"/v2/batches/{batch}/files").json()["nodes"]) == 1
