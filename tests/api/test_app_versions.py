"""Versions of apps over HTTP: order, publishing, export, comparison."""

from typing import Any

import pytest

from tests.accounts import Account, assert_refused
from tests.api.test_apps import PATH, app_file, listed, pushed, start_run

OLD = """\
name: Papers
version: "1.0.0"
keys:
  - name: region
classes:
  - name: Invoice
    fields:
      - name: total
        type: amount
      - name: lines
        kind: list
        attributes: [{name: what}, {name: price, type: amount}]
  - name: Letter
    fields: [{name: sender}]
"""

NEW = """\
name: Papers
version: "1.1.0"
splitting: every_page
keys:
  - name: region
    kind: secret
classes:
  - name: Invoice
    keywords: [invoice]
    fields:
      - name: total
        type: amount
        required: true
        aliases: [sum, due]
      - name: date
        type: date
      - name: lines
        kind: list
        attributes: [{name: what}, {name: price, type: number}]
  - name: Order
    fields: [{name: buyer}]
"""


def versions(account: Account, app_id: str) -> list[str]:
    body = account.call("GET", f"{PATH}/{app_id}/versions").json()
    return [version["version"] for version in body["versions"]]


def test_versions_are_ordered_as_numbers(jane: Account) -> None:
    numbers = ["1.9.0", "1.10.0-beta", "1.10.0", "v3", "1.10.0-alpha.2", "1.10.0-alpha.10", "2"]
    for number in numbers:
        app_id = pushed(jane, app_file(number))["id"]
    right = ["v3", "2", "1.10.0", "1.10.0-beta", "1.10.0-alpha.10", "1.10.0-alpha.2", "1.9.0"]
    assert versions(jane, app_id) == right
    page = jane.call("GET", f"{PATH}/{app_id}/versions", params={"limit": 2, "offset": 1}).json()
    assert [version["version"] for version in page["versions"]] == right[1:3]


def test_runs_take_the_latest_version_in_production(jane: Account) -> None:
    for number, state in (("1.9.0", None), ("1.10.0", "PRODUCTION"), ("1.11.0", "PRE_PRODUCTION")):
        app_id = pushed(jane, app_file(number, description=f"Is {number}."), state=state)["id"]
    assert listed(jane, name="Tickets") == [("Tickets", "1.10.0")]
    assert jane.call("GET", f"{PATH}/{app_id}").json()["description"] == "Is 1.10.0."
    deployment = jane.call("POST", "/v2/apps/deployments", json={"name": "t", "app_id": app_id}).json()
    assert deployment["version"] == "1.10.0"
    assert_refused(start_run(jane, app_id=app_id, version="1.12.0"), 404, "1.12.0")


def test_publishing_moves_a_version_into_production(jane: Account) -> None:
    app_id = pushed(jane, app_file(), state="PRE_PRODUCTION")["id"]
    assert_refused(start_run(jane, app_id=app_id), 404, "no version in production")
    for _ in range(2):
        answer = jane.call("POST", f"{PATH}/{app_id}/versions/1.0.0/publish")
        assert (answer.status_code, answer.json()["state"]) == (200, "PRODUCTION")
    assert start_run(jane, app_id=app_id).status_code == 200
    assert_refused(jane.call("POST", f"{PATH}/{app_id}/versions/9/publish"), 404, "'9'")
    events = jane.call("POST", "/v1/auditlogs", json={"log_type": "app_v2"}).json()["data"]["results"]
    changes = [event["action"] for event in events if event["action"].startswith("app.")]
    assert changes == ["app.published", "app.pushed"]


def test_pushing_the_same_file_for_production_publishes_it(jane: Account) -> None:
    app_id = pushed(jane, app_file(), state="PRE_PRODUCTION")["id"]
    again = jane.call("POST", PATH, json={"file": app_file()})
    assert (again.status_code, again.json()["state"]) == (200, "PRODUCTION")
    back = jane.call("POST", PATH, json={"file": app_file(), "state": "PRE_PRODUCTION"})
    assert (back.status_code, back.json()["state"]) == (200, "PRODUCTION")
    assert versions(jane, app_id) == ["1.0.0"]


def test_a_version_tells_classes_fields_and_keys(jane: Account) -> None:
    app_id = pushed(jane, NEW)["id"]
    body = jane.call("GET", f"{PATH}/{app_id}/versions/1.1.0").json()
    assert (body["app_id"], body["version"], body["state"]) == (app_id, "1.1.0", "PRODUCTION")
    summary = body["summary"]
    assert summary["splitting"] == "every_page"
    assert summary["keys"] == [{"name": "region", "kind": "secret", "description": ""}]
    invoice, order = summary["classes"]
    assert [field["name"] for field in invoice["fields"]] == ["total", "date", "lines"]
    assert invoice["fields"][0]["required"] is True
    assert [each["type"] for each in invoice["fields"][2]["attributes"]] == ["text", "number"]
    assert order["fields"][0]["name"] == "buyer"


def diff(account: Account, app_id: str, **query: str) -> Any:
    return account.call("GET", f"{PATH}/{app_id}/diff", params=query)


def test_two_versions_are_compared(jane: Account) -> None:
    pushed(jane, OLD)
    app_id = pushed(jane, NEW)["id"]
    body = diff(jane, app_id, **{"from": "1.0.0", "to": "1.1.0"}).json()
    assert (body["from"], body["to"]) == ("1.0.0", "1.1.0")
    found = {
        (change["part"], "/".join(change["path"]), change["change"]): {
            each["key"]: (each["from"], each["to"]) for each in change["differences"]
        }
        for change in body["changes"]
    }
    assert found == {
        ("app", "", "changed"): {"splitting": ("off", "every_page")},
        ("class", "Invoice", "changed"): {"keywords": ([], ["invoice"])},
        ("field", "Invoice/total", "changed"): {
            "required": (False, True),
            "aliases": ([], ["sum", "due"]),
        },
        ("field", "Invoice/date", "added"): {},
        ("attribute", "Invoice/lines/price", "changed"): {"value_type": ("amount", "number")},
        ("class", "Order", "added"): {},
        ("class", "Letter", "removed"): {},
        ("key", "region", "changed"): {"kind": ("custom", "secret")},
    }
    lines = body["text"].splitlines()
    assert lines[:2] == ["--- Papers 1.0.0", "+++ Papers 1.1.0"]
    assert "+splitting: every_page" in lines
    same = diff(jane, app_id, **{"from": "1.0.0", "to": "1.0.0"}).json()
    assert (same["changes"], same["text"]) == ([], "")


def test_comparing_refuses_unknown_versions(jane: Account) -> None:
    app_id = pushed(jane, OLD)["id"]
    assert_refused(diff(jane, app_id, **{"from": "1.0.0", "to": "2"}), 404, "'2'")
    assert_refused(diff(jane, app_id, **{"from": "1.0.0"}), 400, "to")
    assert_refused(diff(jane, app_id, **{"from": "a\0", "to": "1.0.0"}), 400)


@pytest.mark.parametrize("version", ["2", "%00", "..%2f..", "a" * 5000])
def test_unknown_versions_name_nothing(jane: Account, version: str) -> None:
    app_id = pushed(jane, app_file())["id"]
    for path in ("", "/file"):
        answer = jane.call("GET", f"{PATH}/{app_id}/versions/{version}{path}")
        assert answer.status_code in (400, 404), answer.text
        assert answer.json()["message"].endswith(".")
