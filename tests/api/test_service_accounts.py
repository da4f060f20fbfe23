"""Service accounts over HTTP: tokens and roles like members, no personal workspace, no sign-in."""

from typing import Any

import pytest

from tests.accounts import Account, assert_refused

PATH = "/v2/service-accounts"


def create(account: Account, name: str = "Nightly import", **said: Any) -> dict[str, Any]:
    answer = account.call("POST", PATH, json={"display_name": name} | said)
    assert answer.status_code == 201, answer.text
    created: dict[str, Any] = answer.json()
    return created


def robot(admin: Account, **said: Any) -> Account:
    created = create(admin, token={}, **said)
    user_id = created["service_account"]["user_id"]
    return Account(admin.site, admin.organization_id, user_id, created["token"]["token"])


def test_a_service_account_comes_with_a_first_token_if_asked_to(jane: Account) -> None:
    created = create(jane)
    assert created == {
        "service_account": {
            "user_id": "nightly-import",
            "kind": "service_account",
            "email": "",
            "display_name": "Nightly import",
            "status": "joined",
            "role": "member",
        },
        "token": None,
    }
    account = robot(jane)
    me = account.call("GET", "/v2/me").json()
    assert (me["user_id"], me["kind"], me["workspaces"]) == ("nightly-import-2", "service_account", [])
    assert me["token"]["name"] == "first token"
    assert jane.call("GET", f"{PATH}/nightly-import").json() == created["service_account"]
    listed = account.call("GET", PATH).json()["service_accounts"]
    assert [each["user_id"] for each in listed] == ["nightly-import", "nightly-import-2"]
    assert [each["user_id"] for each in jane.call("GET", "/v2/members").json()["members"]] == [jane.user_id]


@pytest.mark.parametrize(
    ("name", "user_id"),
    [("  Ünïcode & Co. ", "unicode-co"), ("機械", "service-account"), ("bob@acme.com", "bob-acme-com")],
)
def test_its_user_id_is_a_slug_that_no_person_can_have(jane: Account, name: str, user_id: str) -> None:
    assert create(jane, name)["service_account"]["user_id"] == user_id


def test_it_has_no_personal_workspace_and_is_told_so(jane: Account) -> None:
    account = robot(jane)
    answer = account.call("POST", "/v2/batches", json={"name": "b"})
    assert_refused(answer, 400, "no personal workspace", "'workspace'")
    jane.share_workspace("Claims", account)
    batch = account.sdk.batches.create(name="b", workspace="Claims")
    account.sdk.batches.add_file(batch_id=batch.id, file_name="a.txt", file=b"text")
    run = {"app_name": "Invoice", "batch_id": batch.id}
    answer = account.call("POST", "/v2/apps/runs", json=run)
    assert_refused(answer, 400, "'output_workspace'", "'output_dir'")
    answer = account.call("POST", "/v2/apps/runs", json=run | {"output_workspace": "Claims"})
    assert answer.status_code == 200
    folder = f"/{jane.organization_id}/Claims/fs/Instabase Drive/out"
    assert account.call("POST", "/v2/apps/runs", json=run | {"output_dir": folder}).status_code == 200


def test_admins_give_it_more_tokens_and_a_role(jane: Account) -> None:
    account = robot(jane)
    more = jane.call("POST", "/v2/tokens", json={"name": "more", "user_id": account.user_id}).json()
    second = Account(account.site, account.organization_id, account.user_id, more["token"])
    assert [token["name"] for token in second.call("GET", "/v2/tokens").json()["tokens"]] == [
        "more",
        "first token",
    ]
    assert_refused(second.call("POST", "/v2/groups", json={"name": "g"}), 401, "admins")
    changed = jane.call("PATCH", f"{PATH}/{account.user_id}", json={"role": "admin"}).json()
    assert (changed["role"], changed["display_name"]) == ("admin", "Nightly import")
    assert second.call("POST", "/v2/groups", json={"name": "g"}).status_code == 201


def test_a_disabled_account_is_out_until_it_is_enabled(jane: Account) -> None:
    account = robot(jane)
    path = f"{PATH}/{account.user_id}"
    assert jane.call("PATCH", path, json={"disabled": True}).json()["status"] == "disabled"
    assert_refused(account.call("GET", "/v2/me"), 401)
    assert jane.call("PATCH", path, json={"display_name": "Other"}).json()["status"] == "disabled"
    assert jane.call("PATCH", path, json={"disabled": False}).json()["status"] == "joined"
    assert account.call("GET", "/v2/me").json()["display_name"] == "Other"


def test_a_deleted_account_is_gone_with_its_tokens(jane: Account) -> None:
    account = robot(jane)
    jane.share_workspace("Claims", account)
    assert jane.call("DELETE", f"{PATH}/{account.user_id}").status_code == 204
    assert_refused(account.call("GET", "/v2/me"), 401)
    assert_refused(jane.call("GET", f"{PATH}/{account.user_id}"), 404, "service account")
    assert robot(jane).call("GET", "/v2/me").json()["workspaces"] == []


def test_people_and_service_accounts_are_not_mixed_up(jane: Account, otto: Account) -> None:
    account = robot(jane)
    for method in ("GET", "PATCH", "DELETE"):
        assert_refused(jane.call(method, f"{PATH}/{jane.user_id}", json={}), 404, jane.user_id)
        assert_refused(jane.call(method, f"/v2/members/{account.user_id}", json={}), 404, account.user_id)
        assert_refused(otto.call(method, f"{PATH}/{account.user_id}", json={}), 404, account.user_id)


@pytest.mark.parametrize(
    "said",
    [
        {"display_name": ""},
        {"display_name": " "},
        {"display_name": "n" * 256},
        {"display_name": "a\nb"},
        {"role": "emperor"},
        {"token": {"name": ""}},
        {"token": {"expires_at": 1}},
    ],
)
def test_bad_input_is_refused_and_makes_nothing(jane: Account, said: dict[str, Any]) -> None:
    assert jane.call("POST", PATH, json={"display_name": "x"} | said).status_code == 400
    assert jane.call("GET", PATH).json() == {"service_accounts": []}


def test_every_change_is_in_the_audit_log(jane: Account) -> None:
    account = robot(jane)
    jane.call("PATCH", f"{PATH}/{account.user_id}", json={"disabled": True})
    jane.call("DELETE", f"{PATH}/{account.user_id}")
    found = jane.call("POST", "/v1/auditlogs", json={"log_type": "account_v2"}).json()["data"]["results"]
    assert [event["action"] for event in found if event["target"] == account.user_id] == [
        "service_account.deleted",
        "service_account.updated",
        "service_account.created",
    ]
