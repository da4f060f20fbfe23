"""Two organizations on one server: nothing of one is visible to the other, nothing writable."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
import requests

from tests.api.test_runs import finish, make_batch, post
from tests.documents import invoice_pdf
from tests.server import Organization, Server


@dataclass
class Belongings:
    """Ids of everything that one organization has."""

    batch_id: int
    run_id: str
    deployment_id: str
    session_id: str
    job_id: str
    file_path: str
    workspace: str
    secret_alias: str


Request = Callable[[Belongings], dict[str, Any]]

# Every route of the server that needs a token, with a request that aims at the other organization's
# belongings. ``None`` marks routes that name nothing and only list or create one's own.
ROUTES: dict[tuple[str, str], Request | None] = {
    ("post", "/api/v2/batches"): None,
    ("get", "/api/v2/batches"): None,
    ("get", "/api/v2/batches/{batch_id}"): lambda own: {"path": f"/v2/batches/{own.batch_id}"},
    ("delete", "/api/v2/batches/{batch_id}"): lambda own: {"path": f"/v2/batches/{own.batch_id}"},
    ("get", "/api/v2/batches/{batch_id}/files"): lambda own: {"path": f"/v2/batches/{own.batch_id}/files"},
    ("put", "/api/v2/batches/{batch_id}/files/{filename}"): lambda own: {
        "path": f"/v2/batches/{own.batch_id}/files/a.pdf",
        "data": b"stolen",
    },
    ("delete", "/api/v2/batches/{batch_id}/files/{filename}"): lambda own: {
        "path": f"/v2/batches/{own.batch_id}/files/a.pdf"
    },
    ("post", "/api/v2/batches/multipart-upload"): lambda own: {
        "path": "/v2/batches/multipart-upload",
        "json": {"batch_id": own.batch_id, "filename": "x.pdf", "file_size": 3},
    },
    ("put", "/api/v2/batches/multipart-upload/sessions/{session_id}/parts/{part_num}"): lambda own: {
        "path": f"/v2/batches/multipart-upload/sessions/{own.session_id}/parts/1",
        "data": b"abc",
    },
    ("post", "/api/v2/batches/multipart-upload/sessions/{session_id}"): lambda own: {
        "path": f"/v2/batches/multipart-upload/sessions/{own.session_id}",
        "json": {"action": "abort"},
    },
    ("get", "/api/v2/batches/jobs/{job_id}"): lambda own: {"path": f"/v2/batches/jobs/{own.job_id}"},
    ("get", "/api/v2/jobs/{job_id}"): lambda own: {"path": f"/v2/jobs/{own.job_id}"},
    ("get", "/api/v2/files/{path}"): lambda own: {
        "path": f"/v2/files/{own.file_path}",
        "params": {"expect-node-type": "file"},
    },
    ("head", "/api/v2/files/{path}"): lambda own: {"path": f"/v2/files/{own.file_path}"},
    ("put", "/api/v2/files/{path}"): lambda own: {"path": f"/v2/files/{own.file_path}", "data": b"stolen"},
    ("delete", "/api/v2/files/{path}"): lambda own: {"path": f"/v2/files/{own.file_path}"},
    ("post", "/api/v2/apps/runs"): lambda own: {
        "path": "/v2/apps/runs",
        "json": {"app_name": "Invoice", "batch_id": own.batch_id},
    },
    ("get", "/api/v2/apps/runs"): None,
    ("get", "/api/v2/apps/runs/{run_id}"): lambda own: {"path": f"/v2/apps/runs/{own.run_id}"},
    ("get", "/api/v2/apps/runs/{run_id}/results"): lambda own: {
        "path": f"/v2/apps/runs/{own.run_id}/results"
    },
    ("post", "/api/v2/apps/runs/{run_id}/cancel"): lambda own: {"path": f"/v2/apps/runs/{own.run_id}/cancel"},
    ("delete", "/api/v2/apps/runs/{run_id}"): lambda own: {"path": f"/v2/apps/runs/{own.run_id}"},
    ("post", "/api/v2/apps/deployments/{deployment_id}/runs"): lambda own: {
        "path": f"/v2/apps/deployments/{own.deployment_id}/runs",
        "json": {"batch_id": own.batch_id},
    },
    ("get", "/api/v2/aihub/secrets"): lambda own: {
        "path": "/v2/aihub/secrets",
        "params": {"workspace": own.workspace},
    },
    ("post", "/api/v2/aihub/secrets"): lambda own: {
        "path": "/v2/aihub/secrets",
        "json": {
            "alias": "intruder",
            "value": "x",
            "allowed_workspaces_type": "SOME",
            "allowed_workspaces": [own.workspace],
        },
    },
    ("post", "/api/v1/auditlogs"): None,
    ("patch", "/api/v2/aihub/secrets"): lambda own: {
        "path": "/v2/aihub/secrets",
        "json": {"alias": own.secret_alias, "description": "stolen"},
    },
    ("delete", "/api/v2/aihub/secrets"): lambda own: {
        "path": "/v2/aihub/secrets",
        "json": {"alias": own.secret_alias},
    },
}


@pytest.fixture(scope="module")
def belongings(live: Server, tenant: Organization) -> Belongings:
    batch_id = make_batch(live, tenant, {"a.pdf": invoice_pdf()})
    run = post(live, tenant, "/v2/apps/runs", {"app_name": "Invoice", "batch_id": batch_id}).json()
    finish(live, tenant, run["id"])
    session = post(
        live,
        tenant,
        "/v2/batches/multipart-upload",
        {"batch_id": batch_id, "filename": "b.pdf", "file_size": 3},
    ).json()
    doomed = make_batch(live, tenant, {})
    job = requests.delete(f"{live.url}/api/v2/batches/{doomed}", headers=tenant.headers, timeout=30).json()
    live.client(tenant).secrets.create("separated", "x", "ALL")
    return Belongings(
        batch_id=batch_id,
        run_id=run["id"],
        deployment_id=live.deploy(tenant, app="Invoice", name="separated"),
        session_id=session["session_id"],
        job_id=job["job_id"],
        file_path=f"{tenant.id}/{tenant.user_id}/fs/Instabase Drive/batches/{batch_id}/a.pdf",
        workspace=tenant.user_id,
        secret_alias="separated",
    )


def send(live: Server, method: str, request: dict[str, Any], headers: dict[str, str]) -> requests.Response:
    path = request["path"]
    rest = {name: value for name, value in request.items() if name != "path"}
    return requests.request(method, f"{live.url}/api{path}", headers=headers, timeout=30, **rest)


def test_every_route_has_a_row(live: Server) -> None:
    document = requests.get(f"{live.url}/api/openapi.json", timeout=30).json()
    served = {
        (method, path)
        for path, operations in document["paths"].items()
        for method in operations
        if path.startswith("/api/")
    }
    assert served == set(ROUTES)


AIMED = [(route, request) for route, request in ROUTES.items() if request is not None]


@pytest.mark.parametrize(("route", "request_for"), AIMED, ids=[" ".join(route) for route, _ in AIMED])
def test_another_organization_finds_nothing(
    live: Server,
    rival: Organization,
    belongings: Belongings,
    route: tuple[str, str],
    request_for: Request,
) -> None:
    answer = send(live, route[0], request_for(belongings), rival.headers)
    assert answer.status_code == 404, (route, answer.status_code, answer.text)


@pytest.mark.parametrize(("route", "request_for"), AIMED, ids=[" ".join(route) for route, _ in AIMED])
@pytest.mark.parametrize("headers", ["none", "wrong", "foreign context"])
def test_without_a_valid_token_nobody_enters(
    live: Server,
    tenant: Organization,
    rival: Organization,
    belongings: Belongings,
    route: tuple[str, str],
    request_for: Request,
    headers: str,
) -> None:
    sent = {
        "none": {},
        "wrong": {"Authorization": "Bearer nonsense"},
        "foreign context": {"Authorization": f"Bearer {rival.token}", "IB-Context": tenant.id},
    }[headers]
    answer = send(live, route[0], request_for(belongings), sent)
    assert answer.status_code == 401, (route, answer.status_code, answer.text)


def test_nothing_was_changed_and_listings_show_only_ones_own(
    live: Server, tenant: Organization, rival: Organization, belongings: Belongings
) -> None:
    for request in (request for _, request in AIMED):
        for method in ("put", "delete", "post"):
            send(live, method, request(belongings), rival.headers)
    client = live.client(tenant)
    assert client.files.read(belongings.file_path) == invoice_pdf()
    assert client.apps.runs.status(belongings.run_id).status == "COMPLETE"
    assert [secret.description for secret in client.secrets.list(alias="separated").secrets] == [""]
    other = live.client(rival)
    assert other.apps.runs.list().runs == []
    assert other.secrets.list().secrets == []
    assert belongings.batch_id not in [batch.id for batch in other.batches.list().batches]


def test_a_member_sees_no_other_members_workspace(live: Server, tenant: Organization) -> None:
    """The admin of one organization is a stranger in the other, also by naming its workspace."""
    other = live.found("stranger")
    answer = post(live, other, "/v2/batches", {"name": "b", "workspace": tenant.user_id})
    assert answer.status_code == 404
