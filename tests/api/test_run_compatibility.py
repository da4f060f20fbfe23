"""What clients of AI Hub rely on in runs: every method of the official SDK, old names, loose types."""

import time
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from aihub import AIHub
from aihub.exceptions import NotFoundException
from sqlalchemy import update

from docyard.store.tables import RunRow
from tests.accounts import Account
from tests.api.test_runs import get, make_batch, post
from tests.documents import invoice_pdf
from tests.server import Organization, Server
from tests.waiting import wait_until

COLLIDING = """\
name: Collisions
version: "2.1.0"
fields:
  - name: a b
  - name: a-b
  - name: a_b
  - name: 3rd category
  - name: invoice number
    type: identifier
    aliases: [invoice number]
"""


@pytest.fixture(scope="module")
def sdk(live: Server, tenant: Organization) -> AIHub:
    return live.client(tenant)


@pytest.fixture(scope="module")
def batch_id(live: Server, tenant: Organization) -> int:
    return make_batch(live, tenant, {"a.pdf": invoice_pdf(), "broken.pdf": b"%PDF-nothing"})


def wait(sdk: AIHub, run_id: str) -> None:
    wait_until(lambda: sdk.apps.runs.status(run_id).status != "RUNNING", f"the end of run {run_id}")


@pytest.fixture(scope="module")
def run_id(sdk: AIHub, tenant: Organization, batch_id: int) -> str:
    """A complete run that was started with everything that the SDK can send."""
    run = sdk.apps.runs.create(
        app_name="Invoice",
        owner="instabase",
        version="1.0.0",
        batch_id=batch_id,
        output_workspace=tenant.user_id,
        settings={
            "tags": ["sdk"],
            "keys": {"custom": {"country": "DE", "limit": 7}, "secret": {}},
            "runtime_config": {
                "generate_post_process_pdf": True,
                "instabase": {"pdf": {"passwords": {"a.pdf": "unused"}}},
            },
        },
    )
    wait(sdk, run.id)
    run_id: str = run.id
    return run_id


def test_status_and_results_decode(sdk: AIHub, run_id: str) -> None:
    status = sdk.apps.runs.status(run_id)
    assert status.status == "COMPLETE"
    assert status.finish_timestamp > status.start_timestamp
    bare = sdk.apps.runs.results(run_id)
    assert bare.keys.custom == {"country": "DE", "limit": 7}
    (document,) = bare.files[0].documents
    assert document.classification_confidence is None
    assert document.fields[0].confidence is None
    full = sdk.apps.runs.results(
        run_id,
        file_offset=0,
        include_confidence_scores=True,
        include_source_info=True,
        include_review_results=True,
        include_validation_results=True,
    )
    (document,) = full.files[0].documents
    number = next(field for field in document.fields if field.field_name == "invoice_number")
    assert number.value == "INV-1001"
    assert 0 < number.confidence.model <= 1
    assert number.source_coordinates[0].page_number == 0
    assert number.validations.valid is True
    assert number.edit_history == []
    assert document.post_processed_pdf_path.endswith(".pdf")
    lines = next(field for field in document.fields if field.field_name == "line_items")
    assert isinstance(lines.value, str)
    assert full.files[1].documents == []
    assert full.review_completed is False
    assert [file.original_file_name for file in sdk.apps.runs.results(run_id, file_offset=1).files] == [
        "broken.pdf"
    ]
    assert sdk.apps.runs.results(run_id, file_offset=2).files == []


def test_lists_take_every_filter(sdk: AIHub, tenant: Organization, run_id: str) -> None:
    now = int(time.time())
    found = sdk.apps.runs.list(
        app_name="Invoice",
        username=tenant.user_id,
        run_id=run_id,
        status=["COMPLETE", "FAILED"],
        output_workspaces=[tenant.user_id],
        from_timestamp=now - 3600,
        to_timestamp=now + 60,
        limit=5,
        offset=0,
        sort_by="start_timestamp",
        order="ASCENDING",
    )
    assert [run.id for run in found.runs] == [run_id]
    assert sdk.apps.runs.list(run_id=run_id, status=["CANCELLED"]).runs == []
    assert sdk.apps.runs.list(run_id=run_id, offset=1).runs == []
    assert sdk.apps.runs.list(run_id=run_id, to_timestamp=now - 86400).runs == []


def test_folders_app_ids_and_deletion_with_flags(
    live: Server, tenant: Organization, sdk: AIHub, run_id: str
) -> None:
    drive = f"{tenant.id}/{tenant.user_id}/fs/Instabase Drive"
    sdk.files.write(f"{drive}/sdk-in/a.pdf", invoice_pdf())
    app_id = get(live, tenant, f"/v2/apps/runs/{run_id}").json()["app_id"]
    run = sdk.apps.runs.create(app_id=app_id, input_dir=f"{drive}/sdk-in", output_dir=f"{drive}/sdk-out")
    wait(sdk, run.id)
    assert [found.id for found in sdk.apps.runs.list(app_id=app_id, run_id=run.id).runs] == [run.id]
    assert sdk.files.read(f"{drive}/sdk-out/{run.id}/results.json").startswith(b"{")
    kept = sdk.apps.runs.delete(
        run.id, delete_db_data=False, delete_input=False, delete_output=False, delete_logs=False
    )
    assert kept.delete_input_dir_job_id is None
    gone = sdk.apps.runs.delete(run.id)
    jobs = (gone.delete_input_dir_job_id, gone.delete_output_dir_job_id, gone.delete_log_dir_job_id)
    wait_until(
        lambda: {sdk.jobs.status(job_id).state for job_id in jobs} == {"COMPLETE"}, "the end of all deletions"
    )
    with pytest.raises(NotFoundException):
        sdk.apps.runs.status(run.id)


