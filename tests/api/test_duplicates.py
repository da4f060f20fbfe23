"""The rule against duplicates, over several runs of a workspace."""

from typing import Any

import pytest

from tests.api.test_class_corrections import reclass
from tests.api.test_reviews import correction, review
from tests.api.test_revisions import revised
from tests.api.test_runs import delete, finish, get, make_batch, post
from tests.server import Organization, Server
from tests.waiting import wait_until

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
    return _marked(live, tenant, started["id"])


def _marked(live: Server, tenant: Organization, run_id: str) -> list[str]:
    answer = get(live, tenant, f"/v2/apps/runs/{run_id}/results", include_validation_results=True)
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


REVIEWED = """\
name: Once reviewed
functions:
  - name: joined
    source: |
      def joined(prefix, serial):
          return prefix + serial
classes:
  - name: Bill
    keywords: [invoice number]
    fields:
      - name: number
        type: identifier
        aliases: [invoice number]
        validation: [{duplicate: [date]}]
      - {name: date, type: date, aliases: [date]}
      - {name: note, required: true, aliases: [no such label]}
      - {name: prefix, aliases: [prefix]}
      - {name: serial, aliases: [serial]}
      - {name: whole, kind: function, function: joined, validation: [{duplicate: []}]}
  - name: Letter
    fields: [{name: note, required: true, aliases: [no such label]}]
"""


@pytest.fixture(scope="module")
def deployment_id(live: Server, tenant: Organization) -> str:
    pushed = post(live, tenant, "/v2/apps", {"file": REVIEWED, "state": "PRODUCTION"})
    assert pushed.status_code == 201, pushed.text
    body = {"name": "once reviewed", "app_name": "Once reviewed", "review_enabled": True}
    deployment_id: str = post(live, tenant, "/v2/apps/deployments", body).json()["id"]
    return deployment_id


def _stopped(live: Server, tenant: Organization, deployment_id: str, files: dict[str, bytes]) -> str:
    body = {"batch_id": make_batch(live, tenant, files)}
    run_id: str = post(live, tenant, f"/v2/apps/deployments/{deployment_id}/runs", body).json()["id"]
    assert finish(live, tenant, run_id)["status"] == "STOPPED_AT_CHECKPOINT"
    return run_id


def _correct(live: Server, tenant: Organization, run_id: str, *corrections: dict[str, object]) -> list[str]:
    review(live, tenant, run_id, {"corrections": list(corrections)})
    return _marked(live, tenant, run_id)


def test_corrections_make_documents_equal_and_different(
    live: Server, tenant: Organization, deployment_id: str
) -> None:
    files = {
        "a.txt": _invoice("INV-7101", "2026-01-02"),
        "b.txt": _invoice("INV-7102", "2026-01-02"),
        "c.txt": _invoice("INV-7101", "2026-01-02", more="A copy."),
    }
    run_id = _stopped(live, tenant, deployment_id, files)
    assert _marked(live, tenant, run_id) == ["c.txt"]

    def number(value: str, file: str) -> dict[str, object]:
        return correction("number", value, file=file)

    assert _correct(live, tenant, run_id, number("INV-7102", "c.txt")) == ["c.txt"]
    assert _correct(live, tenant, run_id, number("INV-7103", "c.txt")) == []
    assert _correct(live, tenant, run_id, number("inv-7103", "a.txt")) == ["c.txt"]
    assert _correct(live, tenant, run_id, correction("date", "2026-02-02", file="c.txt")) == []
    assert _correct(live, tenant, run_id, number("INV-7103", "b.txt")) == ["b.txt"]
    # What is corrected in one document makes another one a duplicate, or none.
    assert _correct(live, tenant, run_id, number("INV-7104", "a.txt")) == []
    review(live, tenant, run_id, {"accept": True, "corrections": [number("INV-7103", "a.txt")]})
    assert finish(live, tenant, run_id)["status"] == "COMPLETE"
    assert _marked(live, tenant, run_id) == ["b.txt"]


