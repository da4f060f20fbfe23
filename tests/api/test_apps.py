"""Apps over HTTP: pushing, listing, sharing, deleting."""

from typing import Any

import pytest
import requests

from docyard.engine.appfiles import app_file_schema
from tests.accounts import Account, Site, assert_refused
from tests.documents import blank_pdf

PATH = "/v2/apps"

UNKNOWN = "00000000-0000-4000-8000-000000000000"

BROKEN = "name: Tickets\ncolour: red\nfields:\n  - name: total\n    type: amont\n"


def app_file(version: str = "1.0.0", *, name: str = "Tickets", description: str = "What was paid.") -> str:
    return (
        f'name: {name}\nversion: "{version}"\ndescription: {description}\n'
        "fields:\n  - name: total\n    type: amount\n"
    )


def push(account: Account, file: str, **more: object) -> requests.Response:
    return account.call("POST", PATH, json={"file": file} | more)


def push_yaml(account: Account, file: bytes, **query: str) -> requests.Response:
    headers = {"Content-Type": "application/yaml"}
    return account.call("POST", PATH, data=file, params=query, headers=headers)


def pushed(account: Account, file: str, **more: object) -> dict[str, Any]:
    answer = push(account, file, **more)
    assert answer.status_code == 201, answer.text
    body: dict[str, Any] = answer.json()
    return body


def listed(account: Account, **query: object) -> list[tuple[str, str | None]]:
    answer = account.call("GET", PATH, params=query)
    assert answer.status_code == 200, answer.text
    return [(app["name"], app["latest_version"]) for app in answer.json()["apps"]]


def start_run(account: Account, **body: object) -> requests.Response:
    batch_id = account.create_batch()
    account.sdk.batches.add_file(batch_id, "a.pdf", blank_pdf())
    return account.call("POST", "/v2/apps/runs", json={"batch_id": batch_id} | body)


def test_a_pushed_app_can_be_read_listed_and_run(jane: Account) -> None:
    jane.share_workspace("Claims")
    body = pushed(jane, app_file(description="Reads tickets."), workspace="Claims")
    assert body["id"] == body["app_id"]
    assert (body["name"], body["owner"], body["version"], body["state"]) == (
        "Tickets",
        jane.user_id,
        "1.0.0",
        "PRODUCTION",
    )
    app = jane.call("GET", f"{PATH}/{body['id']}").json()
    assert app["created_at"] > 1_700_000_000_000
    assert {key: value for key, value in app.items() if key != "created_at"} == {
        "id": body["id"],
        "name": "Tickets",
        "owner": jane.user_id,
        "workspace": "Claims",
        "description": "Reads tickets.",
        "latest_version": "1.0.0",
        "visibility": "workspace",
        "shared_with": [],
    }
    assert app in jane.call("GET", PATH).json()["apps"]
    run = start_run(jane, app_id=body["id"], output_workspace="Claims")
    assert (run.status_code, run.json()["app_id"]) == (200, body["id"])


def test_pushing_again_is_harmless_and_other_content_is_refused(jane: Account) -> None:
    first = pushed(jane, app_file())
    again = push(jane, app_file())
    assert (again.status_code, again.json()) == (200, first)
    assert push_yaml(jane, app_file().encode()).json() == first
    assert_refused(push(jane, app_file(description="Other.")), 409, "never change")
    actions = [
        event["action"]
        for event in jane.call("POST", "/v1/auditlogs", json={"log_type": "app_v2"}).json()["data"]["results"]
    ]
    assert actions == ["app.pushed"]


@pytest.mark.parametrize("kind", ["application/yaml", "text/x-yaml; charset=utf-8"])
def test_a_yaml_body_is_pushed_and_exported_byte_by_byte(jane: Account, kind: str) -> None:
    file = b"# Gr\xc3\xbc\xc3\x9fe\r\nname: T\r\n\nfields: [{name: total}]   # no line break at the end"
    answer = jane.call(
        "POST", PATH, data=file, params={"state": "PRE_PRODUCTION"}, headers={"Content-Type": kind}
    )
    assert (answer.status_code, answer.json()["state"]) == (201, "PRE_PRODUCTION")
    exported = jane.call("GET", f"{PATH}/{answer.json()['id']}/versions/1.0.0/file")
    assert exported.content == file
    assert exported.headers["Content-Type"].startswith("application/yaml")


