"""What programs written for earlier releases still ask for."""

import json
from typing import Any
from uuid import uuid4

import pytest

from tests.accounts import Account, assert_refused, wait_for_job
from tests.documents import invoice_pdf, long_pdf
from tests.waiting import wait_until

KEYS = ["status", "msg", "state", "job_id", "results", "cur_status"]


def make_batch(account: Account, **files: bytes) -> int:
    batch_id = account.create_batch()
    for name, data in files.items():
        account.sdk.batches.add_file(batch_id, f"{name}.pdf", data)
    return batch_id


def start(account: Account, batch_id: int, path: str = "run", **more: Any) -> dict[str, Any]:
    body = {"batch_id": batch_id} | more
    answer = account.call("POST", f"/v2/zero-shot-idp/projects/app/{path}", json=body)
    assert answer.status_code == 200, answer.text
    run: dict[str, Any] = answer.json()
    return run


def status(account: Account, job_id: str) -> dict[str, Any]:
    answer = account.call("GET", "/v1/jobs/status", json={"job_id": job_id, "type": "flow"})
    assert answer.status_code == 200
    body: dict[str, Any] = answer.json()
    return body


def finish(account: Account, job_id: str) -> dict[str, Any]:
    """Poll as the old documentation says."""

    def ended() -> dict[str, Any] | None:
        body = status(account, job_id)
        if body["state"] in ("DONE", "COMPLETE"):
            return body
        assert "results" not in body
        assert body["state"] == "PENDING"
        return None

    return wait_until(ended, f"the end of run {job_id}")


def results(account: Account, path: str, **more: Any) -> dict[str, Any]:
    answer = account.call("POST", "/v1/flow_binary/results", json={"ibresults_path": path} | more)
    assert answer.status_code == 200
    body: dict[str, Any] = answer.json()
    return body


def assert_told(account: Account, body: dict[str, Any], *words: str) -> None:
    """Check that a refusal of version 1 has its shape and a sentence with those words."""
    assert list(body) == ["status", "msg"]
    assert body["status"] == "ERROR"
    assert body["msg"].endswith(".")
    for word in words:
        assert word in body["msg"]


def test_the_whole_way_of_an_old_program(jane: Account) -> None:
    run = start(jane, make_batch(jane, a=invoice_pdf()), app_name="Invoice")
    assert run["job_id"] == run["id"]
    assert run["status"] == "RUNNING"
    done = finish(jane, run["job_id"])
    assert list(done) == KEYS
    assert (done["status"], done["msg"], done["state"], done["job_id"]) == ("OK", "", "DONE", run["id"])
    (outcome,) = done["results"]
    folder = f"{jane.drive_path.removeprefix('/')}/app-runs/{run['id']}"
    assert outcome == {"status": "OK", "output_folder": folder}
    current = json.loads(done["cur_status"])
    assert (current["status"], current["curProgress"], current["review_state"]) == ("COMPLETE", 1.0, "NONE")
    assert len(str(current["finish_timestamp"])) == 10
    assert current["run_summary"] == {"numRecords": 1, "recordsWithMsg": 0}

    answer = results(jane, f"{folder}/batch.ibflowresults")
    assert (answer["status"], answer["has_more"]) == ("OK", False)
    (record,) = answer["records"]
    values = {field["key"]: field["value"] for field in record["results"]}
    assert "INV-1001" in values.values()
    assert all(list(field) == ["key", "value"] for field in record["results"])
    assert record["output_file_path"] == f"{folder}/results.json"
    assert jane.call("GET", f"/v2/files/{record['output_file_path']}").status_code == 200


def test_apps_are_run_by_id_too(jane: Account) -> None:
    batch_id = make_batch(jane, a=b"%PDF-1.7 broken")
    named = start(jane, batch_id, app_name="Invoice", owner="instabase")
    by_id = start(jane, batch_id, f"{named['app_id']}/run")
    assert by_id["app_id"] == named["app_id"]
    assert start(jane, batch_id, f"{named['app_id']}/run", app_id=named["app_id"])["job_id"]
    root = "/v2/zero-shot-idp/projects/app"
    body: dict[str, Any] = {"batch_id": batch_id}
    assert_refused(jane.call("POST", f"{root}/{uuid4()}/run", json=body), 404)
    assert_refused(jane.call("POST", f"{root}/x/run", json=body), 404)
    other = body | {"app_id": str(uuid4())}
    assert_refused(jane.call("POST", f"{root}/{named['app_id']}/run", json=other), 400)
    assert_refused(jane.call("POST", f"{root}/run", json=body), 400)
    assert_refused(jane.call("POST", f"{root}/run", json={"app_name": "Invoice"}), 400)


def test_job_status_takes_its_parameters_in_either_place(jane: Account) -> None:
    run = start(jane, make_batch(jane, a=b"%PDF-1.7 broken"), app_name="Invoice")
    known = finish(jane, run["id"])
    asked = {"job_id": run["id"], "type": "flow"}
    for method in ("GET", "POST"):
        assert jane.call(method, "/v1/jobs/status", json=asked).json() == known
        assert jane.call(method, "/v1/jobs/status", params=asked).json() == known
        assert jane.call(method, "/v1/jobs/status", params={"job_id": run["id"]}).json() == known
    assert json.loads(known["cur_status"])["run_summary"] == {"numRecords": 1, "recordsWithMsg": 1}


