"""Deployments over HTTP, and their runs through the official client."""

import json
from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from aihub.exceptions import ApiException, NotFoundException

from docyard.domain.identity import WorkspaceRole
from docyard.domain.runs import Run
from docyard.store import app_versions, runs
from tests.accounts import Account, assert_refused
from tests.api.test_apps import app_file, pushed
from tests.documents import blank_pdf

PATH = "/v2/apps/deployments"

UNKNOWN = "00000000-0000-4000-8000-000000000000"

KEYED = """\
name: Keyed
version: "{version}"
keys:
  - name: region
  - name: password
    kind: secret
fields:
  - name: total
"""


def deploy(account: Account, **body: object) -> dict[str, Any]:
    answer = account.call("POST", PATH, json={"name": "intake", "app_name": "Invoice"} | body)
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


def change(account: Account, made: dict[str, Any], **body: object) -> dict[str, Any]:
    answer = account.call("PATCH", f"{PATH}/{made['id']}", json=body)
    assert answer.status_code == 200, answer.text
    changed: dict[str, Any] = answer.json()
    return changed


def batch(account: Account, workspace: str | None = None) -> int:
    body = {"name": "b", "workspace": workspace}
    batch_id: int = account.call("POST", "/v2/batches", json=body).json()["id"]
    account.sdk.batches.add_file(batch_id, "a.pdf", blank_pdf())
    return batch_id


def run(account: Account, made: dict[str, Any], **options: Any) -> tuple[Run, str]:
    """Start a run through the official client; return what is stored of it, and its app version."""
    started = account.sdk.apps.deployments.runs.create(
        made["id"], **{"batch_id": None if "input_dir" in options else batch(account)} | options
    )
    with account.site.database.read() as session:
        found = runs.find_run(session, run_id=UUID(started.id))
        assert found is not None
        return found, app_versions.get_version(session, version_id=found.app_version_id).version


def test_a_deployment_is_made_read_and_listed(jane: Account) -> None:
    jane.share_workspace("Claims")
    jane.sdk.secrets.create("erp", "v", "ALL")
    app = pushed(jane, KEYED.format(version="1.0.0"))
    made = deploy(
        jane,
        app_name=None,
        app_id=app["id"],
        version="1.0.0",
        workspace="Claims",
        description="of the claims",
        keys={"custom": {"region": ["EU", 1], "extra": None}, "secret": {"password": "erp"}},
        tags=["a", "b", "a"],
        output_dir=f"/{jane.organization_id}/Claims/fs/Instabase Drive/out/",
    )
    assert UUID(made["id"])
    assert made["created_at"] > 1_700_000_000_000
    assert {key: value for key, value in made.items() if key not in ("id", "created_at")} == {
        "name": "intake",
        "description": "of the claims",
        "workspace": "Claims",
        "app_id": app["id"],
        "app_name": "Keyed",
        "app_owner": jane.user_id,
        "version": "1.0.0",
        "keys": {"custom": {"region": ["EU", 1], "extra": None}, "secret": {"password": "erp"}},
        "tags": ["a", "b"],
        "output_dir": f"{jane.organization_id}/Claims/fs/Instabase Drive/out",
        "review_enabled": False,
        "created_by": jane.user_id,
    }
    assert jane.call("GET", f"{PATH}/{made['id']}").json() == made
    assert jane.call("GET", PATH).json() == {"deployments": [made]}


def test_what_is_left_out_or_null_gets_its_default(jane: Account) -> None:
    nothing = dict.fromkeys(
        ("app_id", "owner", "version", "workspace", "description", "keys", "tags", "output_dir")
    )
    made = deploy(jane, **nothing)
    assert (made["workspace"], made["app_owner"]) == (jane.user_id, "docyard")
    assert made["version"]
    assert made["description"]
    assert made["keys"] == {"custom": {}, "secret": {}}
    assert (made["tags"], made["output_dir"]) == ([], None)
    other = deploy(jane, name="other", owner="instabase", keys={"custom": None, "secret": None})
    assert other["app_id"] == made["app_id"]


