"""What follows from corrections of a review: functions are called again, in the worker."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.api.test_reviews import correction, results, review
from tests.api.test_runs import finish, get, make_batch, post
from tests.documents import invoice_pdf
from tests.server import Organization, Server
from tests.waiting import wait_until

SECRET = "only-for-functions"
APP = """\
name: Revised
keys: [{name: token, kind: secret}]
functions:
  - name: gross
    source: |
      def gross(total, context, keys):
          print("gross of", total, keys["secret"]["token"])
          return f"{float(total) * 2} {'INV-1001' in context['document_text']} {keys['secret']['token']}"
  - name: enough
    source: |
      def enough(value, total):
          return float(total) > 1000 or f"{value} is not enough."
  - name: lower
    source: |
      def lower(previous_line):
          return previous_line.lower()
fields:
  - {name: number, type: identifier, aliases: [invoice number], cleaning: [{function: lower}]}
  - {name: total, type: amount, aliases: [total eur], validation: [{function: enough}]}
  - {name: gross, kind: function, function: gross}
  - {name: told, kind: derived, expression: 'concat("gross ", gross)'}
packet_fields:
  - {name: all, kind: derived, expression: 'sum(Revised, "total")', validation: [{function: enough_in_all}]}
"""
PACKET_FUNCTION = """\
  - name: enough_in_all
    source: |
      def enough_in_all(value, class_fields):
          return class_fields["Revised"][0]["gross"].startswith("4000") or f"{value} is not enough."
