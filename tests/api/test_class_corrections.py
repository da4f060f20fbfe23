"""Classes that people put right in reviews, and what apps learn of them."""

from typing import Any

import pytest
import yaml

from tests.api.test_reviews import correction, results, review
from tests.api.test_revisions import revised
from tests.api.test_runs import finish, get, make_batch, post
from tests.documents import invoice_pdf
from tests.server import Organization, Server

APP = """\
name: Sorted
classes:
  - name: Log
    keywords: [invoice, vat, due date]
    fields: [{name: depth, type: number, aliases: [quantity], validation: [{range: {min: 90}}]}]
  - name: Slip
    fields:
      - {name: number, type: identifier, aliases: [invoice number], cleaning: [{case: lower}]}
      - {name: note, required: true, aliases: [no such label]}
      - {name: length, kind: function, function: length}
functions:
  - name: length
    source: |
      def length(number, note):
          return len(number + note)
"""


@pytest.fixture(scope="module")
def deployment_id(live: Server, tenant: Organization) -> str:
    return deployed(live, tenant, APP, name="Sorted")


UNCALLED = """\
name: Uncalled
classes:
  - name: Log
    keywords: [invoice, vat, due date]
    fields: [{name: depth, type: number, aliases: [quantity], validation: [{range: {min: 90}}]}]
  - name: Slip
    fields: [{name: number, type: identifier, aliases: [invoice number]}, {name: note}]
"""


def deployed(live: Server, tenant: Organization, file: str, *, name: str) -> str:
    pushed = post(live, tenant, "/v2/apps", {"file": file, "state": "PRODUCTION"})
    assert pushed.status_code == 201, pushed.text
    body = {"name": name.lower(), "app_name": name, "review_enabled": True}
    deployment_id: str = post(live, tenant, "/v2/apps/deployments", body).json()["id"]
    return deployment_id


def stopped(live: Server, tenant: Organization, deployment_id: str, *names: str) -> str:
    batch_id = make_batch(live, tenant, {name: invoice_pdf() for name in names or ("a.pdf",)})
    path = f"/v2/apps/deployments/{deployment_id}/runs"
    run_id: str = post(live, tenant, path, {"batch_id": batch_id}).json()["id"]
    assert finish(live, tenant, run_id)["status"] == "STOPPED_AT_CHECKPOINT"
    return run_id


def reclass(name: str, *, file: str = "a.pdf", **more: object) -> dict[str, object]:
    return {"file": file, "class_name": name} | more


def examples(live: Server, tenant: Organization, run_id: str) -> Any:
    answer = get(live, tenant, f"/v2/apps/runs/{run_id}/examples")
    assert answer.status_code == 200, answer.text
    return answer.json()["classes"]


def test_a_document_of_another_class_is_read_anew(
    live: Server, tenant: Organization, deployment_id: str
) -> None:
    run_id = stopped(live, tenant, deployment_id)
    _, document, _ = results(live, tenant, run_id)
    assert (document["class_name"], document["class_edit_history"]) == ("Log", [])

    changes = {"class_corrections": [reclass("Slip")], "corrections": [correction("note", "by hand")]}
    review(live, tenant, run_id, changes)
    revised(live, tenant, run_id, times=1)
    _, document, fields = results(live, tenant, run_id)
    assert (document["class_name"], document["classification_confidence"]) == ("Slip", {"model": None})
    (edit,) = document["class_edit_history"]
    assert (edit["modifications"], edit["user_id"]) == ([{"message": 'Edited to "Slip"'}], tenant.user_id)
    assert {name: field["value"] for name, field in fields.items()} == {
        "number": "inv-1001",
        "note": "by hand",
        "length": "15",
    }
    assert document["validations"]["final_result_pass"] is True
    assert examples(live, tenant, run_id) == []

    review(live, tenant, run_id, {"accept": True, "corrections": [correction("note", "")]})
    assert finish(live, tenant, run_id)["status"] == "COMPLETE"
    _, document, fields = results(live, tenant, run_id)
    assert (document["review_completed"], fields["length"]["value"]) == (True, "8")
    decoded = live.client(tenant).apps.runs.results(run_id, include_review_results=True)
    assert decoded.files[0].documents[0].class_edit_history[0].modifications[0].message == 'Edited to "Slip"'


