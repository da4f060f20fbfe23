"""An organization's settings over HTTP, and above all whose API tokens work."""

from typing import Any
from uuid import uuid4

import pytest

from tests.accounts import Account, assert_refused

PATH = "/v2/organization"


def change(admin: Account, **said: Any) -> dict[str, Any]:
    answer = admin.call("PATCH", PATH, json=said)
    assert answer.status_code == 200, answer.text
    changed: dict[str, Any] = answer.json()
    return changed


def is_let_in(account: Account) -> bool:
    status = account.call("GET", "/v2/me").status_code
    assert status in (200, 401)
    return status == 200


def robot(admin: Account, **said: str) -> Account:
    body = {"display_name": "robot", "token": {}} | said
    created = admin.call("POST", "/v2/service-accounts", json=body).json()
    user_id = created["service_account"]["user_id"]
    return Account(admin.site, admin.organization_id, user_id, created["token"]["token"])


def group_of(admin: Account, *accounts: Account) -> str:
    group_id: str = admin.call("POST", "/v2/groups", json={"name": uuid4().hex}).json()["id"]
    for account in accounts:
        admin.call("PUT", f"/v2/groups/{group_id}/members/{account.user_id}")
    return group_id


def test_everybody_reads_the_settings_and_admins_change_them(jane: Account) -> None:
    member = jane.hire()
    settings = {
        "id": jane.organization_id,
        "name": jane.organization_id,
        "token_creation": "everyone",
        "docyard_tokens": True,
        "retention_days": None,
        "quota_bytes": None,
        "token_group_ids": [],
    }
    assert member.call("GET", PATH).json() == settings
    assert change(jane, name="Acme Corporation") == settings | {"name": "Acme Corporation"}
    assert member.call("GET", "/v2/me").json()["organization"]["name"] == "Acme Corporation"
    assert_refused(member.call("PATCH", PATH, json={"name": "x"}), 401, "admins")


def test_tokens_stop_and_work_again_by_the_organizations_rule(jane: Account) -> None:
    member, machine, ruler = jane.hire(), robot(jane), robot(jane, role="admin")
    change(jane, token_creation="nobody")
    for account in (member, machine, ruler):
        assert_refused(account.call("GET", "/v2/me"), 401, "does not let this account have API tokens")
    change(jane, token_creation="everyone")
    assert all(is_let_in(account) for account in (member, machine, ruler))


def test_only_members_of_chosen_groups_have_tokens(jane: Account) -> None:
    member, other, machine = jane.hire(), jane.hire("other@example.com"), robot(jane)
    group = group_of(jane, member, machine)
    changed = change(jane, token_creation="groups", token_group_ids=[group])
    assert (changed["token_creation"], changed["token_group_ids"]) == ("groups", [group])
    assert (is_let_in(member), is_let_in(machine), is_let_in(other)) == (True, True, False)
    change(jane, token_group_ids=[group, group_of(jane, other)])
    assert is_let_in(other)
    jane.call("DELETE", f"/v2/groups/{group}/members/{member.user_id}")
    assert not is_let_in(member)
    jane.call("DELETE", f"/v2/groups/{group}")
    assert not is_let_in(machine)


def test_nobody_makes_tokens_for_who_may_not_have_any(jane: Account) -> None:
    member = jane.hire()
    (token,) = jane.call("GET", "/v2/tokens", params={"user_id": member.user_id}).json()["tokens"]
    change(jane, token_creation="nobody")
    body = {"name": "x", "user_id": member.user_id}
    assert_refused(jane.call("POST", "/v2/tokens", json=body), 401, "tokens")
    assert_refused(jane.call("POST", f"/v2/tokens/{token['id']}/refresh"), 401, "tokens")
    account = {"display_name": "robot", "token": {}}
    assert_refused(jane.call("POST", "/v2/service-accounts", json=account), 401, "tokens")
    assert jane.call("GET", "/v2/service-accounts").json() == {"service_accounts": []}
    assert jane.call("POST", "/v2/tokens", json={"name": "mine"}).status_code == 201


def test_an_admin_can_always_undo_it(jane: Account) -> None:
    change(jane, token_creation="nobody")
    assert is_let_in(jane)
    assert change(jane, token_creation="everyone")["token_creation"] == "everyone"


def test_one_organizations_rule_is_nothing_to_another(jane: Account, otto: Account) -> None:
    member = otto.hire()
    change(jane, token_creation="nobody")
    assert is_let_in(member)
    theirs = group_of(otto, member)
    answer = jane.call("PATCH", PATH, json={"token_creation": "groups", "token_group_ids": [theirs]})
    assert_refused(answer, 404, theirs)


@pytest.mark.parametrize(
    "said",
    [
        {"name": ""},
        {"name": " "},
        {"name": "n" * 256},
        {"name": "a\nb"},
        {"token_creation": "some"},
        {"token_creation": "groups"},
        {"token_creation": "groups", "token_group_ids": []},
        {"token_group_ids": ["nonsense"]},
        {"token_group_ids": "x"},
    ],
)
def test_bad_settings_are_refused_and_change_nothing(jane: Account, said: dict[str, Any]) -> None:
    before = jane.call("GET", PATH).json()
    assert jane.call("PATCH", PATH, json=said).status_code == 400
    assert jane.call("GET", PATH).json() == before


def test_changes_are_in_the_audit_log(jane: Account) -> None:
    change(jane, name="Acme")
    found = jane.call("POST", "/v1/auditlogs", json={"log_type": "org_v2"}).json()["data"]["results"]
    assert [event["action"] for event in found] == ["organization.updated", "organization.founded"]
