"""Language models."""

from typing import Any
from uuid import uuid4

from tests.api.permissions.row import Row
from tests.api.permissions.world import World


def _model() -> dict[str, Any]:
    # Nobody listens there, so that a check ends at once.
    return {"name": uuid4().hex, "base_url": "http://127.0.0.1:9/v1", "model": "m", "timeout_s": 5}


def _path(world: World) -> str:
    return f"/v2/models/{world.make('POST', '/v2/models', json=_model())['id']}"


ROWS = {
    ("get", "/api/v2/models"): Row("member", lambda _: {"path": "/v2/models"}, aimed=False),
    ("post", "/api/v2/models"): Row("admin", lambda _: {"path": "/v2/models", "json": _model()}, aimed=False),
    ("get", "/api/v2/models/{model_id}"): Row("member", lambda world: {"path": _path(world)}),
    ("patch", "/api/v2/models/{model_id}"): Row(
        "admin", lambda world: {"path": _path(world), "json": {"vision": True}}
    ),
    ("delete", "/api/v2/models/{model_id}"): Row("admin", lambda world: {"path": _path(world)}),
    ("post", "/api/v2/models/{model_id}/check"): Row(
        "admin", lambda world: {"path": f"{_path(world)}/check"}
    ),
}
