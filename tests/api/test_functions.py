"""Functions of apps in runs: keys, secrets and the run's log."""

import json
from typing import Any

import pytest

from tests.api.test_runs import finish, get, make_batch, post
from tests.documents import invoice_pdf
from tests.server import Organization, Server

SECRET = "s3cret-of-the-shop"
APP = """\
name: Functional
keys:
  - name: fee
  - {name: token, kind: secret}
functions:
  - name: with_fee
    source: |
      def with_fee(total, context, keys):
          print("fee", keys["custom"]["fee"], "token", keys["secret"]["token"])
          print("NUL \\0", context["file_path"].rpartition("/")[2])
          return [float(total) + keys["custom"]["fee"], len(keys["secret"]["token"]), context["workspace"]]
  - name: short
    source: |
      def short(previous_line):
          return previous_line.lower()
  - name: judge
    source: |
      def judge(value, total):
          return f"{value} does not go with {total}."
  - name: odd
    source: |
      def odd(keys):
          raise ValueError(keys["secret"]["token"])
fields:
  - name: number
    type: identifier
    aliases: [invoice number]
    cleaning: [{function: short}]
    validation: [{function: judge}]
  - {name: total, type: amount, aliases: [total, total eur], cleaning: [{number: {}}]}
  - {name: charged, kind: function, function: with_fee}
  - {name: odd, kind: function, function: odd}
"""


@pytest.fixture(scope="module")
def finished(live: Server, tenant: Organization) -> str:
    pushed = post(live, tenant, "/v2/apps", {"file": APP, "state": "PRODUCTION"})
    assert pushed.status_code == 201, pushed.text
    secret = {"alias": "shop", "value": SECRET, "allowed_workspaces_type": "ALL"}
    assert post(live, tenant, "/v2/aihub/secrets", secret).status_code == 200
    batch_id = make_batch(live, tenant, {"a.pdf": invoice_pdf()})
    keys = {"custom": {"fee": 1.5}, "secret": {"token": "shop"}}
    started = post(
        live,
        tenant,
        "/v2/apps/runs",
        {"app_name": "Functional", "batch_id": batch_id, "settings": {"keys": keys}},
    )
    assert started.status_code == 200, started.text
    run_id: str = started.json()["id"]
    assert finish(live, tenant, run_id)["status"] == "COMPLETE"
    return run_id


def fields_of(live: Server, tenant: Organization, run_id: str) -> dict[str, Any]:
    answer = get(live, tenant, f"/v2/apps/runs/{run_id}/results", include_validation_results=True)
    assert SECRET not in answer.text
    return {field["field_name"]: field for field in answer.json()["files"][0]["documents"][0]["fields"]}


def test_functions_make_clean_and_judge_values(live: Server, tenant: Organization, finished: str) -> None:
    fields = fields_of(live, tenant, finished)
    charged, length, workspace = json.loads(fields["charged"]["value"])
    assert (charged, length) == (120.5, len(SECRET))
    assert workspace
    assert fields["number"]["value"] == "inv-1001"
    [alert] = fields["number"]["validations"]["alerts"]
    assert (alert["type"], alert["msg"]) == ("function", "inv-1001 does not go with 119.00.")
    assert fields["odd"]["value"] == "ERROR"
    assert fields["odd"]["error_msg"] == "'odd' failed with ValueError: *** (line 2 of its source)."


def test_prints_stand_in_the_runs_log(live: Server, tenant: Organization, finished: str) -> None:
    log = get(live, tenant, f"/v2/apps/runs/{finished}/logs")
    assert SECRET not in log.text
    [printed] = [event for event in log.json()["logs"] if event["kind"] == "function.printed"]
    assert printed["message"].startswith(
        "'with_fee' printed: fee 1.5 token ***\nNUL \N{REPLACEMENT CHARACTER} a.pdf"
    )
    assert printed["file_name"] == "a.pdf"