def test_lists_are_narrowed_and_paged(jane: Account) -> None:
    jane.share_workspace("Claims")
    deploy(jane, name="b", workspace="Claims")
    receipt = deploy(jane, name="a", app_name="Receipt")
    deploy(jane, name="c")

    def names(**query: object) -> list[str]:
        found = jane.call("GET", PATH, params=query).json()["deployments"]
        return [each["name"] for each in found]

    assert names() == ["a", "b", "c"]
    assert names(workspace="Claims") == ["b"]
    assert names(name="c") == ["c"]
    assert names(app_id=receipt["app_id"]) == ["a"]
    assert names(limit=1, offset=1) == ["b"]
    assert names(app_id=UNKNOWN) == []
    assert_refused(jane.call("GET", PATH, params={"workspace": "Nowhere"}), 404, "Nowhere")
    assert_refused(jane.call("GET", PATH, params={"limit": "x"}), 400)


def test_a_change_leaves_the_rest_and_null_clears(jane: Account) -> None:
    jane.sdk.secrets.create("erp", "v", "ALL")
    folder = f"{jane.organization_id}/{jane.user_id}/fs/Instabase Drive/out"
    keys = {"custom": {"a": 1}, "secret": {"p": "erp"}}
    made = deploy(jane, description="old", keys=keys, tags=["t"], output_dir=folder)
    assert change(jane, made) == made
    assert change(jane, made, name="tills") == made | {"name": "tills"}
    assert change(jane, made, keys={"custom": {"b": 2}})["keys"] == {
        "custom": {"b": 2},
        "secret": {"p": "erp"},
    }
    assert change(jane, made, keys={"secret": None})["keys"] == {"custom": {"b": 2}, "secret": {}}
    cleared = change(jane, made, keys=None, tags=None, output_dir=None, description=None)
    assert cleared["keys"] == {"custom": {}, "secret": {}}
    assert (cleared["tags"], cleared["output_dir"]) == ([], None)
    assert cleared["description"] not in ("", "old")
    assert cleared["name"] == "tills"


def test_a_deployment_is_pointed_to_other_versions(jane: Account) -> None:
    for version in ("1.0.0", "1.1.0"):
        pushed(jane, app_file(version))
    pushed(jane, app_file("2.0.0"), state="PRE_PRODUCTION")
    made = deploy(jane, app_name="Tickets", version="1.0.0")
    assert run(jane, made)[1] == "1.0.0"
    assert run(jane, made, version="1.1.0")[1] == "1.1.0"
    assert change(jane, made, version="1.1.0")["version"] == "1.1.0"
    assert run(jane, made)[1] == "1.1.0"
    assert change(jane, made, version="2.0.0")["version"] == "2.0.0"
    assert change(jane, made, version=None)["version"] == "1.1.0"
    assert_refused(jane.call("PATCH", f"{PATH}/{made['id']}", json={"version": "9"}), 404, "'9'")
    with pytest.raises(NotFoundException, match="'9'"):
        run(jane, made, version="9")


def test_runs_take_over_keys_tags_and_folder_and_their_own_win(jane: Account) -> None:
    jane.share_workspace("Claims")
    for alias in ("hers", "his"):
        jane.sdk.secrets.create(alias, "v", "SOME", allowed_workspaces=["Claims"])
    drive = f"{jane.organization_id}/Claims/fs/Instabase Drive"
    made = deploy(
        jane,
        workspace="Claims",
        keys={"custom": {"region": "EU", "size": 1}, "secret": {"p": "hers", "q": "hers"}},
        tags=["all", "both"],
        output_dir=f"{drive}/out",
    )
    plain, _ = run(jane, made)
    assert plain.settings.custom_keys == {"region": "EU", "size": 1}
    assert plain.settings.secret_keys == {"p": "hers", "q": "hers"}
    assert plain.settings.tags == ("all", "both")
    assert plain.output_path.startswith(f"{drive}/out/")
    assert str(plain.deployment_id) == made["id"]
    own, _ = run(
        jane,
        made,
        output_dir=f"/{drive}/elsewhere",
        settings={
            "keys": {"custom": {"region": "US"}, "secret": {"p": "his"}},
            "tags": ["both", "mine"],
            "runtime_config": {
                "generate_post_process_pdf": True,
                "instabase": {"pdf": {"passwords": {"a.pdf": "x"}}},
            },
        },
    )
    assert own.settings.custom_keys == {"region": "US", "size": 1}
    assert own.settings.secret_keys == {"p": "his", "q": "hers"}
    assert own.settings.searchable_pdf
    assert own.output_path.startswith(f"{drive}/elsewhere/")


