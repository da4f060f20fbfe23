"""Members over HTTP: invited, joined, changed and removed."""

import time
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import requests

from docyard.domain.identity import Invitation
from docyard.services.tokens import hash_token
from docyard.store import invitations
from tests.accounts import Account, assert_refused

PATH = "/v2/members"
PASSWORD = "correct horse battery"


def invite(account: Account, *emails: str, **said: Any) -> list[dict[str, Any]]:
    answer = account.call("POST", PATH, json={"emails": list(emails)} | said)
    assert answer.status_code == 201, answer.text
    invited: list[dict[str, Any]] = answer.json()["invitations"]
    return invited


def accept(account: Account, token: str, **said: Any) -> requests.Response:
    """Accept as nobody."""
    body = {"token": token, "password": PASSWORD} | said
    return requests.post(f"{account.site.url}/api/v2/invitations/accept", json=body, timeout=120)


def join(admin: Account, email: str, **said: Any) -> Account:
    (invited,) = invite(admin, email, **said)
    assert accept(admin, invited["token"]).status_code == 200
    token = admin.call("POST", "/v2/tokens", json={"name": "t", "user_id": invited["user_id"]}).json()
    return Account(admin.site, admin.organization_id, invited["user_id"], token["token"])


def rooms(account: Account) -> dict[str, str]:
    return {each["name"]: each["role"] for each in account.call("GET", "/v2/me").json()["workspaces"]}


def actions(account: Account, log_type: str) -> list[tuple[str, str]]:
    found = account.call("POST", "/v1/auditlogs", json={"log_type": log_type}).json()["data"]["results"]
    return [(event["action"], event["target"]) for event in found]


def test_an_invited_person_joins_and_signs_in(jane: Account) -> None:
    before = int(time.time() * 1000)
    (invited,) = invite(jane, " Bob@Acme.com ")
    assert (invited["user_id"], invited["email"]) == ("bob_acme.com", "bob@acme.com")
    assert 0 <= invited["expires_at"] - before - 7 * 86_400_000 < 60_000
    told = {
        "user_id": "bob_acme.com",
        "kind": "person",
        "email": "bob@acme.com",
        "display_name": "",
        "status": "invited",
        "role": "member",
    }
    assert jane.call("GET", f"{PATH}/bob_acme.com").json() == told
    joined = accept(jane, invited["token"], display_name="Bob Roe").json()
    told |= {"status": "joined", "display_name": "Bob Roe"}
    assert joined == told | {"organization_id": jane.organization_id}
    credentials = {"email": "bob@acme.com", "password": PASSWORD, "organization": jane.organization_id}
    with requests.Session() as browser:
        answer = browser.post(f"{jane.site.url}/api/v2/sessions", json=credentials, timeout=120)
        assert answer.status_code == 201
        me = browser.get(f"{jane.site.url}/api/v2/me", timeout=120).json()
    assert (me["user_id"], me["token"]) == ("bob_acme.com", None)
    assert [each["name"] for each in me["workspaces"]] == ["bob_acme.com"]
    assert told in jane.call("GET", PATH).json()["members"]


def test_many_are_invited_at_once_with_commas_or_as_a_list(jane: Account) -> None:
    answer = jane.call("POST", PATH, json={"emails": "a@x.com, b@x.com,a@x.com,"})
    assert [each["email"] for each in answer.json()["invitations"]] == ["a@x.com", "b@x.com"]
    invited = invite(jane, "c@x.com,d@x.com", "e@x.com")
    assert [each["email"] for each in invited] == ["c@x.com", "d@x.com", "e@x.com"]
    assert len({each["token"] for each in invited}) == 3


def test_people_are_put_into_groups_and_workspaces_before_they_join(jane: Account) -> None:
    group = jane.call("POST", "/v2/groups", json={"name": "Clerks"}).json()
    claims, audits = (jane.call("POST", "/v2/workspaces", json={"name": n}).json() for n in ("C", "A"))
    jane.call("PUT", f"/v2/workspaces/{audits['id']}/groups/{group['id']}", json={"role": "reviewer"})
    said = {"workspace_id": claims["id"], "role": "tester"}
    bob = join(jane, "bob@acme.com", group_ids=[group["id"]], workspaces=[said])
    assert rooms(bob) == {"C": "tester", "A": "reviewer", bob.user_id: "workspace_manager"}


