"""Usage over HTTP: who sees what, and what is summed."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import requests

from docyard.domain.identity import WorkspaceRole
from tests.accounts import Account, assert_refused, wait_for_run
from tests.documents import invoice_pdf
from tests.waiting import wait_until


@pytest.fixture(autouse=True)
def day() -> None:
    """Let no midnight fall into a test, whose run would count on two days."""

    def is_long() -> bool:
        now = datetime.now(UTC)
        return now.date() == (now + timedelta(minutes=2)).date()

    wait_until(is_long, "the next day")


def run_one(account: Account, workspace: str | None = None) -> str:
    batch_id = account.create_batch()
    files = f"/v2/batches/{batch_id}/files"
    for name, data in (("a.pdf", invoice_pdf(pages=2)), ("b.pdf", b"%PDF-nothing")):
        assert account.call("PUT", f"{files}/{name}", data=data).status_code == 204
    body = {"app_name": "Invoice", "batch_id": batch_id, "output_workspace": workspace}
    run_id: str = account.call("POST", "/v2/apps/runs", json=body).json()["id"]
    wait_for_run(account, run_id)
    return run_id


def usage(account: Account, **query: object) -> list[dict[str, Any]]:
    answer: requests.Response = account.call("GET", "/v2/usage", params=query)
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["usage"]
    return found


def test_usage_is_counted_and_outlives_runs(jane: Account) -> None:
    assert usage(jane) == []
    run_id = run_one(jane)
    assert jane.call("DELETE", f"/v2/apps/runs/{run_id}").status_code == 202
    (today,) = usage(jane)
    assert today["engine_seconds"] > 0
    assert today | {"engine_seconds": 0} == {
        "day": datetime.now(UTC).date().isoformat(),
        "month": None,
        "workspace": None,
        "workspace_id": None,
        "runs": 1,
        "files": 2,
        "failed_files": 1,
        "pages": 2,
        "documents": 1,
        "engine_seconds": 0,
    }
    (month,) = usage(jane, by="month")
    assert month["month"] == today["day"][:7]
    assert usage(jane, to="2020-01-31") == []
    assert usage(jane, **{"from": "0001-01-01", "to": "9999-12-31"}) == [today]


def test_managers_see_what_they_manage_and_admins_all(jane: Account) -> None:
    manager, developer = jane.hire("manager@example.com"), jane.hire("developer@example.com")
    jane.share_workspace("Claims", manager, role=WorkspaceRole.MANAGER)
    jane.share_workspace("Archive", developer, manager, role=WorkspaceRole.DEVELOPER)
    run_one(jane, "Claims")
    run_one(jane, "Archive")
    assert [row["workspace"] for row in usage(jane, by="workspace")] == ["Archive", "Claims"]
    assert [row["workspace"] for row in usage(manager, by="workspace")] == ["Claims"]
    assert usage(developer) == []
    assert len(usage(manager, workspace="Claims")) == 1
    for caller, workspace, status in (
        (manager, "Archive", 401),
        (developer, "Claims", 401),
        (manager, "Nowhere", 404),
    ):
        refused = caller.call("GET", "/v2/usage", params={"workspace": workspace})
        assert_refused(refused, status, workspace)


@pytest.mark.parametrize(
    "query",
    [
        {"from": "2026-02-30"},
        {"to": "yesterday"},
        {"from": "2026-03-02", "to": "2026-03-01"},
        {"by": "hour"},
        {"limit": "0"},
        {"offset": "99999999999999999999"},
        {"to": "99999999999999999999999"},
    ],
)
def test_bad_questions_are_refused(jane: Account, query: dict[str, str]) -> None:
    assert_refused(jane.call("GET", "/v2/usage", params=query), 400)


def test_an_early_end_has_an_early_start(jane: Account) -> None:
    assert usage(jane, to="0001-01-02") == []