def test_later_runs_are_compared_with_what_people_wrote_until_the_run_is_deleted(
    live: Server, tenant: Organization, deployment_id: str
) -> None:
    first = _stopped(live, tenant, deployment_id, {"a.txt": _invoice("INV-7201", "2026-01-02")})
    change = correction("number", "INV-7202", file="a.txt")
    review(live, tenant, first, {"accept": True, "corrections": [change]})
    assert finish(live, tenant, first)["status"] == "COMPLETE"

    files = {"b.txt": _invoice("INV-7201", "2026-01-02"), "c.txt": _invoice("INV-7202", "2026-01-02")}
    second = _stopped(live, tenant, deployment_id, files)
    # The bytes of this one are those of the first run's.
    again = {"a.txt": _invoice("INV-7201", "2026-01-02"), "d.txt": _invoice("INV-7203", "2026-01-02")}
    third = _stopped(live, tenant, deployment_id, again)
    assert (_marked(live, tenant, second), _marked(live, tenant, third)) == (["c.txt"], [])
    assert _correct(live, tenant, third, correction("number", "INV-7202", file="d.txt")) == ["d.txt"]

    for run_id in (first, second):
        assert post(live, tenant, f"/v2/apps/runs/{run_id}/cancel", {}).status_code in (200, 409)
        assert delete(live, tenant, f"/v2/apps/runs/{run_id}").status_code == 202
    review(live, tenant, third, {"accept": True})
    assert finish(live, tenant, third)["status"] == "COMPLETE"
    assert _marked(live, tenant, third) == []


def test_a_correction_takes_alerts_from_other_runs_that_wait(
    live: Server, tenant: Organization, deployment_id: str
) -> None:
    first = _stopped(live, tenant, deployment_id, {"a.txt": _invoice("INV-7401", "2026-01-02")})
    copy = _invoice("INV-7401", "2026-01-02", more="A copy.")
    second = _stopped(live, tenant, deployment_id, {"b.txt": copy})
    assert _marked(live, tenant, second) == ["b.txt"]
    assert _correct(live, tenant, first, correction("number", "INV-7402", file="a.txt")) == []
    wait_until(lambda: not _marked(live, tenant, second), "that the copy is none any more")


def test_what_a_worker_makes_of_corrections_is_compared(
    live: Server, tenant: Organization, deployment_id: str
) -> None:
    files = {
        "a.txt": b"Invoice number: INV-7301\nPrefix: AB\nSerial: 7301\n",
        "b.txt": b"Invoice number: INV-7302\nPrefix: AB\nSerial: 7302\n",
        "c.txt": b"Invoice number: INV-7301\nPrefix: AC\nSerial: 7303\n",
    }
    run_id = _stopped(live, tenant, deployment_id, files)
    assert _broken(live, tenant, run_id) == {"c.txt": ["number"]}

    review(live, tenant, run_id, {"corrections": [correction("serial", "7301", file="b.txt")]})
    revised(live, tenant, run_id, times=1)
    assert _broken(live, tenant, run_id) == {"b.txt": ["whole"], "c.txt": ["number"]}

    # One that is of another class has no such values, until its class is put right again.
    review(live, tenant, run_id, {"class_corrections": [reclass("Letter", file="a.txt")]})
    assert _broken(live, tenant, run_id) == {}
    review(live, tenant, run_id, {"class_corrections": [reclass("Bill", file="a.txt")]})
    review(live, tenant, run_id, {"accept": True})
    assert finish(live, tenant, run_id)["status"] == "COMPLETE"
    assert _broken(live, tenant, run_id) == {"b.txt": ["whole"], "c.txt": ["number"]}


def _broken(live: Server, tenant: Organization, run_id: str) -> dict[str, list[str]]:
    """Return the fields with the alert of each file that has any."""
    answer = get(live, tenant, f"/v2/apps/runs/{run_id}/results", include_validation_results=True)
    found = {
        file["original_file_name"]: [
            field["field_name"]
            for field in file["documents"][0]["fields"]
            if any(alert["type"] == "duplicate" for alert in field["validations"]["alerts"])
        ]
        for file in answer.json()["files"]
    }
    return {name: fields for name, fields in found.items() if fields}
