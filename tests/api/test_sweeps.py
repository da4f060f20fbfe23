"""How long workspaces keep what is finished, and sweeps, over HTTP."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from docyard.domain.identity import Caller, WorkspaceRole
from docyard.domain.runs import Run, RunStatus
from docyard.store import runs, workspaces
from tests.accounts import Account, Site, assert_refused
from tests.api.test_audit_events import noted
from tests.factories import make_run
from tests.waiting import wait_until


@pytest.fixture(autouse=True)
def night(site: Site) -> None:
    """Wait for the sweep that every server begins with, so that it takes nothing of a test's."""
    admin = site.found()

    def is_over() -> bool:
        found = admin.call("GET", "/v2/sweeps").json()["sweeps"]
        return {each["state"] for each in found if each["is_nightly"]} == {"COMPLETE"}

    wait_until(is_over, "the end of the nightly sweep")


def personal(account: Account) -> str:
    (own,) = account.call("GET", "/v2/workspaces", params={"name": account.user_id}).json()["workspaces"]
    return f"/v2/workspaces/{own['id']}"


def add_old_run(account: Account, *, days: int) -> Run:
    """Add a run of the personal workspace that ended that long ago."""
    ended = datetime.now(UTC) - timedelta(days=days)
    caller = Caller(account.organization_id, account.user_id, is_admin=True)
    with account.site.database.write() as session:
        made = make_run(session, caller, files=1, started_at=ended)
        run = replace(made, id=uuid4(), output_key=f"{account.organization_id}/{uuid4()}")
        runs.delete_run(session, run_id=made.id)
        runs.add_run(session, run=run, files=[])
        runs.move_run(session, run_id=run.id, to=RunStatus.COMPLETE, message=None, now=ended)
    account.site.drive.write(f"{run.output_key}/results.json", [b"12345"])
    return run


def sweep(account: Account) -> dict[str, Any]:
    answer = account.call("POST", "/v2/sweeps")
    assert answer.status_code == 202, answer.text
    assert answer.json()["state"] == "RUNNING"
    path = f"/v2/sweeps/{answer.json()['id']}"

    def ended() -> dict[str, Any] | None:
        body: dict[str, Any] = account.call("GET", path).json()
        return None if body["state"] == "RUNNING" else body

    return wait_until(ended, f"the end of {path}")


def test_a_sweep_deletes_what_is_older_than_the_workspace_keeps_it(jane: Account, otto: Account) -> None:
    assert jane.call("PATCH", personal(jane), json={"retention_days": 30}).json()["retention_days"] == 30
    old, young = add_old_run(jane, days=31), add_old_run(jane, days=29)
    done = sweep(jane)
    assert (done["state"], done["message"], done["is_nightly"]) == ("COMPLETE", "", False)
    assert done["started_at"] <= done["finished_at"]
    assert done["swept"] == [{"kind": "runs", "workspace": jane.user_id, "items": 1, "size_bytes": 5}]
    assert jane.call("GET", f"/v2/apps/runs/{old.id}").status_code == 404
    assert jane.site.drive.find(old.output_key) is None
    assert jane.call("GET", f"/v2/apps/runs/{young.id}").status_code == 200
    assert ("workspace", "retention.runs_deleted", "1 runs", jane.user_id) in [
        (kind.removesuffix("_v2"), action, target, room) for kind, action, target, room in noted(jane)
    ]
    listed = jane.call("GET", "/v2/sweeps").json()["sweeps"]
    assert done["id"] in [each["id"] for each in listed]
    assert_refused(otto.call("GET", f"/v2/sweeps/{done['id']}"), 404, done["id"])


def test_by_default_nothing_goes(jane: Account) -> None:
    run = add_old_run(jane, days=9_000)
    assert sweep(jane)["swept"] == []
    assert jane.call("GET", f"/v2/apps/runs/{run.id}").status_code == 200


def test_the_organization_says_what_workspaces_do_not(jane: Account) -> None:
    room = personal(jane)
    assert jane.call("GET", room).json()["retention_days"] is None
    answer = jane.call("PATCH", "/v2/organization", json={"retention_days": 30})
    assert answer.json()["retention_days"] == 30
    assert jane.call("PATCH", "/v2/organization", json={"name": "x"}).json()["retention_days"] == 30
    jane.call("PATCH", room, json={"retention_days": 0})
    kept = add_old_run(jane, days=31)
    assert sweep(jane)["swept"] == []
    assert jane.call("PATCH", room, json={"retention_days": None}).json()["retention_days"] is None
    assert sweep(jane)["swept"][0]["items"] == 1
    assert jane.call("GET", f"/v2/apps/runs/{kept.id}").status_code == 404
    cleared = jane.call("PATCH", "/v2/organization", json={"retention_days": None})
    assert cleared.json()["retention_days"] is None


@pytest.mark.parametrize("days", [-1, 36_501, 1.5, "soon"])
def test_days_that_are_none_are_refused(jane: Account, days: object) -> None:
    answer = jane.call("PATCH", personal(jane), json={"retention_days": days})
    assert_refused(answer, 400, "retention_days")


def test_managers_say_how_long_their_workspace_keeps_things(jane: Account) -> None:
    manager, developer = jane.hire("manager@example.com"), jane.hire("developer@example.com")
    jane.share_workspace("Claims", manager, role=WorkspaceRole.MANAGER)
    with jane.site.database.write() as session:
        room = workspaces.find_workspace(session, organization_id=jane.organization_id, name="Claims")
        assert room is not None
        workspaces.add_workspace_member(
            session, workspace_id=room.id, user_id=developer.user_id, role=WorkspaceRole.DEVELOPER
        )
    path = f"/v2/workspaces/{room.id}"
    assert manager.call("PATCH", path, json={"retention_days": 7}).status_code == 200
    assert_refused(developer.call("PATCH", path, json={"retention_days": 9}), 401, "manager")
    assert_refused(manager.call("POST", "/v2/sweeps"), 401, "admins")
    assert_refused(jane.call("PATCH", personal(jane), json={"retention_days": 7, "name": "x"}), 409)
