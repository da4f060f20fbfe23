"""Request ids, the access log, and what is told of bugs."""

import json
from pathlib import Path
from typing import Any

import pytest
import requests

from tests.accounts import Account, assert_refused
from tests.databases import connected
from tests.server import running_server
from tests.waiting import wait_until


def lines_about(data_dir: Path, request_id: str) -> list[dict[str, Any]]:
    """Return the log's lines of a request, once it has its access line."""

    def found() -> list[dict[str, Any]] | None:
        lines = [
            json.loads(line)
            for line in (data_dir / "server.log").read_text().splitlines()
            if f'"{request_id}"' in line
        ]
        return lines if lines and lines[-1]["event"] == "request" else None

    return wait_until(found, f"the access line of request {request_id}")


def test_a_request_has_one_line_without_names_values_and_tokens(jane: Account) -> None:
    batch_id = jane.create_batch()

    answer = jane.call(
        "PUT",
        f"/v2/batches/{batch_id}/files/private.txt?hidden=query",
        data=b"confidential",
        headers={"X-Request-Id": "mine-1"},
    )

    assert answer.status_code == 204
    assert answer.headers["X-Request-Id"] == "mine-1"
    (line,) = lines_about(jane.site.data_dir, "mine-1")
    assert line["ms"] > 0
    assert line | {"timestamp": "", "ms": 0} == {
        "event": "request",
        "level": "info",
        "timestamp": "",
        "request_id": "mine-1",
        "method": "PUT",
        "route": "/api/v2/batches/{batch_id}/files/{filename}",
        "status": 204,
        "ms": 0,
        "organization": jane.organization_id,
        "user": jane.user_id,
    }
    log = (jane.site.data_dir / "server.log").read_text()
    assert not any(word in log for word in ("private.txt", "hidden", "confidential", jane.token))


@pytest.mark.parametrize("sent", [None, "", "two words", "x" * 129, 'a"b', "naïve".encode("latin-1")])
def test_ids_that_are_missing_or_malformed_are_made_anew(jane: Account, sent: str | bytes | None) -> None:
    headers = {} if sent is None else {"X-Request-Id": sent}

    made = [jane.call("GET", "/v2/batches", headers=headers).headers["X-Request-Id"] for _ in range(2)]

    assert made[0] != made[1]
    assert all(len(request_id) == 36 for request_id in made)


def test_refusals_and_unknown_paths_have_an_id_and_a_line(jane: Account) -> None:
    unknown = jane.call("GET", "/v2/nothing/here")
    refused = requests.get(f"{jane.site.url}/api/v2/batches", timeout=60)

    assert_refused(unknown, 404)
    assert_refused(refused, 401)
    (line,) = lines_about(jane.site.data_dir, unknown.headers["X-Request-Id"])
    assert (line["route"], line["status"], line["user"]) == ("(none)", 404, None)
    (line,) = lines_about(jane.site.data_dir, refused.headers["X-Request-Id"])
    assert (line["route"], line["status"], line["user"]) == ("/api/v2/batches", 401, None)


@pytest.mark.slow
def test_a_bug_is_answered_with_the_id_under_which_the_log_has_it(tmp_path: Path) -> None:
    with running_server(tmp_path, DOCYARD_LOG_FORMAT="json") as server:
        organization = server.found("org")
        with connected(tmp_path) as connection:
            connection.exec_driver_sql("ALTER TABLE docyard_batches RENAME TO lost")

        answer = requests.get(f"{server.url}/api/v2/batches", headers=organization.headers, timeout=60)

    request_id = answer.headers["X-Request-Id"]
    assert_refused(answer, 500, "went wrong on the server", request_id)
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    failure, access = lines_about(tmp_path, request_id)
    assert failure["event"] == "request.failed"
    assert "docyard_batches" in failure["exception"]
    assert access["status"] == 500