def test_a_broken_file_is_refused_with_every_place(jane: Account) -> None:
    for answer in (push(jane, BROKEN), push_yaml(jane, BROKEN.encode())):
        assert answer.status_code == 400
        body = answer.json()
        assert list(body) == ["message", "problems"]
        assert "2 problems" in body["message"]
        assert [(each["line"], each["column"]) for each in body["problems"]] == [(2, 1), (5, 11)]
        assert "'amont'" in body["problems"][1]["message"]
    assert listed(jane, owner=jane.user_id) == []


def test_validate_reports_and_keeps_nothing(jane: Account) -> None:
    report = jane.call("POST", f"{PATH}/validate", json={"file": app_file()}).json()
    assert (report["valid"], report["problems"]) == (True, [])
    assert [kind["name"] for kind in report["app"]["classes"]] == ["Tickets"]
    assert report["app"]["classes"][0]["fields"][0]["type"] == "amount"
    bad = jane.call(
        "POST", f"{PATH}/validate", data=BROKEN.encode(), headers={"Content-Type": "application/yaml"}
    )
    assert bad.status_code == 200
    assert (bad.json()["valid"], bad.json()["app"], len(bad.json()["problems"])) == (False, None, 2)
    assert listed(jane, owner=jane.user_id) == []


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("application/json", b"{"),
        ("application/json", b"[]"),
        ("application/json", b"{}"),
        ("application/json", b'{"file": 7}'),
        ("application/json", b'{"file": null}'),
        ("application/json", b'{"file": "\\ud800"}'),
        ("application/json", b'{"file": "name: a\\u0000"}'),
        ("application/json", b'{"file": "name: a\\nfields: []", "state": "DRAFT"}'),
        ("application/json", b'{"file": "name: a\\nfields: []", "workspace": "a\\u0000"}'),
        ("application/json", b"[" * 100_000),
        ("application/json", b"\xff"),
        ("application/yaml", b""),
        ("application/yaml", b"name: \xff"),
        ("application/yaml", b"name: a\0"),
        ("application/yaml", b"- " * 10_000),
        ("text/plain", b"name: a\nfields: []"),
        ("", b"name: a\nfields: []"),
    ],
)
@pytest.mark.parametrize("path", [PATH, f"{PATH}/validate"])
def test_bad_bodies_are_refused(jane: Account, path: str, kind: str, body: bytes) -> None:
    answer = jane.call("POST", path, data=body, headers={"Content-Type": kind})
    if path == PATH or answer.status_code != 200:
        assert answer.status_code == 400, answer.text
        assert answer.json()["message"].endswith(".")
    else:
        assert answer.json()["valid"] is (b'"state"' in body or b'"workspace"' in body)
    assert listed(jane, owner=jane.user_id) == []


def test_an_app_keeps_its_name_and_its_workspace(jane: Account) -> None:
    jane.share_workspace("Claims")
    body = pushed(jane, app_file(), workspace="Claims")
    assert_refused(push(jane, app_file("2.0.0", name="Other"), app_id=body["id"]), 400, "keeps its name")
    assert_refused(push(jane, app_file("2.0.0"), workspace=jane.user_id), 409, "another workspace")
    assert_refused(push(jane, app_file("2.0.0"), workspace="Nowhere"), 404, "Nowhere")
    assert_refused(push(jane, app_file("2.0.0"), app_id=UNKNOWN), 404, UNKNOWN)
    assert_refused(push(jane, app_file("2.0.0"), app_id="no id"), 404, "no id")
    assert pushed(jane, app_file("2.0.0"), app_id=body["id"], workspace="Claims")["id"] == body["id"]
    assert pushed(jane, app_file("3.0.0"))["id"] == body["id"]


def test_colleagues_push_to_an_app_of_their_workspace_by_id(jane: Account) -> None:
    member = jane.hire()
    jane.share_workspace("Claims", member)
    body = pushed(jane, app_file(), workspace="Claims")
    update = pushed(member, app_file("1.1.0"), app_id=body["id"])
    assert (update["id"], update["owner"]) == (body["id"], jane.user_id)
    own = pushed(member, app_file())
    assert (own["id"] != body["id"], own["owner"]) == (True, member.user_id)


