"""What clients get wrong, and intruders try, at every route: a refusal, never a failure, nothing changed."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
import requests
from sqlalchemy import func, select

from docyard.store.tables import AuditEventRow
from tests.accounts import Account
from tests.api.permissions import all_rows
from tests.api.permissions.world import World

ROWS = all_rows()
WITH_JSON = ("post", "put", "patch", "delete")

# Bodies that are right for no route.
BODIES: dict[str, bytes] = {
    "cut off": b'{"name": ',
    "not UTF-8": b'{"name": "\xff\xfe"}',
    "a list": b"[]",
    "a text": b'"text"',
    "a number": b"1e999",
    "deep": b'{"a":' * 10_000 + b"1" + b"}" * 10_000,
    "deep list": b"[" * 100_000 + b"]" * 100_000,
    "a huge number": b"9" * 100_000,
}

# Values that are right for no property that has a type.
TEXTS = ["a\x00b", "\ud800", "x" * 200_000]
NUMBERS = [2**63, -(2**70), 10**400, float("nan"), float("inf"), "abc", [], {}]

NAMES = [
    "%00",
    "..",
    "..%2f..%2fetc%2fpasswd",
    "%2e%2e%2f%2e%2e",
    "..%5c..",
    "%252e%252e%252f",
    "%ff",
    "%ed%a0%80",
    "9" * 40,
    "x" * 5_000,
    "-1",
    "ffffffff-ffff-4fff-bfff-ffffffffffff",
]


def count_changes(admin: Account) -> int:
    """Count what was noted as changed, in all organizations: every change notes an audit event."""
    with admin.site.database.read() as session:
        return session.scalar(select(func.count()).select_from(AuditEventRow)) or 0


def check_refused(world: World, answer: requests.Response, changes: int, sent: object) -> None:
    """Check that an answer is a refusal in the right shape and that nothing was changed."""
    assert answer.status_code < 500, (sent, answer.status_code, answer.text)
    body = answer.json()
    if "/api/v1/" in answer.url:
        assert (answer.status_code, body["status"]) == (200, "ERROR"), (sent, body)
        assert body["msg"]
    else:
        assert answer.status_code >= 400, (sent, answer.status_code, answer.text[:500])
        assert body["message"].endswith("."), body
    assert count_changes(world.admin) == changes, sent


def send(world: World, method: str, path: str, **options: Any) -> requests.Response:
    return world.admin.call(method.upper(), path, allow_redirects=False, **options)


# Routes that take any text: one tells what is wrong with it, the other has no use for its types.
TAKE_ANY_TEXT = {("post", "/api/v2/apps/validate"), ("post", "/api/v1/jobs/status")}

JSON_ROUTES = [(method, path) for method, path in ROWS if method in WITH_JSON]


@pytest.mark.parametrize(("method", "path"), JSON_ROUTES, ids=[" ".join(route) for route in JSON_ROUTES])
def test_bodies(world: World, method: str, path: str) -> None:
    request = ROWS[method, path].request(world)
    if "json" not in request:
        pytest.skip("takes no JSON")
    changes = count_changes(world.admin)
    headers = {"Content-Type": "application/json"}
    for name, body in BODIES.items():
        answer = send(world, method, request["path"], data=body, headers=headers)
        check_refused(world, answer, changes, name)
    for sent in spoiled(request["json"]):
        body = json.dumps(sent).encode()
        answer = send(world, method, request["path"], data=body, headers=headers)
        if answer.status_code != 200 or (method, path) not in TAKE_ANY_TEXT:
            check_refused(world, answer, changes, body[:200])


def spoiled(body: Any) -> Iterator[dict[str, Any]]:
    """Return the body with one property made impossible, for each that is a text or a number."""
    for name, value in body.items():
        if isinstance(value, str):
            for text in TEXTS:
                yield body | {name: text}
            yield body | {name: {"a": ["b"]}}
        elif isinstance(value, int) and not isinstance(value, bool):
            for number in NUMBERS:
                yield body | {name: number}


@pytest.mark.parametrize(("method", "path"), ROWS, ids=[" ".join(route) for route in ROWS])
def test_names_in_paths(world: World, method: str, path: str) -> None:
    places = re.findall(r"{(\w+)}", path)
    if not places:
        pytest.skip("has no names")
    request = ROWS[method, path].request(world)
    options = {name: value for name, value in request.items() if name not in ("path", "headers")}
    headers = world.admin.headers | request.get("headers", {})
    changes = count_changes(world.admin)
    with requests.Session() as session:
        for name in NAMES:
            nasty = re.sub(r"{\w+}", name, path.removeprefix("/api"))
            # As it stands: a client library would tidy the dots away.
            prepared = requests.Request(
                method.upper(), world.admin.site.url, headers=headers, **options
            ).prepare()
            prepared.url = f"{world.admin.site.url}/api{nasty}"
            answer = session.send(prepared, timeout=120, allow_redirects=False)
            if method == "head":
                assert 400 <= answer.status_code < 500, (name, answer.status_code)
            elif method == "delete" and answer.status_code == 202:
                assert count_changes(world.admin) == changes, name  # deleting nothing is no failure
            else:
                check_refused(world, answer, changes, name)


def test_queries(world: World) -> None:
    document = requests.get(f"{world.admin.site.url}/api/openapi.json", timeout=120).json()
    changes = count_changes(world.admin)
    for (method, path), row in ROWS.items():
        if method != "get":
            continue
        request = row.request(world)
        changes = count_changes(world.admin)
        for parameter in document["paths"][path][method].get("parameters", []):
            if parameter["in"] != "query":
                continue
            for value in ("abc\x00", "9" * 400, "-1", "NaN", "\ud7ff" * 3_000):
                query = request.get("params", {}) | {parameter["name"]: value}
                answer = send(world, method, request["path"], params=query)
                assert answer.status_code < 500, (path, parameter["name"], value[:20], answer.text)
                answer.close()
        assert count_changes(world.admin) == changes, path


def test_page_tokens_of_other_listings(world: World) -> None:
    first, second = world.make_batch("a.pdf", "b.pdf"), world.make_batch("a.pdf", "b.pdf")
    page = world.make("GET", f"/v2/batches/{first}/files", params={"page_size": 1})
    token = page["next_page_token"]
    for forged in (token[:-4] + "AAAA", token + "A", "!!", "\u00e4", f"{token}%00"):
        answer = send(world, "get", f"/v2/batches/{first}/files", params={"start_token": forged})
        assert answer.status_code == 400, (forged, answer.text)
    answer = send(world, "get", f"/v2/batches/{second}/files", params={"start_token": token})
    assert answer.status_code == 400


@pytest.mark.parametrize(
    ("kind", "body", "words"),
    [
        ("application/x-www-form-urlencoded", b'{"name": "march"}', "'Content-Type: application/json'"),
        ("application/json", b"", "none was sent"),
        ("application/json", b"[]", "should be a JSON object"),
        ("application/json", b'{"name": march}', "not JSON: Expecting value at character 9"),
        ("application/json", b'{"name": "\xff"}', "not JSON in UTF-8"),
    ],
)
def test_what_is_wrong_with_a_whole_body_is_said(world: World, kind: str, body: bytes, words: str) -> None:
    answer = send(world, "post", "/v2/batches", data=body, headers={"Content-Type": kind})
    assert answer.status_code == 400
    assert words in answer.json()["message"]


def test_paths_and_methods_that_there_are_not_are_told_apart(world: World) -> None:
    nowhere, wrong = send(world, "get", "/v2/btaches"), send(world, "delete", "/v2/batches")
    assert (nowhere.status_code, wrong.status_code) == (404, 405)
    assert "no operation at this path" in nowhere.json()["message"]
    assert "does not take DELETE" in wrong.json()["message"]