def test_an_invitation_serves_once_and_the_latest_only(jane: Account) -> None:
    (first,) = invite(jane, "bob@acme.com")
    resend = f"{PATH}/bob_acme.com/invitation"
    second = jane.call("POST", resend).json()
    assert second["token"] != first["token"]
    assert_refused(accept(jane, first["token"]), 404, "invitation")
    assert_refused(accept(jane, second["token"], password="short"), 400, "12")
    assert accept(jane, second["token"]).status_code == 200
    assert_refused(accept(jane, second["token"]), 404, "invitation")
    assert_refused(jane.call("POST", resend), 409, "joined")
    assert_refused(accept(jane, "nonsense"), 404)


def test_an_expired_invitation_is_worthless(jane: Account) -> None:
    invite(jane, "bob@acme.com")
    past = datetime.now(UTC) - timedelta(seconds=1)
    with jane.site.database.write() as session:
        late = Invitation(jane.organization_id, "bob_acme.com", expires_at=past)
        invitations.put_invitation(session, invitation=late, token_hash=hash_token(jane.token))
    assert_refused(accept(jane, jane.token), 404, "expired")


def test_who_is_there_already_is_not_invited_nor_anybody_with_them(jane: Account) -> None:
    invite(jane, "bob@acme.com", "a_b@c.com")
    jane.call("POST", "/v2/workspaces", json={"name": "eve_acme.com"})
    for email, word in (
        ("bob@acme.com", "invited already"),
        ("admin@example.com", "already"),
        ("a@b_c.com", "already"),
        ("eve@acme.com", "Workspace"),
    ):
        assert_refused(jane.call("POST", PATH, json={"emails": ["new@acme.com", email]}), 409, word)
    assert_refused(jane.call("GET", f"{PATH}/new_acme.com"), 404)


@pytest.mark.parametrize(
    "emails",
    [[], "", ",", "bob", "@", "a@b@c", "a b@c", "a/b@c", "a\x01@c", f"{'a' * 250}@b.com", ["a@b", 7], None],
)
def test_what_is_no_address_is_refused(jane: Account, emails: Any) -> None:
    assert jane.call("POST", PATH, json={"emails": emails}).status_code == 400
    assert len(jane.call("GET", PATH).json()["members"]) == 1


def test_bad_places_are_refused_and_nobody_is_invited(jane: Account, otto: Account) -> None:
    theirs = otto.call("POST", "/v2/workspaces", json={"name": "C"}).json()["id"]
    (own,) = (each["id"] for each in jane.call("GET", "/v2/me").json()["workspaces"])
    for said, status in (
        ({"workspaces": [{"workspace_id": theirs, "role": "tester"}]}, 404),
        ({"workspaces": [{"workspace_id": own, "role": "tester"}]}, 409),
        ({"workspaces": [{"workspace_id": own, "role": "emperor"}]}, 400),
        ({"group_ids": [theirs]}, 404),
        ({"group_ids": ["nonsense"]}, 400),
        ({"role": "emperor"}, 400),
    ):
        assert_refused(jane.call("POST", PATH, json={"emails": "bob@acme.com"} | said), status)
    assert len(jane.call("GET", PATH).json()["members"]) == 1


def test_only_admins_make_admins(jane: Account) -> None:
    bob = join(jane, "bob@acme.com")
    assert_refused(bob.call("PATCH", f"{PATH}/{bob.user_id}", json={"role": "admin"}), 401, "admins")
    assert_refused(bob.call("PATCH", f"{PATH}/{jane.user_id}", json={"display_name": "x"}), 401, "admins")
    mine = bob.call("PATCH", f"{PATH}/{bob.user_id}", json={"display_name": "Bob"}).json()
    assert (mine["display_name"], mine["role"]) == ("Bob", "member")
    made = jane.call("PATCH", f"{PATH}/{bob.user_id}", json={"role": "admin"}).json()
    assert (made["display_name"], made["role"]) == ("Bob", "admin")
    assert bob.call("GET", "/v2/me").json()["role"] == "admin"
    assert ("organization_role.changed", f"{bob.user_id}: admin") in actions(bob, "org_v2")
    (eve,) = invite(bob, "eve@acme.com", role="admin")
    assert accept(jane, eve["token"]).json()["role"] == "admin"


def test_the_last_admin_stays(jane: Account) -> None:
    path = f"{PATH}/{jane.user_id}"
    invite(jane, "invited@acme.com", role="admin")
    jane.call("POST", "/v2/service-accounts", json={"display_name": "robot", "role": "admin"})
    assert_refused(jane.call("PATCH", path, json={"role": "member"}), 409, "last admin")
    assert_refused(jane.call("DELETE", path), 409, "last admin")
    assert jane.call("PATCH", path, json={"display_name": "Jane"}).status_code == 200
    bob = join(jane, "bob@acme.com", role="admin")
    assert jane.call("PATCH", path, json={"role": "member"}).status_code == 200
    assert_refused(jane.call("PATCH", path, json={"role": "admin"}), 401, "admins")
    assert_refused(bob.call("DELETE", f"{PATH}/{bob.user_id}"), 409, "last admin")