def test_tags_of_run_and_deployment_add_up(jane: Account) -> None:
    """By hand, since the client does not send tags."""
    made = deploy(jane, tags=["all", "both"])

    def start(*tags: str) -> Any:
        body = {"batch_id": batch(jane), "settings": {"tags": tags}}
        return jane.call("POST", f"{PATH}/{made['id']}/runs", json=body)

    assert start("both", "mine").json()["tags"] == ["all", "both", "mine"]
    assert start("x" * 493).json()["tags"] == ["all", "both", "x" * 493]
    assert_refused(start("x" * 494), 400, "500")


def test_runs_go_to_the_workspace_of_the_deployment(jane: Account) -> None:
    member = jane.hire()
    jane.share_workspace("Claims", member)
    made = deploy(jane, workspace="Claims")
    found, _ = run(member, made)
    assert "/Claims/fs/" in found.output_path
    assert jane.call("GET", f"/v2/apps/runs/{found.id}").json()["deployment_id"] == made["id"]
    folder = f"{member.organization_id}/{member.user_id}/fs/Instabase Drive/batches/{found.batch_id}"
    again, _ = run(member, made, input_dir=folder)
    assert again.input_path == folder


def test_a_run_answers_as_the_specification_says(jane: Account) -> None:
    made = deploy(jane, tags=["t"])
    body = dict.fromkeys(
        (
            "input_dir",
            "manual_upstream_integration",
            "from_timestamp",
            "to_timestamp",
            "version",
            "output_dir",
            "settings",
        )
    )
    answer = jane.call("POST", f"{PATH}/{made['id']}/runs", json=body | {"batch_id": str(batch(jane))})
    assert answer.status_code == 202
    started = answer.json()
    assert (started["status"], started["deployment_id"]) == ("RUNNING", made["id"])
    assert (started["app_id"], started["tags"]) == (made["app_id"], ["t"])
    assert started["finish_timestamp"] is None
    empty = {"keys": {"custom": None, "secret": None}, "tags": None, "runtime_config": None}
    body = {"batch_id": batch(jane), "manual_upstream_integration": False, "settings": empty}
    assert jane.call("POST", f"{PATH}/{made['id']}/runs", json=body).status_code == 202
    with pytest.raises(ApiException, match="no upstream integration"):
        jane.sdk.apps.deployments.runs.create(
            made["id"], manual_upstream_integration=True, from_timestamp=1, to_timestamp=2
        )


def test_a_deleted_deployment_leaves_its_runs(jane: Account) -> None:
    made = deploy(jane)
    found, _ = run(jane, made)
    answer = jane.call("DELETE", f"{PATH}/{made['id']}")
    assert (answer.status_code, answer.content) == (204, b"")
    for method, path in (("GET", ""), ("PATCH", ""), ("DELETE", ""), ("POST", "/runs")):
        body = {"batch_id": found.batch_id} if method == "POST" else {}
        assert_refused(jane.call(method, f"{PATH}/{made['id']}{path}", json=body), 404, made["id"])
    assert jane.call("GET", PATH).json() == {"deployments": []}
    assert jane.sdk.apps.runs.status(str(found.id)).id == str(found.id)
    listed = jane.call("GET", "/v2/apps/runs", params={"deployment_id": made["id"]}).json()["runs"]
    assert [each["deployment_id"] for each in listed] == [made["id"]]
    assert deploy(jane)["id"] != made["id"]


