"""Groups over HTTP: made by admins, filled by their managers, let into workspaces as one."""

from typing import Any
from uuid import uuid4

import pytest

from tests.accounts import Account, assert_refused

PATH = "/v2/groups"


def create(account: Account, name: str = "Clerks") -> dict[str, Any]:
    answer = account.call("POST", PATH, json={"name": name})
    assert answer.status_code == 201, answer.text
    created: dict[str, Any] = answer.json()
    return created


def put(account: Account, group: dict[str, Any], user_id: str, **said: str) -> int:
    return account.call("PUT", f"{PATH}/{group['id']}/members/{user_id}", json=said or None).status_code


def in_group(account: Account, group: dict[str, Any]) -> dict[str, str]:
    members = account.call("GET", f"{PATH}/{group['id']}/members").json()["members"]
    return {member["user_id"]: member["role"] for member in members}


def test_admins_make_change_and_delete_groups(jane: Account) -> None:
    group = create(jane)
    assert jane.call("GET", f"{PATH}/{group['id']}").json() == group
    path = f"{PATH}/{group['id']}"
    changed = jane.call("PATCH", path, json={"name": "Tellers", "description": "at the desk"}).json()
    assert changed == group | {"name": "Tellers", "description": "at the desk"}
    assert jane.call("PATCH", path, json={}).json() == changed
    assert jane.call("GET", PATH).json() == {"groups": [changed]}
    assert jane.call("DELETE", path).status_code == 204
    assert_refused(jane.call("GET", path), 404, group["id"])


def test_managers_of_a_group_say_who_is_in_it(jane: Account) -> None:
    group = create(jane)
    manager, member, other = (jane.hire(f"{word}@example.com") for word in ("manager", "member", "other"))
    assert put(jane, group, manager.user_id, role="manager") == 200
    assert put(manager, group, member.user_id) == 200
    assert put(member, group, other.user_id) == 401
    assert put(other, group, other.user_id) == 401
    assert put(manager, group, member.user_id, role="manager") == 200
    assert put(member, group, other.user_id) == 200
    assert in_group(other, group) == {
        manager.user_id: "manager",
        member.user_id: "manager",
        other.user_id: "member",
    }
    path = f"{PATH}/{group['id']}/members/{manager.user_id}"
    assert_refused(other.call("DELETE", path), 401, "Clerks")
    assert member.call("DELETE", path).status_code == 204
    assert_refused(member.call("DELETE", path), 404, manager.user_id)
    assert_refused(member.call("PATCH", f"{PATH}/{group['id']}", json={"name": "x"}), 401, "admins")
    mine = member.call("GET", PATH, params={"user_id": manager.user_id}).json()
    assert mine == {"groups": []}


def test_a_group_brings_its_members_into_a_workspace(jane: Account) -> None:
    group, member = create(jane), jane.hire()
    workspace = jane.call("POST", "/v2/workspaces", json={"name": "Claims"}).json()
    path = f"/v2/workspaces/{workspace['id']}"
    put(jane, group, member.user_id)

    def role() -> str | None:
        answer = member.call("GET", path)
        return answer.json()["role"] if answer.status_code == 200 else None

    assert role() is None
    assert jane.call("PUT", f"{path}/groups/{group['id']}", json={"role": "tester"}).status_code == 200
    entry = {"id": group["id"], "name": "Clerks", "role": "tester"}
    assert member.call("GET", f"{path}/groups").json() == {"groups": [entry]}
    assert role() == "tester"
    jane.call("PUT", f"{path}/members/{member.user_id}", json={"role": "reviewer"})
    assert role() == "tester"
    jane.call("PUT", f"{path}/members/{member.user_id}", json={"role": "developer"})
    assert role() == "developer"
    assert jane.call("DELETE", f"{path}/groups/{group['id']}").status_code == 204
    assert_refused(jane.call("DELETE", f"{path}/groups/{group['id']}"), 404, "Clerks")
    jane.call("PUT", f"{path}/groups/{group['id']}", json={"role": "workspace_manager"})
    assert role() == "workspace_manager"
    jane.call("DELETE", f"{PATH}/{group['id']}")
    assert role() == "developer"


def test_names_are_unique_in_an_organization(jane: Account, otto: Account) -> None:
    create(jane)
    create(otto)
    other = create(jane, "Other")
    assert_refused(jane.call("POST", PATH, json={"name": "Clerks"}), 409, "Clerks")
    assert_refused(jane.call("PATCH", f"{PATH}/{other['id']}", json={"name": "Clerks"}), 409, "Clerks")


@pytest.mark.parametrize(
    "said", [{"name": ""}, {"name": "\n"}, {"name": "n" * 256}, {"name": "x", "description": "d" * 1001}, {}]
)
def test_bad_words_are_refused(jane: Account, said: dict[str, str]) -> None:
    assert jane.call("POST", PATH, json=said).status_code == 400
    assert jane.call("GET", PATH).json() == {"groups": []}


def test_another_organization_has_no_part_in_it(jane: Account, otto: Account) -> None:
    group, stranger = create(jane), otto.hire("stranger@example.com")
    for method, below in (("GET", ""), ("PATCH", ""), ("DELETE", ""), ("GET", "/members")):
        assert_refused(otto.call(method, f"{PATH}/{group['id']}{below}", json={}), 404)
    assert put(otto, group, stranger.user_id) == 404
    assert put(jane, group, stranger.user_id) == 404
    assert put(jane, {"id": uuid4()}, jane.user_id) == 404
    assert put(jane, {"id": "nonsense"}, jane.user_id) == 404
    assert otto.call("GET", PATH).json() == {"groups": []}
