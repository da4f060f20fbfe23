"""Every route, as everybody: bad tokens, another organization, another workspace, each role, admin."""

from collections.abc import Iterator, Mapping
from http.cookiejar import DefaultCookiePolicy
from typing import Any

import pytest
import requests

from docyard.domain.identity import WorkspaceRole
from docyard.domain.permissions import Permission, allows
from tests.accounts import Site
from tests.api.permissions import all_rows
from tests.api.permissions.row import Needs, Request, Row
from tests.api.permissions.world import World
from tests.documents import invoice_pdf

ROWS = all_rows()

# Routes that anybody may call: they are how one becomes somebody, or say what the manual says.
OPEN: set[tuple[str, str]] = {
    ("post", "/api/v2/sessions"),
    ("post", "/api/v2/invitations/accept"),
    ("get", "/api/v2/sign-in/{organization_id}/start"),
    ("get", "/api/v2/sign-in/{organization_id}/callback"),
    ("get", "/api/v2/apps/schema"),
}

DONE, REFUSED, HIDDEN = "done", "refused", "hidden"


@pytest.fixture
def connection() -> Iterator[requests.Session]:
    """A connection that stays open and keeps no cookies."""
    with requests.Session() as session:
        session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
        yield session


def send(
    connection: requests.Session, site: Site, method: str, request: Request, headers: Mapping[str, str]
) -> requests.Response:
    options: dict[str, Any] = {name: value for name, value in request.items() if name != "path"}
    own: dict[str, str] = options.pop("headers", {})
    url = f"{site.url}/api{request['path']}"
    return connection.request(
        method, url, headers={**own, **headers}, timeout=120, allow_redirects=False, **options
    )


def verdict(answer: requests.Response) -> str:
    """Sort an answer; version 1 of the API tells failures in the body."""
    if "/api/v1/" in answer.url and answer.json()["status"] == "ERROR":
        return HIDDEN if answer.json()["msg"].startswith("There is no") else REFUSED
    assert answer.status_code < 500, (answer.url, answer.status_code, answer.text)
    return {401: REFUSED, 403: REFUSED, 404: HIDDEN}.get(answer.status_code, DONE)


def may(role: WorkspaceRole, needs: Needs) -> bool:
    return allows(role, needs) if isinstance(needs, Permission) else needs == "member"


def expected(world: World, row: Row) -> dict[str, tuple[Mapping[str, str], set[str]]]:
    """Say for everybody who holds a token what may come of the request."""
    refused = {HIDDEN} if row.needs == "owner" else {REFUSED}
    people: dict[str, tuple[Mapping[str, str], set[str]]] = {
        role.value: (account.headers, {DONE} if may(role, row.needs) else refused)
        for role, account in world.roles.items()
    }
    of_developer = people[WorkspaceRole.DEVELOPER.value][1]
    out_of_reach = {REFUSED, HIDDEN} if row.aimed and row.needs != "member" else {DONE}
    return people | {
        "service account": (world.service.headers, of_developer),
        "member outside": (
            world.bystander.headers,
            {REFUSED} if row.needs == "admin" else out_of_reach,
        ),
        "another organization": (world.stranger.headers, {HIDDEN} if row.aimed else {DONE}),
        "admin": (world.admin.headers, {DONE}),
    }


def test_every_route_has_a_row(site: Site) -> None:
    document = requests.get(f"{site.url}/api/openapi.json", timeout=120).json()
    served = {
        (method, path)
        for path, operations in document["paths"].items()
        for method in operations
        if path.startswith("/api/")
    }
    assert served == ROWS.keys() | OPEN


@pytest.mark.parametrize(("method", "path"), ROWS, ids=[" ".join(route) for route in ROWS])
def test_nobody_enters_without_a_valid_token(
    connection: requests.Session, world: World, method: str, path: str
) -> None:
    request = ROWS[method, path].request(world)
    for who, headers in world.intruders.items():
        answer = send(connection, world.admin.site, method, request, headers)
        assert verdict(answer) == REFUSED, (who, answer.status_code, answer.text)


@pytest.mark.parametrize(("method", "path"), ROWS, ids=[" ".join(route) for route in ROWS])
def test_everybody_gets_what_the_table_says(
    connection: requests.Session, world: World, method: str, path: str
) -> None:
    row = ROWS[method, path]
    request: Request | None = None
    for who, (headers, verdicts) in expected(world, row).items():
        if request is None:
            request = row.request(world)
        answer = send(connection, world.admin.site, method, request, headers)
        assert verdict(answer) in verdicts, (who, answer.status_code, answer.text)
        if verdict(answer) == DONE and method != "get":
            request = None  # used up


def test_nothing_was_changed_and_listings_show_only_ones_own(site: Site, world: World) -> None:
    sdk = world.admin.sdk
    assert sdk.files.read(world.file_path()) == invoice_pdf()
    assert sdk.apps.runs.status(world.run_id).status == "COMPLETE"
    other = world.stranger.sdk
    assert other.apps.runs.list().runs == []
    assert other.secrets.list().secrets == []
    assert world.batch_id not in [batch.id for batch in other.batches.list().batches]
