"""Workspaces over HTTP: made, renamed, linked, shared and deleted."""

from typing import Any
from uuid import uuid4

import pytest
from aihub.exceptions import UnauthorizedException

from docyard.domain.identity import WorkspaceRole
from tests.accounts import Account, assert_refused

PATH = "/v2/workspaces"


def create(account: Account, name: str, **said: Any) -> dict[str, Any]:
    answer = account.call("POST", PATH, json={"name": name} | said)
    assert answer.status_code == 201, answer.text
    created: dict[str, Any] = answer.json()
    return created


def change(account: Account, workspace: dict[str, Any], **said: Any) -> dict[str, Any]:
    answer = account.call("PATCH", f"{PATH}/{workspace['id']}", json=said)
    assert answer.status_code == 200, answer.text
    changed: dict[str, Any] = answer.json()
    return changed


def personal(account: Account) -> str:
    (own,) = account.call("GET", PATH, params={"name": account.user_id}).json()["workspaces"]
    assert own["kind"] == "personal"
    workspace_id: str = own["id"]
    return workspace_id


def seen_by(account: Account) -> dict[str, str]:
    found = account.call("GET", PATH).json()["workspaces"]
    return {each["name"]: each["role"] for each in found}


def let_in(account: Account, workspace: dict[str, Any], user_id: str, role: str) -> None:
    answer = account.call("PUT", f"{PATH}/{workspace['id']}/members/{user_id}", json={"role": role})
    assert answer.status_code == 200, answer.text
    assert (answer.json()["user_id"], answer.json()["role"]) == (user_id, role)


def test_a_member_makes_a_workspace_and_manages_it(jane: Account) -> None:
    member = jane.hire()
    created = create(member, "Claims")
    assert created == {
        "id": created["id"],
        "name": "Claims",
        "kind": "shared",
        "role": "workspace_manager",
        "development_workspace_id": None,
        "retention_days": None,
        "quota_bytes": None,
    }
    assert member.call("GET", f"{PATH}/{created['id']}").json() == created
    assert seen_by(member) == {"Claims": "workspace_manager", member.user_id: "workspace_manager"}
    (entry,) = member.call("GET", f"{PATH}/{created['id']}/members").json()["members"]
    assert entry == {
        "user_id": member.user_id,
        "kind": "person",
        "email": "member@example.com",
        "display_name": "",
        "status": "joined",
        "role": "workspace_manager",
    }
    assert member.sdk.batches.create(name="b", workspace="Claims").id


def test_one_sees_only_the_workspaces_that_one_is_in(jane: Account, otto: Account) -> None:
    member = jane.hire()
    claims = create(jane, "Claims")
    assert seen_by(member) == {member.user_id: "workspace_manager"}
    assert seen_by(jane).keys() == {"Claims", jane.user_id, member.user_id}
    for outsider in (member, otto):
        assert_refused(outsider.call("GET", f"{PATH}/{claims['id']}"), 404, claims["id"])
        assert_refused(outsider.call("PATCH", f"{PATH}/{claims['id']}", json={"name": "x"}), 404)


@pytest.mark.parametrize("role", list(WorkspaceRole))
def test_a_member_has_the_role_that_they_were_given(jane: Account, role: WorkspaceRole) -> None:
    member, claims = jane.hire(), create(jane, "Claims")
    let_in(jane, claims, member.user_id, "developer")
    let_in(jane, claims, member.user_id, role.value)
    assert seen_by(member)["Claims"] == role.value
    answer = member.call("PATCH", f"{PATH}/{claims['id']}", json={"name": "Renamed"})
    assert answer.status_code == (200 if role is WorkspaceRole.MANAGER else 401)


def test_a_renamed_workspace_keeps_its_files_under_the_new_name(jane: Account) -> None:
    claims = create(jane, "Claims")
    batch = jane.sdk.batches.create(name="b", workspace="Claims")
    jane.sdk.batches.add_file(batch_id=batch.id, file_name="a.txt", file=b"text")
    assert change(jane, claims, name="Claims 2026")["name"] == "Claims 2026"
    path = f"/v2/files/{jane.organization_id}/%s/fs/Instabase Drive/batches/{batch.id}/a.txt"
    assert jane.call("GET", path % "Claims 2026").content == b"text"
    assert_refused(jane.call("GET", path % "Claims"), 404, "Claims")