fields:
"""


@pytest.fixture(scope="module")
def deployment_id(live: Server, tenant: Organization) -> str:
    file = APP.replace("fields:\n", PACKET_FUNCTION, 1)
    pushed = post(live, tenant, "/v2/apps", {"file": file, "state": "PRODUCTION"})
    assert pushed.status_code == 201, pushed.text
    secret = {"alias": "revised", "value": SECRET, "allowed_workspaces_type": "ALL"}
    assert post(live, tenant, "/v2/aihub/secrets", secret).status_code == 200
    keys = {"secret": {"token": "revised"}}
    body = {"name": "revised", "app_name": "Revised", "review_enabled": True, "keys": keys}
    deployment_id: str = post(live, tenant, "/v2/apps/deployments", body).json()["id"]
    return deployment_id


def stopped(live: Server, tenant: Organization, deployment_id: str, *names: str) -> str:
    batch_id = make_batch(live, tenant, {name: invoice_pdf() for name in names or ("a.pdf",)})
    path = f"/v2/apps/deployments/{deployment_id}/runs"
    run_id: str = post(live, tenant, path, {"batch_id": batch_id}).json()["id"]
    assert finish(live, tenant, run_id)["status"] == "STOPPED_AT_CHECKPOINT"
    return run_id


def events(live: Server, tenant: Organization, run_id: str, kind: str) -> list[dict[str, Any]]:
    logs = get(live, tenant, f"/v2/apps/runs/{run_id}/logs").json()["logs"]
    return [event for event in logs if event["kind"] == kind]


def revised(live: Server, tenant: Organization, run_id: str, *, times: int) -> list[dict[str, Any]]:
    def found() -> list[dict[str, Any]] | None:
        revisions = events(live, tenant, run_id, "file.revised")
        return revisions if len(revisions) >= times else None

    return wait_until(found, f"{times} revisions in run {run_id}")


def followed(live: Server, tenant: Organization, run_id: str) -> None:
    """Wait until all corrections are followed."""
    path = f"/v2/apps/runs/{run_id}"
    wait_until(lambda: not get(live, tenant, path).json()["revising"], f"corrections of {path} are followed")


def alerts(field: dict[str, Any]) -> list[str]:
    return [alert["msg"] for alert in field["validations"]["alerts"]]


def test_functions_look_at_corrected_values(live: Server, tenant: Organization, deployment_id: str) -> None:
    run_id = stopped(live, tenant, deployment_id)
    body, _, fields = results(live, tenant, run_id)
    assert (fields["gross"]["value"], alerts(fields["total"])) == (
        "238.0 True ***",
        ["119.00 is not enough."],
    )
    assert body["case_info"]["fields"][0]["validations"]["failures"][0]["msg"] == "119.00 is not enough."

    answer = review(live, tenant, run_id, {"corrections": [correction("total", "5")]})
    assert SECRET not in str(answer)
    revised(live, tenant, run_id, times=1)
    body, document, fields = results(live, tenant, run_id)
    assert (fields["gross"]["value"], fields["told"]["value"]) == ("10.0 True ***", "gross 10.0 True ***")
    assert (fields["total"]["value"], alerts(fields["total"])) == ("5", ["5 is not enough."])
    assert body["status"] == "STOPPED_AT_CHECKPOINT"

    changes = [correction("total", "2000"), correction("number", "AS IT IS")]
    review(live, tenant, run_id, {"accept": True, "corrections": changes})
    assert finish(live, tenant, run_id)["status"] == "COMPLETE"
    body, document, fields = results(live, tenant, run_id)
    assert fields["gross"]["value"] == "4000.0 True ***"
    assert (fields["number"]["value"], alerts(fields["total"])) == ("AS IT IS", [])
    assert document["validations"] == {"final_result_pass": True}
    packet = body["case_info"]["fields"][0]
    assert (packet["value"], packet["validations"]) == ("2000", {"valid": True, "failures": []})
    printed = [event["message"] for event in events(live, tenant, run_id, "function.printed")]
    assert printed[-2:] == ["'gross' printed: gross of 5 ***\n", "'gross' printed: gross of 2000 ***\n"]


def test_a_value_that_people_wrote_for_a_function_stays(
    live: Server, tenant: Organization, deployment_id: str
) -> None:
    run_id = stopped(live, tenant, deployment_id)
    changes = [correction("gross", "by hand"), correction("total", "7")]
    review(live, tenant, run_id, {"accept": True, "corrections": changes})
    assert finish(live, tenant, run_id)["status"] == "COMPLETE"
    _, _, fields = results(live, tenant, run_id)
    assert (fields["gross"]["value"], fields["told"]["value"]) == ("by hand", "gross by hand")


MANY = 20


def test_many_corrections_at_once_are_all_followed(
    live: Server, tenant: Organization, deployment_id: str
) -> None:
    names = [f"{number:02}.pdf" for number in range(MANY)]
    run_id = stopped(live, tenant, deployment_id, *names)
    assert get(live, tenant, f"/v2/apps/runs/{run_id}").json()["revising"] is False

    def correct(change: dict[str, object]) -> Any:
        return review(live, tenant, run_id, {"corrections": [change]})

    changes = [correction("total", f"{number}1", file=name) for number, name in enumerate(names)]
    changes += [correction("number", f"N-{number}", file=names[0]) for number in range(MANY)]
    with ThreadPoolExecutor(MANY) as threads:
        answers = list(threads.map(correct, changes))
    assert any(answer["revising"] for answer in answers)
    followed(live, tenant, run_id)

    files = results(live, tenant, run_id)[0]["files"]
    found = [{field["field_name"]: field for field in file["documents"][0]["fields"]} for file in files]
    gross = [f"{2 * int(f'{number}1')}.0 True ***" for number in range(MANY)]
    assert [fields["gross"]["value"] for fields in found] == gross
    edits = found[0]["number"]["edit_history"]
    messages = [edit["modifications"][0]["message"] for edit in edits]
    assert sorted(messages) == sorted(f'Edited to "N-{number}"' for number in range(MANY))
    assert messages[-1] == f'Edited to "{found[0]["number"]["value"]}"'
    # The whole packet is of the values as they are now, too.
    packet = results(live, tenant, run_id)[0]["case_info"]["fields"][0]
    assert packet["value"] == str(sum(int(f"{number}1") for number in range(MANY)))

    review(live, tenant, run_id, {"accept": True})
    assert finish(live, tenant, run_id)["status"] == "COMPLETE"
    files = results(live, tenant, run_id)[0]["files"]
    assert [file["documents"][0]["fields"][2]["value"] for file in files] == gross


@pytest.mark.parametrize("code", ["file_missing", "file_changed"])
def test_where_the_file_is_not_as_it_was_values_stay_and_the_log_says_so(
    live: Server, tenant: Organization, deployment_id: str, code: str
) -> None:
    run_id = stopped(live, tenant, deployment_id)
    batch_id = get(live, tenant, f"/v2/apps/runs/{run_id}").json()["batch_id"]
    (file,) = live.data_dir.rglob(f"batches/{batch_id}/a.pdf")
    if code == "file_changed":
        file.write_bytes(invoice_pdf(total="3.00"))
    else:
        file.unlink()
    review(live, tenant, run_id, {"corrections": [correction("total", "8")]})
    (event,) = revised(live, tenant, run_id, times=1)
    assert (event["level"], event["code"]) == ("warning", code)
    assert results(live, tenant, run_id)[2]["gross"]["value"] == "238.0 True ***"
    review(live, tenant, run_id, {"accept": True})
    assert finish(live, tenant, run_id)["status"] == "COMPLETE"
