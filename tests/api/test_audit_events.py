"""The audit log over HTTP: what is noted of whom, who may read it, and how it refuses."""

import time
from typing import Any

import pytest
import requests

from tests.accounts import Account, Site
from tests.api.test_runs import make_batch, post
from tests.documents import blank_pdf
from tests.server import Organization, Server

PATH = "/v1/auditlogs"


def events(account: Account, **query: object) -> list[dict[str, Any]]:
    answer = account.call("POST", PATH, json=query)
    body = answer.json()
    assert (answer.status_code, body["status"]) == (200, "OK"), body
    found: list[dict[str, Any]] = body["data"]["results"]
    return found


def noted(account: Account, **query: object) -> list[tuple[str, str, str, str | None]]:
    """What was noted, oldest first."""
    return [
        (event["log_type"], event["action"], event["target"], event["workspace"])
        for event in reversed(events(account, **query))
    ]


def assert_told_in_the_body(answer: requests.Response, *words: str) -> None:
    assert answer.status_code == 200
    assert list(answer.json()) == ["status", "msg"]
    assert answer.json()["status"] == "ERROR"
    for word in (*words, "."):
        assert word in answer.json()["msg"]


def test_an_event_tells_who_did_what_when_and_from_where(jane: Account) -> None:
    before = int(time.time() * 1000)
    batch_id = jane.create_batch()
    (event,) = events(jane, size=1)
    assert before <= int(event.pop("timestamp_millis")) <= time.time() * 1000
    assert event == {
        "email": "admin@example.com",
        "user_ip": "127.0.0.1",
        "log_type": "api_v2",
        "user_id": jane.user_id,
        "action": "batch.created",
        "target": str(batch_id),
        "workspace": jane.user_id,
    }


def test_founding_is_noted_without_an_address(jane: Account) -> None:
    assert noted(jane) == [
        ("account_v2", "member.added", jane.user_id, None),
        ("org_v2", "organization.founded", jane.organization_id, None),
        ("oauth2_v2", "token.created", "first token", None),
    ]
    assert {event["user_ip"] for event in events(jane)} == {""}


def test_batches_files_and_uploads_are_noted(jane: Account) -> None:
    batch_id = jane.create_batch()
    jane.sdk.batches.add_file(batch_id, "in/a.pdf", b"a")
    jane.sdk.batches.add_large_file(batch_id, "b.pdf", b"b")
    body = {"batch_id": batch_id, "filename": "c.pdf", "file_size": 3}
    session_id = jane.call("POST", "/v2/batches/multipart-upload", json=body).json()["session_id"]
    jane.call("POST", f"/v2/batches/multipart-upload/sessions/{session_id}", json={"action": "abort"})
    jane.sdk.batches.delete_file(batch_id, "b.pdf")
    jane.sdk.batches.delete_file(batch_id, "in")
    jane.sdk.batches.delete_file(batch_id, "never there")
    jane.sdk.files.write(f"{jane.drive_path}/notes/d.txt", b"d")
    jane.sdk.files.delete(f"{jane.drive_path}/notes/d.txt")
    jane.sdk.batches.delete(batch_id)
    drive = jane.drive_path.removeprefix("/")
    folder = f"{drive}/batches/{batch_id}"
    assert noted(jane, log_type="api_v2") == [
        ("api_v2", action, target, jane.user_id)
        for action, target in (
            ("batch.created", str(batch_id)),
            ("file.written", f"{folder}/in/a.pdf"),
            ("upload.started", f"{folder}/b.pdf"),
            ("file.written", f"{folder}/b.pdf"),
            ("upload.started", f"{folder}/c.pdf"),
            ("upload.aborted", f"{folder}/c.pdf"),
            ("file.deleted", f"{folder}/b.pdf"),
            ("folder.deleted", f"{folder}/in"),
            ("file.written", f"{drive}/notes/d.txt"),
            ("file.deleted", f"{drive}/notes/d.txt"),
            ("batch.deleted", str(batch_id)),
        )
    ]