def test_a_production_workspace_is_linked_to_the_one_it_is_developed_in(jane: Account) -> None:
    development, production = create(jane, "Claims dev"), create(jane, "Claims", production=True)
    assert production["kind"] == "production"
    link = {"development_workspace_id": development["id"]}
    assert change(jane, production, **link)["development_workspace_id"] == development["id"]
    path = f"{PATH}/{development['id']}"
    assert_refused(jane.call("PATCH", path, json={"production": True}), 409, "linked")
    assert change(jane, production, name="C")["development_workspace_id"] == development["id"]
    assert change(jane, production, development_workspace_id=None)["development_workspace_id"] is None
    change(jane, production, **link)
    assert jane.call("DELETE", path).status_code == 204
    assert jane.call("GET", f"{PATH}/{production['id']}").json()["development_workspace_id"] is None
    assert change(jane, production, production=False)["kind"] == "shared"


def test_only_fitting_workspaces_are_linked(jane: Account, otto: Account) -> None:
    shared, production = create(jane, "A"), create(jane, "B", production=True)
    for one, other in ((shared, production), (production, production), (shared, shared)):
        said = {"development_workspace_id": other["id"]}
        assert_refused(jane.call("PATCH", f"{PATH}/{one['id']}", json=said), 409, "linked")
    for unknown in (create(otto, "A")["id"], str(uuid4()), "nonsense"):
        said = {"development_workspace_id": unknown}
        assert_refused(jane.call("PATCH", f"{PATH}/{production['id']}", json=said), 404, unknown)


@pytest.mark.parametrize(
    "name", ["", " ", " a", "a/b", "a\\b", "..", ".", "a\nb", "a\x7fb", "a\0b", "n" * 256, "\ud800", 7, None]
)
def test_names_that_no_path_can_hold_are_refused(jane: Account, name: Any) -> None:
    kept = create(jane, "Kept")
    assert jane.call("POST", PATH, json={"name": name}).status_code == 400
    if name is not None:
        assert jane.call("PATCH", f"{PATH}/{kept['id']}", json={"name": name}).status_code == 400
    assert seen_by(jane).keys() == {"Kept", jane.user_id}


def test_a_taken_name_is_refused(jane: Account, otto: Account) -> None:
    create(otto, "Claims")
    create(jane, "Claims")
    other, member = create(jane, "Other"), jane.hire()
    for name in ("Claims", member.user_id):
        assert_refused(jane.call("POST", PATH, json={"name": name}), 409, name)
        assert_refused(jane.call("PATCH", f"{PATH}/{other['id']}", json={"name": name}), 409, name)
    assert change(jane, other, name="Other")["name"] == "Other"


def test_a_workspace_is_deleted_when_nothing_is_in_it(jane: Account) -> None:
    claims, path = create(jane, "Claims"), f"/{jane.organization_id}/Claims/fs/Instabase Drive"
    batch = jane.sdk.batches.create(name="b", workspace="Claims")
    jane.call("PUT", f"/v2/files{path}/kept.txt", data=b"text")
    target = f"{PATH}/{claims['id']}"
    assert_refused(jane.call("DELETE", target), 409, "batches (1)", "files on its drive")
    jane.sdk.batches.delete(batch.id)
    jane.call("DELETE", f"/v2/files{path}/kept.txt")
    for _ in range(5000):
        answer = jane.call("DELETE", target)
        if answer.status_code == 204:
            break
        assert_refused(answer, 409)
    assert_refused(jane.call("GET", target), 404)
    create(jane, "Claims")


