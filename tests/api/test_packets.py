"""Packets over the API: computed when all files are in, reviewed, and in every form of results."""

import csv
import io
from typing import Any

import pytest

from tests.api.test_reviews import review
from tests.api.test_runs import finish, get, make_batch, post
from tests.documents import invoice_pdf
from tests.server import Organization, Server

APP = """\
name: Dealings
classes:
  - name: Invoice
    keywords: [invoice]
    fields:
      - {name: number, type: identifier, aliases: [invoice number]}
      - {name: total, type: amount, aliases: [total eur]}
packet_fields:
  - name: Number
    inputs: [{class: Invoice, field: number}]
    validation: [{all_inputs_match: true}]
  - name: Sum
    kind: derived
    expression: sum(Invoice, "total")
    validation: [{function: enough}]
  - {name: Count, kind: function, function: count}
functions:
  - name: count
    source: |
      def count(Sum, class_fields, keys):
          print("sum", Sum, keys["secret"]["token"])
          return f"{len(class_fields['Invoice'])} make {Sum}, {keys['secret']['token']}"
  - name: enough
    source: |
      def enough(value):
          return float(value) > 121 or f"{value} is too little."
keys: [{name: token, kind: secret}]
"""
SECRET = "open-sesame"


@pytest.fixture(scope="module")
def deployment_id(live: Server, tenant: Organization) -> str:
    assert post(live, tenant, "/v2/apps", {"file": APP, "state": "PRODUCTION"}).status_code == 201
    secret = {"alias": "sesame", "value": SECRET, "allowed_workspaces_type": "ALL"}
    assert post(live, tenant, "/v2/aihub/secrets", secret).status_code == 200
    body = {
        "name": "dealings",
        "app_name": "Dealings",
        "review_enabled": True,
        "keys": {"secret": {"token": "sesame"}},
    }
    deployment_id: str = post(live, tenant, "/v2/apps/deployments", body).json()["id"]
    return deployment_id


def packet_of(live: Server, tenant: Organization, run_id: str) -> list[dict[str, Any]]:
    flags = {"include_review_results": True, "include_validation_results": True}
    body = get(live, tenant, f"/v2/apps/runs/{run_id}/results", **flags).json()
    fields: list[dict[str, Any]] = body["case_info"]["fields"]
    return fields


def test_documents_that_disagree_stop_the_run_until_somebody_says_which_is_right(
    live: Server, tenant: Organization, deployment_id: str
) -> None:
    files = {"a.pdf": invoice_pdf(number="A-1"), "b.pdf": invoice_pdf(number="B-2", total="1.50")}
    batch_id = make_batch(live, tenant, files)
    path = f"/v2/apps/deployments/{deployment_id}/runs"
    run_id: str = post(live, tenant, path, {"batch_id": batch_id}).json()["id"]
    assert finish(live, tenant, run_id)["status"] == "STOPPED_AT_CHECKPOINT"
    number, total, count = packet_of(live, tenant, run_id)
    assert number["name"] == "Number"
    assert number["input_fields"] == [
        {"record_index": 0, "refined_phrase_name": "number"},
        {"record_index": 1, "refined_phrase_name": "number"},
    ]
    assert number["chosen_field"] in number["input_fields"]
    assert number["validations"]["valid"] is False
    assert [failure["type"] for failure in number["validations"]["failures"]] == ["all_inputs_match"]
    too_little = [{"type": "function", "msg": "120.50 is too little."}]
    assert (total["value"], total["validations"]["failures"]) == ("120.50", too_little)
    assert (count["value"], count["validations"]["valid"]) == ("2 make 120.50, ***", True)
    printed = "'count' printed: sum 120.50 ***\n"
    assert printed in [
        log["message"] for log in get(live, tenant, f"/v2/apps/runs/{run_id}/logs").json()["logs"]
    ]

    review(live, tenant, run_id, {"packet_corrections": [{"field": "nothing", "value": "x"}]}, status=400)
    review(
        live,
        tenant,
        run_id,
        {
            "accept": True,
            "corrections": [{"file": "b.pdf", "field": "total", "value": "2.50"}],
            "packet_corrections": [{"field": "Number", "value": "B-2"}],
        },
    )
    assert finish(live, tenant, run_id)["status"] == "COMPLETE"
    number, total, count = packet_of(live, tenant, run_id)
    assert (number["value"], number["chosen_field"]["record_index"], total["value"]) == ("B-2", 1, "121.50")
    assert (total["validations"]["valid"], count["value"]) == (True, "2 make 121.50, ***")
    assert number["edit_history"][0]["modifications"] == [{"message": 'Edited to "B-2"'}]

    decoded = live.client(tenant).apps.runs.results(
        run_id, include_validation_results=True, include_review_results=True
    )
    assert [field.value for field in decoded.case_info.fields] == ["B-2", "121.50", count["value"]]
    exported = get(live, tenant, f"/v2/apps/runs/{run_id}/export", format="csv").content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(exported)))
    assert [(row["packet Number"], row["packet Sum"]) for row in rows] == [("B-2", "121.50")] * 2


def test_apps_without_packets_have_no_case_info(live: Server, tenant: Organization) -> None:
    assert (
        post(
            live,
            tenant,
            "/v2/apps",
            {"file": APP.partition("packet_fields")[0].replace("Dealings", "Plain"), "state": "PRODUCTION"},
        ).status_code
        == 201
    )
    batch_id = make_batch(live, tenant, {"a.pdf": invoice_pdf()})
    run_id: str = post(live, tenant, "/v2/apps/runs", {"app_name": "Plain", "batch_id": batch_id}).json()[
        "id"
    ]
    assert finish(live, tenant, run_id)["status"] == "COMPLETE"
    assert "case_info" not in get(live, tenant, f"/v2/apps/runs/{run_id}/results").json()