def test_a_cancelled_run_is_over_without_results(jane: Account) -> None:
    run = start(jane, make_batch(jane, long=long_pdf()), app_name="Invoice")
    jane.call("POST", f"/v2/apps/runs/{run['id']}/cancel")
    done = finish(jane, run["id"])
    assert (done["status"], done["state"]) == ("OK", "DONE")
    assert done["results"] == [{"status": "ERROR", "msg": "Run was cancelled by user before completion."}]
    assert json.loads(done["cur_status"])["status"] == "CANCELLED"


def test_jobs_on_files_have_a_status_too(jane: Account) -> None:
    job_id = jane.call("DELETE", f"/v2/batches/{jane.create_batch()}").json()["job_id"]
    wait_for_job(jane, job_id)
    answer = jane.call("GET", "/v1/jobs/status", params={"job_id": job_id, "type": "async"}).json()
    assert (answer["state"], answer["results"]) == ("COMPLETE", [{"status": "OK"}])


@pytest.mark.parametrize(
    "body", [None, {}, [], "x", {"job_id": 5}, {"job_id": None}, {"job_id": "x"}, {"job_id": "a\0"}]
)
def test_bad_questions_are_told_with_status_200(jane: Account, body: Any) -> None:
    for method in ("GET", "POST"):
        answer = jane.call(method, "/v1/jobs/status", json=body)
        assert answer.status_code == 200
        assert_told(jane, answer.json())
    answer = jane.call("GET", "/v1/jobs/status", data=b"{", headers={"Content-Type": "application/json"})
    assert answer.status_code == 200
    assert_told(jane, answer.json())


def test_others_are_told_nothing(jane: Account, otto: Account) -> None:
    run = start(jane, make_batch(jane, a=b"%PDF-1.7 broken"), app_name="Invoice")
    done = finish(jane, run["id"])
    path = f"{done['results'][0]['output_folder']}/batch.ibflowresults"
    for account in (otto, jane.hire()):
        assert_told(account, status(account, run["id"]), "There is no job")
        assert_told(account, results(account, path))
    assert_told(jane, status(jane, str(uuid4())), "There is no job")
    answer = jane.call("GET", "/v1/jobs/status", headers={"Authorization": ""})
    assert answer.json()["status"] == "ERROR"


def test_results_by_path(jane: Account) -> None:
    files = {f"f{number:02}": b"%PDF-1.7 broken" for number in range(21)}
    target = f"{jane.drive_path}/out"
    run = start(jane, make_batch(jane, **files), app_name="Invoice", output_dir=target)
    done = finish(jane, run["id"])
    folder = done["results"][0]["output_folder"]
    assert folder.startswith(f"{target.removeprefix('/')}/")
    for name in ("batch.ibflowresults", "results.json"):
        first = results(jane, f"/{folder}/{name}")
        assert (len(first["records"]), first["has_more"]) == (20, True)
        assert first["records"][0]["results"] == []
        assert first["records"][0]["error_msg"]
    rest = results(jane, f"{folder}/batch.ibflowresults", file_offset="20")
    assert (len(rest["records"]), rest["has_more"]) == (1, False)
    for path in (
        "",
        "x",
        f"{folder}/other",
        f"{target}/batch.ibflowresults",
        f"{folder}/x/batch.ibflowresults",
    ):
        assert_told(jane, results(jane, path))
    for more in (
        {"file_offset": -1},
        {"file_offset": 2**40},
        {"options": 5},
        {"options": {"internal_keys": "x"}},
    ):
        assert_told(jane, results(jane, f"{folder}/batch.ibflowresults", **more))


def test_results_with_everything(jane: Account) -> None:
    settings = {"runtime_config": {"generate_post_process_pdf": True}}
    run = start(jane, make_batch(jane, a=invoice_pdf()), app_name="Invoice", settings=settings)
    folder = finish(jane, run["id"])["results"][0]["output_folder"]
    options = {
        "include_page_layouts": True,
        "include_checkpoint_results": True,
        "refined_phrases_features": ["provenance info"],
        "internal_keys": True,
    }
    (record,) = results(jane, f"{folder}/batch.ibflowresults", options=options)["records"]
    assert record["output_file_path"].endswith(".pdf")
    assert record["page_layouts"][0]["page_number"] == 0
    assert isinstance(record["checkpoint_results"], list)
    (number,) = [field for field in record["results"] if field["value"] == "INV-1001"]
    assert len(number["provenance_info"][0]["box"]) == 4


def test_a_run_that_goes_on_has_no_results_yet(jane: Account) -> None:
    run = start(jane, make_batch(jane, long=long_pdf()), app_name="Invoice")
    path = f"{jane.drive_path}/app-runs/{run['id']}/batch.ibflowresults"
    assert_told(jane, results(jane, path), "goes on")
    jane.call("POST", f"/v2/apps/runs/{run['id']}/cancel")