def test_deployments_run(live: Server, tenant: Organization, sdk: AIHub, batch_id: int) -> None:
    deployment_id = live.deploy(tenant, app="Invoice", name="sdk intake")
    run = sdk.apps.deployments.runs.create(
        deployment_id=deployment_id,
        batch_id=batch_id,
        version="1.0.0",
        output_workspace="dropped",
        output_dir=f"{tenant.id}/{tenant.user_id}/fs/Instabase Drive/sdk-deployed",
        settings={"tags": ["deployed"]},
    )
    wait(sdk, run.id)
    listed = sdk.apps.runs.list(deployment_id=deployment_id)
    assert [found.id for found in listed.runs] == [run.id]


def test_old_and_new_names_of_the_message_are_both_there(
    live: Server, tenant: Organization, run_id: str, batch_id: int
) -> None:
    assert (
        get(live, tenant, f"/v2/apps/runs/{run_id}").json().items() >= {"msg": None, "message": None}.items()
    )
    assert get(live, tenant, f"/v2/apps/runs/{run_id}/results").json().keys() >= {"msg", "message"}
    started = post(live, tenant, "/v2/apps/runs", {"app_name": "Invoice", "batch_id": batch_id}).json()
    cancelled = post(live, tenant, f"/v2/apps/runs/{started['id']}/cancel", None)
    if cancelled.status_code == 200:
        sentence = "Run was cancelled by user before completion."
        assert cancelled.json()["msg"] == cancelled.json()["message"] == sentence
        results = get(live, tenant, f"/v2/apps/runs/{started['id']}/results").json()
        assert results["msg"] == results["message"] == sentence


def test_loose_types_and_nulls_are_taken(
    live: Server, tenant: Organization, run_id: str, batch_id: int
) -> None:
    body = dict.fromkeys(
        ("app_id", "owner", "input_dir", "version", "output_workspace", "output_dir", "settings")
    )
    started = post(live, tenant, "/v2/apps/runs", body | {"app_name": "Invoice", "batch_id": f"{batch_id}"})
    assert started.status_code == 200, started.text
    nulls = {"keys": {"custom": None, "secret": None}, "runtime_config": None, "tags": None}
    again = post(
        live,
        tenant,
        "/v2/apps/runs",
        {"app_name": "Invoice", "batch_id": batch_id, "settings": nulls | {"webhook_config": None}},
    )
    assert again.status_code == 200, again.text
    flags = {"include_confidence_scores": "True", "include_source_info": "False", "file_offset": "0"}
    results = get(live, tenant, f"/v2/apps/runs/{run_id}/results", **flags).json()
    assert "confidence" in results["files"][0]["documents"][0]["fields"][0]
    assert "page_layouts" not in results["files"][0]["documents"][0]
    assert isinstance(results["batch_id"], str)
    old_name = get(
        live, tenant, "/v2/apps/runs", output_repo=tenant.user_id, run_id=run_id, limit="1", offset="0"
    )
    assert [run["id"] for run in old_name.json()["runs"]] == [run_id]
    assert get(live, tenant, "/v2/apps/runs", output_repo="nowhere").status_code == 404


def test_names_of_fields_that_fall_together_stay_apart(
    live: Server, tenant: Organization, sdk: AIHub, batch_id: int
) -> None:
    live.push(tenant, COLLIDING)
    run = sdk.apps.runs.create(app_name="Collisions", batch_id=batch_id)
    wait(sdk, run.id)
    fields = sdk.apps.runs.results(run.id).files[0].documents[0].fields
    assert [field.field_name for field in fields] == [
        "a_b",
        "a_b_2",
        "a__b",
        "_3rd_category",
        "invoice_number",
    ]
    assert fields[0].value == ""
    assert fields[4].value


def test_a_listing_reaches_a_day_back_unless_told_otherwise(jane: Account) -> None:
    batch_id = jane.create_batch()
    jane.call("PUT", f"/v2/batches/{batch_id}/files/a.pdf", data=b"nothing")
    body = {"app_name": "Invoice", "batch_id": batch_id}
    ids = [jane.call("POST", "/v2/apps/runs", json=body).json()["id"] for _ in range(3)]
    sdk = jane.sdk
    for run_id in ids:
        wait(sdk, run_id)
    now = datetime.now(UTC)
    with jane.site.database.write() as session:
        for run_id, hours in zip(ids, (1, 23, 25), strict=True):
            moved = update(RunRow).where(RunRow.id == UUID(run_id))
            session.execute(moved.values(started_at=now - timedelta(hours=hours)))
    assert [run.id for run in sdk.apps.runs.list().runs] == ids[:2]
    assert [run.id for run in sdk.apps.runs.list(order="ASCENDING").runs] == [ids[1], ids[0]]
    earlier = int((now - timedelta(hours=2)).timestamp())
    assert [run.id for run in sdk.apps.runs.list(to_timestamp=earlier).runs] == [ids[1], ids[2]]
    long_ago = int((now - timedelta(days=3)).timestamp())
    assert [run.id for run in sdk.apps.runs.list(from_timestamp=long_ago).runs] == ids
    with jane.site.database.write() as session:
        session.execute(update(RunRow).where(RunRow.id == UUID(ids[1])).values(status="FAILED"))
    everything = {"from_timestamp": long_ago, "sort_by": "status"}
    assert [run.id for run in sdk.apps.runs.list(**everything).runs] == [ids[1], ids[0], ids[2]]
    upwards = sdk.apps.runs.list(**everything, order="ASCENDING").runs
    assert [run.id for run in upwards] == [ids[2], ids[0], ids[1]]