def test_runs_are_noted_under_their_workspace(jane: Account) -> None:
    jane.share_workspace("Claims")
    batch_id = jane.create_batch()
    jane.sdk.batches.add_file(batch_id, "a.pdf", blank_pdf())
    run_id = jane.sdk.apps.runs.create(app_name="Receipt", batch_id=batch_id, output_workspace="Claims").id
    jane.call("POST", f"/v2/apps/runs/{run_id}/cancel")
    jane.sdk.apps.runs.delete(run_id)
    actions = [event[1] for event in noted(jane, log_type="app_v2")]
    # The run may be over before it is cancelled.
    assert actions in (["run.started", "run.cancelled", "run.deleted"], ["run.started", "run.deleted"])
    assert {event[2:] for event in noted(jane, log_type="app_v2")} == {(run_id, "Claims")}


def test_runs_of_deployments_have_a_category_of_their_own(live: Server, tenant: Organization) -> None:
    deployment_id = live.deploy(tenant, app="Receipt", name="audited")
    batch_id = make_batch(live, tenant, {"a.pdf": blank_pdf()})
    run = post(live, tenant, f"/v2/apps/deployments/{deployment_id}/runs", {"batch_id": batch_id}).json()
    answer = post(live, tenant, PATH, {"log_type": "app_deployment_run_v2"}).json()
    mine = [event for event in answer["data"]["results"] if event["target"] == run["id"]]
    assert [event["action"] for event in mine] == ["run.started"]


def test_secrets_are_noted_by_alias(jane: Account) -> None:
    jane.sdk.secrets.create("key", "open sesame", "ALL")
    jane.sdk.secrets.update("key", value="close sesame")
    jane.sdk.secrets.delete("key")
    assert noted(jane, log_type="org_secrets_v2") == [
        ("org_secrets_v2", f"secret.{done}", "key", None) for done in ("created", "updated", "deleted")
    ]
    assert "sesame" not in jane.call("POST", PATH, json={}).text
    assert jane.token not in jane.call("POST", PATH, json={}).text


def test_what_is_refused_or_only_read_is_not_noted(jane: Account) -> None:
    jane.sdk.secrets.create("key", "v", "ALL")
    before = events(jane)
    jane.call("POST", "/v2/batches", json={"name": ""})
    jane.call(
        "POST", "/v2/aihub/secrets", json={"alias": "key", "value": "v", "allowed_workspaces_type": "ALL"}
    )
    jane.call("DELETE", "/v2/batches/999999999")
    jane.call("PUT", "/v2/batches/999999999/files/a.pdf", data=b"a")
    jane.call("POST", "/v2/apps/runs", json={"app_name": "Receipt", "batch_id": 999_999_999})
    jane.call("GET", "/v2/batches")
    jane.sdk.secrets.list()
    assert events(jane) == before


def test_pages_are_newest_first(jane: Account) -> None:
    ids = [str(jane.create_batch()) for _ in range(4)][::-1]

    def targets(**page: object) -> list[str]:
        return [event["target"] for event in events(jane, log_type="api_v2", **page)]

    assert targets() == targets(start=None, size=None) == targets(size=10**9) == ids
    assert targets(size=2) == targets(size="2", start="0") == ids[:2]
    assert targets(start=1, size=2) == targets(start="1", size="2") == ids[1:3]
    assert targets(start=4) == targets(start=2**62) == []


def test_times_narrow_to_the_millisecond(jane: Account) -> None:
    for _ in range(3):
        jane.create_batch()
        time.sleep(0.003)
    third, second, first = (int(event["timestamp_millis"]) for event in events(jane, log_type="api"))

    def times(**bounds: object) -> list[int]:
        return [int(event["timestamp_millis"]) for event in events(jane, log_type="api", **bounds)]

    for kind in (int, str, float):
        assert times(start_time=kind(second)) == [third, second]
        assert times(end_time=kind(second)) == [second, first]
        assert times(start_time=kind(second), end_time=kind(second)) == [second]
    assert times(start_time=third, end_time=first) == []
    assert times(start_time=-5, end_time=2**63 - 1) == [third, second, first]
    assert times(start_time=2**63 - 1) == []


