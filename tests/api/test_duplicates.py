"""The rule against duplicates, over several runs of a workspace."""

from typing import Any

import pytest

from tests.api.test_runs import finish, get, make_batch, post
from tests.server import Organization, Server

APP = """\
name: Once
fields:
  - name: number
    type: identifier
    aliases: [invoice number]
    validation: [{duplicate: [date]}]
  - {name: date, type: date, aliases: [date]}
"""


@pytest.fixture(scope="module")
def app(live: Server, tenant: Organization) -> str:
    pushed = post(live, tenant, "/v2/apps", {"file": APP, "state": "PRODUCTION"})
    assert pushed.status_code == 201, pushed.text
    return "Once"


def _invoice(number: str, day: str, *, more: str = "") -> bytes:
    return f"Invoice number: {number}\nDate: {day}\n{more}\n".encode()


def _duplicates(live: Server, tenant: Organization, app: str, files: dict[str, bytes]) -> list[str]:
    """Run files and return the names of those with the alert."""
    body = {"app_name": app, "batch_id": make_batch(live, tenant, files)}
    started = post(live, tenant, "/v2/apps/runs", body).json()
    assert finish(live, tenant, started["id"])["status"] == "COMPLETE"
    answer = get(live, tenant, f"/v2/apps/runs/{started['id']}/results", include_validation_results=True)
    return [file["original_file_name"] for file in answer.json()["files"] if _has_alert(file)]


def _has_alert(file: Any) -> bool:
    [field] = [each for each in file["documents"][0]["fields"] if each["field_name"] == "number"]
    assert field["value"]
    types = [alert["type"] for alert in field["validations"]["alerts"]]
    assert types in ([], ["duplicate"])
    return bool(types)


def test_what_was_recorded_later_is_the_duplicate(live: Server, tenant: Organization, app: str) -> None:
    first = {
        "a.txt": _invoice("INV-7001", "2026-01-02"),
        "b.txt": _invoice("INV-7001", "2026-01-02", more="A copy."),
        "c.txt": _invoice("INV-7002", "2026-01-02"),
        "d.txt": _invoice("INV-7001", "2026-01-03"),
    }
    assert _duplicates(live, tenant, app, first) == ["b.txt"]
    # The very same files are no duplicates of themselves, but of the others.
    assert _duplicates(live, tenant, app, {"c.txt": first["c.txt"], "d.txt": first["d.txt"]}) == []
    again = {
        "e.txt": _invoice("inv-7002", "2026-01-02", more="Another scan."),
        "f.txt": _invoice("INV-7003", "2026-01-02"),
    }
    assert _duplicates(live, tenant, app, again) == ["e.txt"]