def test_a_removed_member_is_out_at_once_and_gets_their_things_back(jane: Account) -> None:
    claims = jane.call("POST", "/v2/workspaces", json={"name": "C"}).json()["id"]
    group = jane.call("POST", "/v2/groups", json={"name": "Clerks"}).json()["id"]
    places = {"workspaces": [{"workspace_id": claims, "role": "tester"}], "group_ids": [group]}
    bob = join(jane, "bob@acme.com", **places)
    batch = bob.sdk.batches.create(name="his")
    assert jane.call("DELETE", f"{PATH}/{bob.user_id}").status_code == 204
    assert_refused(bob.call("GET", "/v2/me"), 401, "token")
    assert_refused(jane.call("GET", f"{PATH}/{bob.user_id}"), 404, bob.user_id)
    credentials = {"email": "bob@acme.com", "password": PASSWORD, "organization": jane.organization_id}
    assert requests.post(f"{jane.site.url}/api/v2/sessions", json=credentials, timeout=120).status_code == 401
    assert jane.call("GET", f"/v2/batches/{batch.id}").json()["workspace"] == bob.user_id
    for path, names in ((f"/v2/workspaces/{claims}", [jane.user_id]), (f"/v2/groups/{group}", [])):
        members = jane.call("GET", f"{path}/members").json()["members"]
        assert [member["user_id"] for member in members] == names
    assert_refused(jane.call("POST", "/v2/workspaces", json={"name": bob.user_id}), 409)
    again = join(jane, "bob@acme.com")
    assert rooms(again) == {bob.user_id: "workspace_manager"}
    assert again.call("GET", f"/v2/batches/{batch.id}").status_code == 200
    assert_refused(bob.call("GET", "/v2/me"), 401)


def test_the_personal_workspace_of_who_was_removed_can_be_deleted(jane: Account) -> None:
    bob = join(jane, "bob@acme.com")
    (own,) = bob.call("GET", "/v2/me").json()["workspaces"]
    jane.call("DELETE", f"{PATH}/{bob.user_id}")
    assert jane.call("DELETE", f"/v2/workspaces/{own['id']}").status_code == 204


def test_the_same_user_id_elsewhere_is_left_alone(jane: Account, otto: Account) -> None:
    bob, namesake = join(jane, "bob@acme.com"), join(otto, "bob@acme.com")
    jane.call("DELETE", f"{PATH}/{bob.user_id}")
    assert rooms(namesake) == {bob.user_id: "workspace_manager"}


def test_me_tells_who_one_is(jane: Account) -> None:
    end = int(time.time() * 1000) + 3_600_000
    new = jane.call("POST", "/v2/tokens", json={"name": "mine", "expires_at": end}).json()
    me = Account(jane.site, jane.organization_id, jane.user_id, new["token"]).call("GET", "/v2/me").json()
    (own,) = me.pop("workspaces")
    assert (own["name"], own["kind"], own["role"]) == (jane.user_id, "personal", "workspace_manager")
    assert me == {
        "user_id": jane.user_id,
        "kind": "person",
        "email": "admin@example.com",
        "display_name": "",
        "status": "joined",
        "role": "admin",
        "organization": {"id": jane.organization_id, "name": jane.organization_id},
        "token": {"id": new["id"], "name": "mine", "expires_at": end},
    }


def test_another_organization_knows_nobody_here(jane: Account, otto: Account) -> None:
    bob = join(jane, "bob@acme.com")
    for method, below in (("GET", ""), ("PATCH", ""), ("DELETE", ""), ("POST", "/invitation")):
        assert_refused(otto.call(method, f"{PATH}/{bob.user_id}{below}", json={}), 404, bob.user_id)
    assert [member["user_id"] for member in otto.call("GET", PATH).json()["members"]] == [otto.user_id]


def test_every_change_is_in_the_audit_log(jane: Account) -> None:
    bob = join(jane, "bob@acme.com")
    jane.call("PATCH", f"{PATH}/{bob.user_id}", json={"display_name": "Bob"})
    jane.call("DELETE", f"{PATH}/{bob.user_id}")
    told = [action for action, target in actions(jane, "account_v2") if target == bob.user_id]
    assert told == ["member.removed", "member.updated", "member.joined", "password.set", "member.invited"]