@pytest.mark.parametrize("name", ["org_secrets_v2", "org_secrets", "org_secret", "org_secret_v2"])
def test_categories_answer_to_all_their_names(jane: Account, name: str) -> None:
    jane.sdk.secrets.create("key", "v", "ALL")
    assert [event["action"] for event in events(jane, log_type=name)] == ["secret.created"]


@pytest.mark.parametrize(
    "name",
    [
        *("account", "api_v2", "app_deployment_run", "app_deployment_v2", "app", "datasource_v2", "login"),
        *("oauth2_v2", "org", "perms_v2", "projects", "review_v2", "workspace", "acl", "apps", "mount"),
        *("acl_v2", "apps_v2", "automation_project_v2", "human_review_v2", "mount_v2"),
    ],
)
def test_every_category_can_be_asked_for(jane: Account, name: str) -> None:
    secrets = jane.call("POST", PATH, json={"log_type": "org_secrets"}).json()["data"]["results"]
    assert all(event not in secrets for event in events(jane, log_type=name))


def test_members_are_told_apart_by_email(jane: Account) -> None:
    member = jane.hire("otto@example.com")
    jane.create_batch()
    batch_id = member.create_batch()
    (event,) = events(jane, email="Otto@Example.com ", log_type="api")
    assert (event["email"], event["target"]) == ("otto@example.com", str(batch_id))
    assert events(jane, email="nobody@example.com") == []


def test_organizations_see_only_their_own(jane: Account, otto: Account) -> None:
    otto.create_batch()
    jane.create_batch()
    assert {event["user_id"] for event in events(jane)} == {jane.user_id}
    assert len(events(jane, log_type="api")) == len(events(otto, log_type="api")) == 1


def test_failures_are_told_in_the_body(jane: Account, otto: Account) -> None:
    assert_told_in_the_body(jane.hire().call("POST", PATH, json={}), "admins")
    for headers in (
        {"Authorization": ""},
        {"Authorization": "Bearer x"},
        {"IB-Context": otto.organization_id},
    ):
        assert_told_in_the_body(jane.call("POST", PATH, json={}, headers=headers))
    assert_told_in_the_body(jane.call("GET", PATH), "does not take GET")
    assert_told_in_the_body(jane.call("POST", "/v1/nothing", json={}), "no operation")


@pytest.mark.parametrize(
    "body",
    [
        *(b"", b"{", b"[]", b"null", b'"a"', b"\xff\xfe", b"[" * 100_000),
        *(b'{"start": -1}', b'{"start": "x"}', b'{"start": true}', b'{"start": 1.5}', b'{"start": 1e30}'),
        *(b'{"size": 0}', b'{"size": "-3"}', b'{"size": []}', b'{"start_time": "noon"}'),
        *(b'{"end_time": {}}', b'{"end_time": ""}', b'{"email": 7}', b'{"email": "a\\u0000"}'),
        *(b'{"log_type": "gossip"}', b'{"log_type": ""}', b'{"log_type": 7}', b'{"log_type": "api_v3"}'),
    ],
)
def test_bad_bodies_are_told_in_the_body(jane: Account, body: bytes) -> None:
    assert_told_in_the_body(jane.call("POST", PATH, data=body, headers={"Content-Type": "application/json"}))


def test_nobody_can_claim_another_address(jane: Account) -> None:
    headers = {"X-Forwarded-For": "203.0.113.7", "X-Real-IP": "203.0.113.7", "Forwarded": "for=203.0.113.7"}
    jane.call("POST", "/v2/batches", json={"name": "b"}, headers=headers)
    assert events(jane, size=1)[0]["user_ip"] == "127.0.0.1"


def test_a_trusted_proxy_is_believed(proxied: Site) -> None:
    jane = proxied.found()
    jane.call("POST", "/v2/batches", json={"name": "b"}, headers={"X-Forwarded-For": "203.0.113.7"})
    assert events(jane, size=1)[0]["user_ip"] == "203.0.113.7"
