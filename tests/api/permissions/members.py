"""Members, service accounts, the organization, and who one is."""

from uuid import uuid4

from tests.api.permissions.row import Row
from tests.api.permissions.world import World

MEMBER = "/api/v2/members/{user_id}"
ACCOUNT = "/api/v2/service-accounts/{user_id}"


def _email() -> str:
    return f"{uuid4().hex}@elsewhere.com"


def _member(world: World) -> str:
    return f"/v2/members/{world.admin.hire(_email()).user_id}"


def _invited(world: World) -> str:
    (invited,) = world.make("POST", "/v2/members", json={"emails": _email()})["invitations"]
    return f"/v2/members/{invited['user_id']}/invitation"


def _account(world: World) -> str:
    created = world.make("POST", "/v2/service-accounts", json={"display_name": uuid4().hex})
    return f"/v2/service-accounts/{created['service_account']['user_id']}"


ROWS = {
    ("get", "/api/v2/me"): Row("member", lambda _: {"path": "/v2/me"}, aimed=False),
    ("get", "/api/v2/organization"): Row("member", lambda _: {"path": "/v2/organization"}, aimed=False),
    ("patch", "/api/v2/organization"): Row(
        "admin", lambda _: {"path": "/v2/organization", "json": {"name": "Acme"}}, aimed=False
    ),
    ("get", "/api/v2/members"): Row("member", lambda _: {"path": "/v2/members"}, aimed=False),
    ("post", "/api/v2/members"): Row(
        "admin", lambda _: {"path": "/v2/members", "json": {"emails": _email()}}, aimed=False
    ),
    ("get", MEMBER): Row("member", lambda world: {"path": _member(world)}),
    ("patch", MEMBER): Row(
        "admin", lambda world: {"path": _member(world), "json": {"display_name": "changed"}}
    ),
    ("delete", MEMBER): Row("admin", lambda world: {"path": _member(world)}),
    ("post", f"{MEMBER}/invitation"): Row("admin", lambda world: {"path": _invited(world)}),
    ("get", "/api/v2/service-accounts"): Row(
        "member", lambda _: {"path": "/v2/service-accounts"}, aimed=False
    ),
    ("post", "/api/v2/service-accounts"): Row(
        "admin", lambda _: {"path": "/v2/service-accounts", "json": {"display_name": "x"}}, aimed=False
    ),
    ("get", ACCOUNT): Row("member", lambda world: {"path": _account(world)}),
    ("patch", ACCOUNT): Row("admin", lambda world: {"path": _account(world), "json": {"disabled": True}}),
    ("delete", ACCOUNT): Row("admin", lambda world: {"path": _account(world)}),
}
