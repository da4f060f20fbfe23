"""Secrets over HTTP and with the official SDK: set, used by runs, and never told."""

import stat
import time
from uuid import UUID

import pytest
from aihub.exceptions import ConflictException, NotFoundException, UnauthorizedException

from docyard.store import runs
from tests.accounts import Account, assert_refused
from tests.documents import blank_pdf

PATH = "/v2/aihub/secrets"


def aliases(account: Account, **narrowed: str) -> list[str]:
    return [secret.alias for secret in account.sdk.secrets.list(**narrowed).secrets]


def test_the_sdk_sets_lists_changes_and_deletes(jane: Account) -> None:
    jane.share_workspace("Claims")
    before = int(time.time() * 1000)
    jane.sdk.secrets.create("db_password", "hunter2", "SOME", "of the claims", ["Claims", "Claims"])
    (secret,) = jane.sdk.secrets.list().secrets
    told = secret.to_dict()
    created = told.pop("created_at")
    assert before <= created == told.pop("updated_at") <= time.time() * 1000
    assert told == {
        "alias": "db_password",
        "description": "of the claims",
        "allowed_workspaces_type": "SOME",
        "allowed_workspaces": ["Claims"],
        "org": jane.organization_id,
        "created_by": jane.user_id,
        "last_updated_by": jane.user_id,
    }
    time.sleep(0.002)
    jane.sdk.secrets.update("db_password", value="hunter3", allowed_workspaces_type="ALL")
    (changed,) = jane.sdk.secrets.list(alias="db_password").secrets
    assert changed.updated_at > changed.created_at == created
    assert (changed.description, changed.allowed_workspaces_type) == ("of the claims", "ALL")
    assert changed.allowed_workspaces == []
    jane.sdk.secrets.delete("db_password")
    assert aliases(jane) == []


def test_changes_answer_with_an_empty_object(jane: Account) -> None:
    body = {"alias": "a", "value": "v", "allowed_workspaces_type": "NONE", "allowed_workspaces": None}
    for method, sent in (("POST", body), ("PATCH", {"alias": "a"}), ("DELETE", {"alias": "a"})):
        answer = jane.call(method, PATH, json=sent)
        assert (answer.status_code, answer.json()) == (200, {})


def test_a_change_leaves_the_rest_as_it_is(jane: Account) -> None:
    for name in ("A", "B"):
        jane.share_workspace(name)
    jane.sdk.secrets.create("s", "v", "SOME", "old", ["A"])

    def change(**said: object) -> tuple[str, str, list[str]]:
        assert jane.call("PATCH", PATH, json={"alias": "s"} | said).status_code == 200
        (body,) = jane.call("GET", PATH).json()["secrets"]
        return body["description"], body["allowed_workspaces_type"], body["allowed_workspaces"]

    assert change(value="w") == ("old", "SOME", ["A"])
    assert change(description="", value=None) == ("", "SOME", ["A"])
    assert change(allowed_workspaces=["B", "A"]) == ("", "SOME", ["A", "B"])
    assert change(allowed_workspaces_type="NONE", allowed_workspaces=["A"]) == ("", "NONE", [])
    assert change(allowed_workspaces=["A"]) == ("", "NONE", [])
    assert change(allowed_workspaces_type="SOME", allowed_workspaces=["A"]) == ("", "SOME", ["A"])


def test_the_sdk_gets_its_own_exceptions(jane: Account) -> None:
    member = jane.hire()
    jane.sdk.secrets.create("taken", "v", "ALL")
    with pytest.raises(ConflictException, match="'taken' exists already"):
        jane.sdk.secrets.create("taken", "w", "ALL")
    with pytest.raises(NotFoundException, match="'unknown'"):
        jane.sdk.secrets.update("unknown", value="w")
    with pytest.raises(NotFoundException, match="'unknown'"):
        jane.sdk.secrets.delete("unknown")
    with pytest.raises(UnauthorizedException, match="admins"):
        member.sdk.secrets.create("mine", "w", "ALL")


def test_two_organizations_may_use_one_alias(jane: Account, otto: Account) -> None:
    jane.sdk.secrets.create("key", "hers", "ALL", "hers")
    otto.sdk.secrets.create("key", "his", "ALL", "his")
    jane.sdk.secrets.delete("key")
    assert [secret.description for secret in otto.sdk.secrets.list().secrets] == ["his"]


def test_members_list_only_what_a_workspace_of_theirs_may_use(jane: Account) -> None:
    member = jane.hire()
    jane.share_workspace("Claims", member)
    jane.share_workspace("Board")
    for alias, kind, rooms in (
        ("for_all", "ALL", None),
        ("for_board", "SOME", ["Board"]),
        ("for_both", "SOME", ["Board", "Claims"]),
        ("for_none", "NONE", None),
    ):
        jane.sdk.secrets.create(alias, "v", kind, allowed_workspaces=rooms)
    assert aliases(member, workspace="Claims") == ["for_all", "for_both"]
    assert aliases(member, workspace="Claims", alias="for_both") == ["for_both"]
    assert aliases(member, workspace="Claims", alias="for_board") == []
    assert aliases(member, workspace=member.user_id) == ["for_all"]
    assert aliases(jane, workspace="Board") == ["for_all", "for_board", "for_both"]
    assert aliases(jane) == ["for_all", "for_board", "for_both", "for_none"]
    (both,) = member.sdk.secrets.list(workspace="Claims", alias="for_both").secrets
    assert both.allowed_workspaces == ["Claims"]
    assert_refused(member.call("GET", PATH), 401, "workspace")
    assert_refused(member.call("GET", PATH, params={"workspace": "Board"}), 401, "Board")
    assert_refused(member.call("GET", PATH, params={"workspace": "Nowhere"}), 404, "Nowhere")
    for method, body in (
        ("POST", {"alias": "x", "value": "v", "allowed_workspaces_type": "ALL"}),
        ("PATCH", {"alias": "for_all", "value": "v"}),
        ("DELETE", {"alias": "for_all"}),
    ):
        assert_refused(member.call(method, PATH, json=body), 401, "admins")
    assert len(aliases(jane)) == 4