def test_fields_that_are_still_unread_are_read_after_the_next_correction(
    live: Server, tenant: Organization
) -> None:
    run_id = stopped(live, tenant, deployed(live, tenant, UNCALLED, name="Uncalled"))
    batch_id = get(live, tenant, f"/v2/apps/runs/{run_id}").json()["batch_id"]
    (file,) = live.data_dir.rglob(f"batches/{batch_id}/a.pdf")
    away = file.rename(file.with_name("away.pdf"))
    review(live, tenant, run_id, {"class_corrections": [reclass("Slip")]})
    (event,) = revised(live, tenant, run_id, times=1)
    assert event["code"] == "file_missing"
    away.rename(file)
    review(live, tenant, run_id, {"corrections": [correction("note", "by hand")]})
    revised(live, tenant, run_id, times=2)
    values = {name: field["value"] for name, field in results(live, tenant, run_id)[2].items()}
    assert values == {"number": "INV-1001", "note": "by hand"}


def test_reviewed_documents_teach_the_next_version(
    live: Server, tenant: Organization, deployment_id: str
) -> None:
    run_id = stopped(live, tenant, deployment_id, "a.pdf", "b.pdf", "c.pdf")
    changes = [reclass("Slip"), reclass("Slip", file="b.pdf"), reclass("other", file="c.pdf")]
    review(live, tenant, run_id, {"accept": True, "class_corrections": changes})
    assert finish(live, tenant, run_id)["status"] == "COMPLETE"
    (learned,) = examples(live, tenant, run_id)
    assert learned["name"] == "Slip"
    (text,) = learned["examples"]
    assert "invoice number inv 1001" in text

    place = ("--url", live.url, "--token", tenant.token)
    printed = live.run("apps", "examples", "--run", run_id, "--run", run_id, *place)
    assert yaml.safe_load(printed) == {"classes": [learned]}
    app = yaml.safe_load(APP) | {"version": "2.0.0"}
    app["classes"][1]["examples"] = [text]
    assert post(live, tenant, "/v2/apps", {"file": yaml.safe_dump(app), "state": "PRODUCTION"}).ok
    batch_id = make_batch(live, tenant, {"a.pdf": invoice_pdf(number="X-7", total="7.00")})
    body = {"app_name": "Sorted", "version": "2.0.0", "batch_id": batch_id}
    run_id = post(live, tenant, "/v2/apps/runs", body).json()["id"]
    assert finish(live, tenant, run_id)["status"] == "COMPLETE"
    assert results(live, tenant, run_id)[1]["class_name"] == "Slip"


def test_a_class_is_confirmed_taken_away_or_refused(
    live: Server, tenant: Organization, deployment_id: str
) -> None:
    run_id = stopped(live, tenant, deployment_id)
    _, before, fields = results(live, tenant, run_id)
    for wrong in (reclass("Bill"), reclass("Slip", document=2), reclass("Slip", file="b.pdf")):
        review(live, tenant, run_id, {"class_corrections": [reclass("Slip"), wrong]}, status=400)
    assert results(live, tenant, run_id)[1] == before

    review(live, tenant, run_id, {"class_corrections": [reclass("Log")]})
    _, document, confirmed = results(live, tenant, run_id)
    assert (confirmed, len(document["class_edit_history"])) == (fields, 1)
    review(live, tenant, run_id, {"accept": True, "class_corrections": [reclass("other")]})
    assert finish(live, tenant, run_id)["status"] == "COMPLETE"
    _, document, _ = results(live, tenant, run_id)
    assert (document["class_name"], document["fields"]) == ("other", [])
    assert examples(live, tenant, run_id) == []