def test_lists_are_narrowed_and_paged(jane: Account) -> None:
    jane.share_workspace("Claims")
    for name in ("B", "A"):
        pushed(jane, app_file(name=name), workspace="Claims")
    pushed(jane, app_file(name="C"))
    assert listed(jane, owner=jane.user_id) == [("A", "1.0.0"), ("B", "1.0.0"), ("C", "1.0.0")]
    assert listed(jane, workspace="Claims") == [("A", "1.0.0"), ("B", "1.0.0")]
    assert listed(jane, name="C") == [("C", "1.0.0")]
    assert listed(jane, limit=1, offset=1) == [("B", "1.0.0")]
    assert [name for name, _ in listed(jane)[:3]] == ["A", "B", "C"]
    assert listed(jane, owner="instabase") == listed(jane, owner="docyard") != []
    assert_refused(jane.call("GET", PATH, params={"workspace": "Nowhere"}), 404, "Nowhere")
    for query in ({"limit": 0}, {"limit": "many"}, {"offset": -1}, {"name": "a\0"}):
        assert_refused(jane.call("GET", PATH, params=query), 400)


def test_apps_are_shared_with_workspaces_and_the_organization(jane: Account) -> None:
    member, outsider = jane.hire(), jane.hire("outsider@example.com")
    jane.share_workspace("Travel", member)
    app_id = pushed(jane, app_file())["id"]
    pushed(jane, app_file("2.0.0"), state="PRE_PRODUCTION")
    assert_refused(member.call("GET", f"{PATH}/{app_id}"), 404)
    sharing = f"{PATH}/{app_id}/sharing"
    body = jane.call("PUT", sharing, json={"visibility": "workspace", "workspaces": ["Travel"]}).json()
    assert (body["visibility"], body["shared_with"]) == ("workspace", ["Travel"])
    seen = member.call("GET", f"{PATH}/{app_id}").json()
    assert (seen["latest_version"], seen["shared_with"]) == ("1.0.0", [])
    assert listed(member, owner=jane.user_id) == [("Tickets", "1.0.0")]
    assert_refused(outsider.call("GET", f"{PATH}/{app_id}"), 404)
    assert start_run(member, app_name="Tickets", owner=jane.user_id).json()["app_id"] == app_id
    assert jane.call("PUT", sharing, json={"visibility": "organization"}).json()["shared_with"] == []
    assert listed(outsider, owner=jane.user_id) == [("Tickets", "1.0.0")]
    jane.call("PUT", sharing, json={"visibility": "workspace", "workspaces": None})
    for account in (member, outsider):
        assert_refused(account.call("GET", f"{PATH}/{app_id}"), 404)


def test_versions_in_pre_production_are_never_shared(jane: Account) -> None:
    member = jane.hire()
    app_id = pushed(jane, app_file(), state="PRE_PRODUCTION")["id"]
    jane.call("PUT", f"{PATH}/{app_id}/sharing", json={"visibility": "organization"})
    assert_refused(member.call("GET", f"{PATH}/{app_id}"), 404)
    assert listed(member, name="Tickets") == []
    assert listed(jane, name="Tickets") == [("Tickets", None)]
    pushed(jane, app_file("2.0.0"))
    versions = member.call("GET", f"{PATH}/{app_id}/versions").json()["versions"]
    assert [version["version"] for version in versions] == ["2.0.0"]
    assert_refused(member.call("GET", f"{PATH}/{app_id}/versions/1.0.0"), 404, "1.0.0")
    assert_refused(start_run(member, app_id=app_id, version="1.0.0"), 404, "1.0.0")
    assert start_run(jane, app_id=app_id, version="1.0.0").status_code == 200


def test_who_only_may_use_an_app_cannot_change_it(jane: Account) -> None:
    member = jane.hire()
    app_id = pushed(jane, app_file())["id"]
    jane.call("PUT", f"{PATH}/{app_id}/sharing", json={"visibility": "organization"})
    assert_refused(member.call("DELETE", f"{PATH}/{app_id}"), 401)
    assert_refused(member.call("PUT", f"{PATH}/{app_id}/sharing", json={"visibility": "workspace"}), 401)
    assert_refused(push(member, app_file("2.0.0"), app_id=app_id), 401)
    assert_refused(member.call("POST", f"{PATH}/{app_id}/versions/1.0.0/publish"), 401)