def test_changes_are_noted(jane: Account) -> None:
    made = deploy(jane)
    change(jane, made, name="tills")
    jane.call("DELETE", f"{PATH}/{made['id']}")
    events = jane.call("POST", "/v1/auditlogs", json={"log_type": "app_deployment_v2"}).json()
    assert [(event["action"], event["target"]) for event in events["data"]["results"]] == [
        ("deployment.deleted", "tills"),
        ("deployment.updated", "tills"),
        ("deployment.created", "intake"),
    ]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        *(({"name": name}, 400) for name in ("", " ", "x" * 256, "a\0", 7, None, ["a"])),
        ({"description": "x" * 2001}, 400),
        ({"tags": ["x" * 501]}, 400),
        ({"tags": "t"}, 400),
        ({"keys": {"custom": {"k": "a\0"}}}, 400),
        ({"keys": {"custom": {"k": ["\ud800"]}}}, 400),
        ({"keys": {"custom": {"a\0": 1}}}, 400),
        ({"keys": {"custom": {"k": float("inf")}}}, 400),
        ({"keys": {"custom": []}}, 400),
        ({"keys": {"secret": {"k": 7}}}, 400),
        ({"keys": {"secret": {"k": "unknown"}}}, 404),
        ({"output_dir": "nowhere"}, 400),
        ({"output_dir": "a/../b"}, 400),
        ({"output_dir": "other/w/fs/Instabase Drive/x"}, 404),
        ({"version": "9"}, 404),
        ({"version": 1}, 400),
    ],
)
@pytest.mark.parametrize("method", ["POST", "PATCH"])
def test_bad_settings_are_refused(jane: Account, method: str, body: dict[str, Any], status: int) -> None:
    made = deploy(jane)
    sent = body if method == "PATCH" else {"name": "new", "app_name": "Invoice"} | body
    path = f"{PATH}/{made['id']}" if method == "PATCH" else PATH
    # By hand, since the client's JSON refuses infinity and lone surrogates.
    answer = jane.call(method, path, data=json.dumps(sent), headers={"Content-Type": "application/json"})
    assert_refused(answer, status)
    assert jane.call("GET", PATH).json() == {"deployments": [made]}


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"app_name": None}, 400),
        ({"app_id": UNKNOWN}, 400),
        ({"app_name": None, "app_id": UNKNOWN}, 404),
        ({"app_name": None, "app_id": "no id"}, 404),
        ({"app_name": "Unknown"}, 404),
        ({"owner": "nobody"}, 404),
        ({"workspace": "Nowhere"}, 404),
    ],
)
def test_bad_targets_are_refused(jane: Account, body: dict[str, Any], status: int) -> None:
    assert_refused(jane.call("POST", PATH, json={"name": "new", "app_name": "Invoice"} | body), status)
    assert jane.call("GET", PATH).json() == {"deployments": []}


@pytest.mark.parametrize("value", ["[" * 10_000 + "]" * 10_000, "9" * 5_000, "1e999", "NaN"])
def test_absurd_values_of_keys_are_refused(jane: Account, value: str) -> None:
    body = f'{{"name": "new", "app_name": "Invoice", "keys": {{"custom": {{"k": {value}}}}}}}'
    answer = jane.call("POST", PATH, data=body, headers={"Content-Type": "application/json"})
    assert_refused(answer, 400)


def test_names_are_unique_in_the_organization(jane: Account, otto: Account) -> None:
    deploy(jane)
    other = deploy(jane, name="other")
    taken = {"name": "intake", "app_name": "Invoice"}
    assert_refused(jane.call("POST", PATH, json=taken), 409, "'intake' exists already")
    assert_refused(jane.call("PATCH", f"{PATH}/{other['id']}", json={"name": "intake"}), 409, "intake")
    assert change(jane, other, name="other")["name"] == "other"
    deploy(otto)


def test_keys_of_the_app_keep_their_kind(jane: Account) -> None:
    jane.sdk.secrets.create("erp", "v", "ALL")
    pushed(jane, KEYED.format(version="1.0.0"))
    for keys, word in (
        ({"custom": {"password": "plain"}}, "keys.secret"),
        ({"secret": {"region": "erp"}}, "keys.custom"),
    ):
        body = {"name": "new", "app_name": "Keyed", "keys": keys}
        assert_refused(jane.call("POST", PATH, json=body), 400, word)
    made = deploy(jane, app_name="Keyed")
    body = {"keys": {"custom": {"password": "plain"}}}
    assert_refused(jane.call("PATCH", f"{PATH}/{made['id']}", json=body), 400, "'password'")


