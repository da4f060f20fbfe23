"""Token issuers and their identities."""

from typing import Any
from uuid import uuid4

from joserfc.jwk import ECKey

from tests.api.permissions.row import Row
from tests.api.permissions.world import World


def _issuer() -> dict[str, Any]:
    key = ECKey.generate_key("P-256").as_dict(private=False)
    return {"name": uuid4().hex, "issuer": uuid4().hex, "audience": "docyard", "jwks": {"keys": [key]}}


def _path(world: World) -> str:
    return f"/v2/token-issuers/{world.make('POST', '/v2/token-issuers', json=_issuer())['id']}"


def _known(world: World) -> dict[str, Any]:
    path = f"{_path(world)}/identities"
    world.make("PUT", path, json={"subject": "s", "user_id": world.admin.user_id})
    return {"path": path, "params": {"subject": "s"}}


ROWS = {
    ("get", "/api/v2/token-issuers"): Row("admin", lambda _: {"path": "/v2/token-issuers"}, aimed=False),
    ("post", "/api/v2/token-issuers"): Row(
        "admin", lambda _: {"path": "/v2/token-issuers", "json": _issuer()}, aimed=False
    ),
    ("get", "/api/v2/token-issuers/{issuer_id}"): Row("admin", lambda world: {"path": _path(world)}),
    ("patch", "/api/v2/token-issuers/{issuer_id}"): Row(
        "admin", lambda world: {"path": _path(world), "json": {"name": uuid4().hex}}
    ),
    ("delete", "/api/v2/token-issuers/{issuer_id}"): Row("admin", lambda world: {"path": _path(world)}),
    ("get", "/api/v2/token-issuers/{issuer_id}/identities"): Row(
        "admin", lambda world: {"path": f"{_path(world)}/identities"}
    ),
    ("put", "/api/v2/token-issuers/{issuer_id}/identities"): Row(
        "admin",
        lambda world: {
            "path": f"{_path(world)}/identities",
            "json": {"subject": "s", "user_id": world.admin.user_id},
        },
    ),
    ("delete", "/api/v2/token-issuers/{issuer_id}/identities"): Row("admin", _known),
}