NEW = {"alias": "new", "value": "v", "allowed_workspaces_type": "ALL"}


@pytest.mark.parametrize(
    ("change", "status"),
    [
        *(
            ({"alias": alias}, 400)
            for alias in ("", "a b", "a-b", "ä", "a.b", "x" * 256, "a\0", 7, None, "a\n")
        ),
        *(({"value": value}, 400) for value in ("", "x" * 45_001, None, 7, ["x"], "\ud800")),
        ({"description": "x" * 1001}, 400),
        ({"description": 7}, 400),
        ({"allowed_workspaces_type": "all"}, 400),
        ({"allowed_workspaces_type": None}, 400),
        ({"allowed_workspaces_type": "SOME"}, 400),
        ({"allowed_workspaces_type": "SOME", "allowed_workspaces": []}, 400),
        ({"allowed_workspaces_type": "SOME", "allowed_workspaces": "Claims"}, 400),
        ({"allowed_workspaces_type": "SOME", "allowed_workspaces": [7]}, 400),
        ({"allowed_workspaces_type": "SOME", "allowed_workspaces": ["Nowhere"]}, 404),
    ],
)
def test_refuses_bad_secrets(jane: Account, change: dict[str, object], status: int) -> None:
    assert_refused(jane.call("POST", PATH, json=NEW | change), status)
    jane.sdk.secrets.create("old", "v", "ALL")
    # A null says nothing in a change; an unknown alias is looked for, not judged.
    if "alias" not in change and None not in change.values():
        assert_refused(jane.call("PATCH", PATH, json={"alias": "old"} | change), status)
    assert aliases(jane) == ["old"]


@pytest.mark.parametrize("method", ["POST", "PATCH", "DELETE"])
@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b"{}", b'{"alias": null}', b"\xff", b'"a"'])
def test_refuses_bad_bodies(jane: Account, method: str, body: bytes) -> None:
    assert_refused(jane.call(method, PATH, data=body, headers={"Content-Type": "application/json"}), 400)


def test_takes_the_longest_value(jane: Account) -> None:
    jane.sdk.secrets.create("x" * 255, "ä" * 45_000, "ALL")
    assert aliases(jane) == ["x" * 255]


def test_a_value_is_never_told(jane: Account) -> None:
    value = "correct horse battery staple"
    body = NEW | {"value": value}
    answers = [
        jane.call("POST", PATH, json=body),
        jane.call("POST", PATH, json=body),
        jane.call("POST", PATH, json=body | {"alias": "other", "allowed_workspaces_type": "SOME"}),
        jane.call("POST", PATH, json=body | {"alias": [value]}),
        jane.call("POST", PATH, json=body | {"value": [value]}),
        jane.call("PATCH", PATH, json={"alias": "new", "value": value, "description": 7}),
        jane.call("PATCH", PATH, json={"alias": "new", "value": value}),
        jane.call("GET", PATH),
    ]
    assert [answer.status_code for answer in answers] == [200, 409, 400, 400, 400, 400, 200, 200]
    assert value not in " ".join(answer.text for answer in answers)
    files = [path for path in jane.site.data_dir.rglob("*") if path.is_file()]
    assert len(files) > 3
    assert [path for path in files if value.encode() in path.read_bytes()] == []


def test_the_key_file_is_for_its_owner_alone(jane: Account) -> None:
    jane.sdk.secrets.create("a", "v", "ALL")
    assert stat.S_IMODE((jane.site.data_dir / "secret.keys").stat().st_mode) == 0o600


def test_runs_name_secrets_that_their_workspace_may_use(jane: Account) -> None:
    jane.share_workspace("Claims")
    jane.sdk.secrets.create("claims_only", "v", "SOME", allowed_workspaces=["Claims"])
    jane.sdk.secrets.create("nowhere", "v", "NONE")
    batch_id = jane.create_batch()
    jane.sdk.batches.add_file(batch_id, "a.pdf", blank_pdf())

    def start(workspace: str | None, **keys: str) -> str:
        run = jane.sdk.apps.runs.create(
            app_name="Receipt",
            batch_id=batch_id,
            output_workspace=workspace,
            settings={"keys": {"secret": keys, "custom": {"region": "EU"}}},
        )
        return str(run.id)

    run_id = start("Claims", password="claims_only")
    with jane.site.database.read() as session:
        run = runs.find_run(session, run_id=UUID(run_id))
    assert run is not None
    assert run.settings.secret_keys == {"password": "claims_only"}
    for workspace, alias in ((None, "claims_only"), ("Claims", "nowhere"), ("Claims", "unknown")):
        with pytest.raises(NotFoundException, match=alias):
            start(workspace, password=alias)


def test_a_secret_of_another_organization_is_unknown_to_runs(jane: Account, otto: Account) -> None:
    otto.sdk.secrets.create("his", "v", "ALL")
    batch_id = jane.create_batch()
    jane.sdk.batches.add_file(batch_id, "a.pdf", blank_pdf())
    with pytest.raises(NotFoundException, match="'his'"):
        jane.sdk.apps.runs.create(
            app_name="Receipt", batch_id=batch_id, settings={"keys": {"secret": {"password": "his"}}}
        )
