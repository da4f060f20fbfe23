"""Runs of deployments that stop for review, and how they go on."""

import json
from typing import Any

import pytest

from tests.api.test_runs import finish, get, make_batch, post
from tests.documents import invoice_pdf
from tests.server import Organization, Server

APP = """\
name: Strict
fields:
  - name: number
    type: identifier
    aliases: [invoice number]
    cleaning: [{case: lower}]
    validation: [{pattern: "[0-9]+", message: Digits only.}]
  - name: total
    type: amount
    aliases: [total, total eur]
    validation: [{compare: {is: at_least, field: paid}}]
  - {name: paid, type: amount, aliases: [no such label]}
  - name: lines
    kind: list
    attributes: [{name: unit price}]
"""


@pytest.fixture(scope="module")
def deployment_id(live: Server, tenant: Organization) -> str:
    pushed = post(live, tenant, "/v2/apps", {"file": APP, "state": "PRODUCTION"})
    assert pushed.status_code == 201, pushed.text
    body = {"name": "strict", "app_name": "Strict", "review_enabled": True}
    made = post(live, tenant, "/v2/apps/deployments", body)
    assert made.status_code == 201, made.text
    assert made.json()["review_enabled"] is True
    deployment_id: str = made.json()["id"]
    return deployment_id


def stopped(live: Server, tenant: Organization, deployment_id: str) -> str:
    batch_id = make_batch(live, tenant, {"a.pdf": invoice_pdf()})
    started = post(live, tenant, f"/v2/apps/deployments/{deployment_id}/runs", {"batch_id": batch_id})
    assert started.status_code == 202, started.text
    run_id: str = started.json()["id"]
    assert finish(live, tenant, run_id)["status"] == "STOPPED_AT_CHECKPOINT"
    return run_id


def review(live: Server, tenant: Organization, run_id: str, body: object, *, status: int = 200) -> Any:
    answer = post(live, tenant, f"/v2/apps/runs/{run_id}/review", body)
    assert answer.status_code == status, answer.text
    return answer.json()


def results(live: Server, tenant: Organization, run_id: str) -> tuple[Any, Any, dict[str, Any]]:
    flags = {"include_review_results": True, "include_validation_results": True}
    path = f"/v2/apps/runs/{run_id}/results"
    body = get(live, tenant, path, include_confidence_scores=True, **flags).json()
    document = body["files"][0]["documents"][0]
    return body, document, {field["field_name"]: field for field in document["fields"]}


def correction(field: str, value: str, **more: object) -> dict[str, object]:
    return {"file": "a.pdf", "field": field, "value": value} | more


def test_a_run_stops_is_corrected_and_goes_on(live: Server, tenant: Organization, deployment_id: str) -> None:
    run_id = stopped(live, tenant, deployment_id)
    body, document, fields = results(live, tenant, run_id)
    assert (body["review_completed"], document["review_completed"]) == (False, False)
    assert document["validations"] == {"final_result_pass": False}
    assert fields["number"]["value"] == "inv-1001"
    assert [alert["msg"] for alert in fields["number"]["validations"]["alerts"]] == ["Digits only."]

    review(
        live,
        tenant,
        run_id,
        {"corrections": [correction("paid", "500"), correction("number", "7")]},
    )
    body, document, fields = results(live, tenant, run_id)
    assert (body["status"], fields["number"]["validations"]["valid"]) == ("STOPPED_AT_CHECKPOINT", True)
    assert fields["number"]["confidence"] == {"model": None, "ocr": None}
    assert fields["total"]["validations"]["alerts"][0]["type"] == "compare"

    review(live, tenant, run_id, {"accept": True, "corrections": [correction("paid", "119.00")]})
    assert finish(live, tenant, run_id)["status"] == "COMPLETE"
    body, document, fields = results(live, tenant, run_id)
    assert (body["review_completed"], document["review_completed"]) == (True, True)
    assert document["validations"] == {"final_result_pass": True}
    edits = fields["paid"]["edit_history"]
    assert [edit["modifications"][0]["message"] for edit in edits] == [
        'Edited to "500"',
        'Edited to "119.00"',
    ]
    assert edits[0]["user_id"] == tenant.user_id
    logs = get(live, tenant, f"/v2/apps/runs/{run_id}/logs").json()["logs"]
    assert [log["kind"] for log in logs][-4:] == [
        "run.finishing",
        "run.stopped",
        "run.reviewed",
        "run.completed",
    ]
    review(live, tenant, run_id, {"accept": True}, status=409)


def test_a_review_takes_values_as_they_are(live: Server, tenant: Organization, deployment_id: str) -> None:
    run_id = stopped(live, tenant, deployment_id)
    review(live, tenant, run_id, {"accept": True})
    assert finish(live, tenant, run_id)["status"] == "COMPLETE"
    body, document, _ = results(live, tenant, run_id)
    assert (body["review_completed"], document["review_completed"]) == (True, True)
    assert document["validations"] == {"final_result_pass": False}


def test_a_misplaced_correction_changes_nothing(
    live: Server, tenant: Organization, deployment_id: str
) -> None:
    run_id = stopped(live, tenant, deployment_id)
    before = results(live, tenant, run_id)
    right = correction("number", "7")
    for wrong in (
        correction("nothing", "x"),
        correction("number", "x", document=2),
        correction("number", "x", file="b.pdf"),
        correction("lines", "no rows"),
        correction("lines", json.dumps([{"price": "1"}])),
    ):
        review(live, tenant, run_id, {"accept": True, "corrections": [right, wrong]}, status=400)
    review(live, tenant, run_id, {}, status=400)
    assert results(live, tenant, run_id) == before
    review(live, tenant, run_id, {"corrections": [correction("lines", json.dumps([{"unit_price": "1"}]))]})
    assert results(live, tenant, run_id)[2]["lines"]["value"] == '[{"unit_price": "1"}]'

    cancelled = post(live, tenant, f"/v2/apps/runs/{run_id}/cancel", {})
    assert (cancelled.status_code, cancelled.json()["status"]) == (200, "CANCELLED")


def test_without_review_a_run_completes(live: Server, tenant: Organization) -> None:
    made = post(live, tenant, "/v2/apps/deployments", {"name": "loose", "app_name": "Strict"})
    batch_id = make_batch(live, tenant, {"a.pdf": invoice_pdf()})
    path = f"/v2/apps/deployments/{made.json()['id']}/runs"
    run = finish(live, tenant, post(live, tenant, path, {"batch_id": batch_id}).json()["id"])
    assert run["status"] == "COMPLETE"
    assert results(live, tenant, run["id"])[1]["validations"] == {"final_result_pass": False}