def test_personal_workspaces_stay_as_they_are(jane: Account) -> None:
    member = jane.hire()
    path = f"{PATH}/{personal(member)}"
    group = jane.call("POST", "/v2/groups", json={"name": "Clerks"}).json()
    for account in (jane, member):
        assert_refused(account.call("PATCH", path, json={"name": "x"}), 409, "personal")
        assert_refused(account.call("DELETE", path), 409, "personal")
        role = {"role": "reviewer"}
        assert_refused(account.call("PUT", f"{path}/members/{jane.user_id}", json=role), 409, "personal")
        assert_refused(account.call("PUT", f"{path}/groups/{group['id']}", json=role), 409, "personal")
        assert_refused(account.call("DELETE", f"{path}/members/{member.user_id}"), 409, "personal")


def test_a_removed_member_is_out_at_once(jane: Account) -> None:
    member, claims = jane.hire(), create(jane, "Claims")
    let_in(jane, claims, member.user_id, "developer")
    path = f"{PATH}/{claims['id']}/members/{member.user_id}"
    assert jane.call("DELETE", path).status_code == 204
    with pytest.raises(UnauthorizedException):
        member.sdk.batches.list(workspace="Claims")
    assert_refused(jane.call("DELETE", path), 404, member.user_id)


def test_everybody_may_leave_but_admins(jane: Account) -> None:
    member, colleague = jane.hire(), jane.hire("colleague@example.com")
    claims = create(member, "Claims")
    let_in(member, claims, colleague.user_id, "reviewer")
    members = f"{PATH}/{claims['id']}/members"
    assert_refused(colleague.call("DELETE", f"{members}/{member.user_id}"), 401, "reviewer")
    assert colleague.call("DELETE", f"{members}/{colleague.user_id}").status_code == 204
    assert member.call("DELETE", f"{members}/{member.user_id}").status_code == 204
    assert "Claims" not in seen_by(member)
    let_in(jane, claims, jane.user_id, "developer")
    assert_refused(jane.call("DELETE", f"{members}/{jane.user_id}"), 409, "admin")


def test_nobody_from_elsewhere_gets_in(jane: Account, otto: Account) -> None:
    claims, stranger = create(jane, "Claims"), otto.hire("stranger@example.com")
    path = f"{PATH}/{claims['id']}"
    answer = jane.call("PUT", f"{path}/members/{stranger.user_id}", json={"role": "reviewer"})
    assert_refused(answer, 404, stranger.user_id)
    group = otto.call("POST", "/v2/groups", json={"name": "Theirs"}).json()
    assert_refused(jane.call("PUT", f"{path}/groups/{group['id']}", json={"role": "reviewer"}), 404)
    assert_refused(jane.call("DELETE", f"{path}/groups/{group['id']}"), 404)
    answer = jane.call("PUT", f"{path}/members/{jane.user_id}", json={"role": "emperor"})
    assert_refused(answer, 400, "role")


def test_lists_are_paged(jane: Account) -> None:
    for number in range(3):
        create(jane, str(number))

    def names(**query: int) -> list[str]:
        return [each["name"] for each in jane.call("GET", PATH, params=query).json()["workspaces"]]

    assert names(limit=2) == ["0", "1"]
    assert names(limit=1, offset=2) == ["2"]


def test_every_change_is_in_the_audit_log(jane: Account) -> None:
    member, claims = jane.hire(), create(jane, "Claims")
    let_in(jane, claims, member.user_id, "tester")
    jane.call("DELETE", f"{PATH}/{claims['id']}/members/{member.user_id}")
    change(jane, claims, name="Other")
    jane.call("DELETE", f"{PATH}/{claims['id']}")

    def events(log_type: str) -> list[tuple[str, str]]:
        found = jane.call("POST", "/v1/auditlogs", json={"log_type": log_type}).json()["data"]["results"]
        return [(event["action"], event["target"]) for event in found]

    assert events("workspace_v2") == [
        ("workspace.deleted", "Other"),
        ("workspace.updated", "Other"),
        ("workspace.created", "Claims"),
    ]
    assert events("perms_v2") == [
        ("workspace_member.removed", member.user_id),
        ("workspace_member.added", f"{member.user_id}: tester"),
    ]