def test_sharing_refuses_what_it_cannot_do(jane: Account) -> None:
    sharing = f"{PATH}/{pushed(jane, app_file())['id']}/sharing"
    for body in (
        {},
        {"visibility": "everyone"},
        {"visibility": None},
        {"visibility": "workspace", "workspaces": "a"},
    ):
        assert_refused(jane.call("PUT", sharing, json=body), 400)
    unknown = {"visibility": "workspace", "workspaces": ["Nowhere"]}
    assert_refused(jane.call("PUT", sharing, json=unknown), 404, "Nowhere")


def test_prebuilt_apps_belong_to_nobody_here(jane: Account) -> None:
    (receipt,) = jane.call("GET", PATH, params={"name": "Receipt"}).json()["apps"]
    assert (receipt["visibility"], receipt["workspace"]) == ("everyone", None)
    assert_refused(jane.call("DELETE", f"{PATH}/{receipt['id']}"), 409, "ships with docyard")
    body = {"visibility": "workspace"}
    assert_refused(jane.call("PUT", f"{PATH}/{receipt['id']}/sharing", json=body), 409)


def test_a_deleted_app_leaves_its_runs(jane: Account) -> None:
    body = pushed(jane, app_file())
    run_id = start_run(jane, app_id=body["id"]).json()["id"]
    answer = jane.call("DELETE", f"{PATH}/{body['id']}")
    assert (answer.status_code, answer.content) == (204, b"")
    assert_refused(jane.call("GET", f"{PATH}/{body['id']}"), 404)
    assert_refused(jane.call("DELETE", f"{PATH}/{body['id']}"), 404)
    assert_refused(start_run(jane, app_name="Tickets"), 404, "Tickets")
    assert listed(jane, owner=jane.user_id) == []
    assert jane.call("GET", f"/v2/apps/runs/{run_id}").json()["app_id"] == body["id"]
    again = pushed(jane, app_file(description="Another."))
    assert again["id"] != body["id"]


def test_an_app_in_use_cannot_be_deleted(jane: Account) -> None:
    body = pushed(jane, app_file())
    made = jane.call("POST", "/v2/apps/deployments", json={"name": "tickets", "app_id": body["id"]}).json()
    assert_refused(jane.call("DELETE", f"{PATH}/{body['id']}"), 409, "Deployments use app")
    jane.call("DELETE", f"/v2/apps/deployments/{made['id']}")
    assert jane.call("DELETE", f"{PATH}/{body['id']}").status_code == 204


def test_another_organization_finds_no_app(jane: Account, otto: Account) -> None:
    app_id = pushed(jane, app_file())["id"]
    jane.call("PUT", f"{PATH}/{app_id}/sharing", json={"visibility": "organization"})
    for method, path in (
        ("GET", ""),
        ("DELETE", ""),
        ("GET", "/versions"),
        ("GET", "/versions/1.0.0"),
        ("GET", "/versions/1.0.0/file"),
        ("POST", "/versions/1.0.0/publish"),
        ("GET", "/diff?from=1.0.0&to=1.0.0"),
    ):
        assert_refused(otto.call(method, f"{PATH}/{app_id}{path}"), 404)
    assert listed(otto, name="Tickets") == []


@pytest.mark.parametrize("app_id", [UNKNOWN, "nothing", "..%2fruns", "%00", "a" * 5000])
def test_unknown_ids_name_nothing(jane: Account, app_id: str) -> None:
    for path in ("", "/versions", "/versions/1.0.0", "/versions/1.0.0/file", "/diff?from=1&to=2"):
        assert_refused(jane.call("GET", f"{PATH}/{app_id}{path}"), 404)


def test_a_push_is_carried_out_once_per_idempotency_key(jane: Account) -> None:
    headers = {"Idempotency-Key": "push-1", "Content-Type": "application/yaml"}
    first, again = (jane.call("POST", PATH, data=app_file().encode(), headers=headers) for _ in range(2))
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    assert_refused(jane.call("POST", PATH, data=app_file("2").encode(), headers=headers), 409)


def test_the_schema_of_app_files_is_open_to_editors(site: Site) -> None:
    answer = requests.get(f"{site.url}/api{PATH}/schema", timeout=120)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "application/schema+json"
    assert answer.json() == app_file_schema()