def test_a_version_that_retypes_a_used_key_cannot_be_pointed_to(jane: Account) -> None:
    pushed(jane, KEYED.format(version="1.0.0"))
    pushed(jane, KEYED.format(version="2.0.0").replace("region\n", "region\n    kind: secret\n"))
    made = deploy(jane, app_name="Keyed", version="1.0.0", keys={"custom": {"region": "EU"}})
    assert_refused(jane.call("PATCH", f"{PATH}/{made['id']}", json={"version": "2.0.0"}), 400, "'region'")
    assert change(jane, made, version="2.0.0", keys=None)["version"] == "2.0.0"


def test_secrets_must_be_open_to_the_workspace(jane: Account) -> None:
    jane.share_workspace("Claims")
    jane.sdk.secrets.create("claims", "v", "SOME", allowed_workspaces=["Claims"])
    keys = {"secret": {"p": "claims"}}
    body = {"name": "new", "app_name": "Invoice", "keys": keys}
    assert_refused(jane.call("POST", PATH, json=body), 404, "'claims'")
    made = deploy(jane, workspace="Claims", keys=keys)
    jane.sdk.secrets.update("claims", allowed_workspaces_type="NONE")
    with pytest.raises(NotFoundException, match="'claims'"):
        run(jane, made)
    assert change(jane, made, name="still changeable")["keys"]["secret"] == {"p": "claims"}


def test_results_stay_in_the_deployments_workspace(jane: Account) -> None:
    jane.share_workspace("Claims")
    folder = f"{jane.organization_id}/{jane.user_id}/fs/Instabase Drive/out"
    body = {"name": "new", "app_name": "Invoice", "workspace": "Claims", "output_dir": folder}
    assert_refused(jane.call("POST", PATH, json=body), 400, "'Claims'")


def test_apps_shared_with_a_workspace_are_deployed_there(jane: Account) -> None:
    member = jane.hire()
    jane.share_workspace("Travel", member)
    app = pushed(jane, app_file())
    body = {"name": "new", "app_id": app["id"], "workspace": "Travel"}
    assert_refused(member.call("POST", PATH, json=body), 404)
    sharing = {"visibility": "workspace", "workspaces": ["Travel"]}
    jane.call("PUT", f"/v2/apps/{app['id']}/sharing", json=sharing)
    made = deploy(member, app_name=None, app_id=app["id"], workspace="Travel")
    # The deployment goes on when the app is no longer shared; it cannot be deleted under it either.
    jane.call("PUT", f"/v2/apps/{app['id']}/sharing", json={"visibility": "workspace"})
    assert run(member, made)[1] == "1.0.0"
    assert change(member, made, version=None)["version"] == "1.0.0"
    assert_refused(jane.call("DELETE", f"/v2/apps/{app['id']}"), 409)


@pytest.mark.parametrize(
    ("role", "act"),
    [
        (WorkspaceRole.REVIEWER, lambda who, made: who.call("POST", f"{PATH}/{made['id']}/runs", json={})),
        (WorkspaceRole.TESTER, lambda who, made: who.call("DELETE", f"{PATH}/{made['id']}")),
        (WorkspaceRole.TESTER, lambda who, made: who.call("PATCH", f"{PATH}/{made['id']}", json={})),
    ],
)
def test_roles_are_heeded(jane: Account, role: WorkspaceRole, act: Callable[..., Any]) -> None:
    member = jane.hire()
    jane.share_workspace("Claims", member, role=role)
    assert_refused(act(member, deploy(jane, workspace="Claims")), 401, "Claims")


def test_another_organization_finds_no_deployment(jane: Account, otto: Account) -> None:
    made = deploy(jane)
    for method, path in (("GET", ""), ("PATCH", ""), ("DELETE", ""), ("POST", "/runs")):
        body = {"batch_id": 1} if method == "POST" else {}
        assert_refused(otto.call(method, f"{PATH}/{made['id']}{path}", json=body), 404)
        assert_refused(jane.call(method, f"{PATH}/nothing{path}", json=body), 404)
        assert_refused(jane.call(method, f"{PATH}/{UNKNOWN}{path}", json=body), 404)
