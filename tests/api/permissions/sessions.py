"""Sessions and passwords; nobody but their owner reaches them."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

from docyard.domain.sessions import SignedIn
from docyard.store import sessions
from tests.api.permissions.row import Row
from tests.api.permissions.world import World


def _opened(world: World) -> str:
    now = datetime.now(UTC)
    signed_in = SignedIn(
        id=uuid4(),
        organization_id=world.admin.organization_id,
        user_id=world.admin.user_id,
        created_at=now,
        used_at=now,
        expires_at=now + timedelta(days=1),
        ip=None,
        user_agent="",
    )
    with world.admin.site.database.write() as session:
        sessions.add_session(session, signed_in=signed_in, session_hash=uuid4().hex)
    return str(signed_in.id)


ROWS = {
    ("get", "/api/v2/sessions"): Row("member", lambda _: {"path": "/v2/sessions"}, aimed=False),
    ("delete", "/api/v2/sessions/{session_id}"): Row(
        "owner", lambda world: {"path": f"/v2/sessions/{_opened(world)}"}
    ),
    # Who comes with a token has no session: 409.
    ("delete", "/api/v2/sessions/current"): Row(
        "member", lambda _: {"path": "/v2/sessions/current"}, aimed=False
    ),
    # Too short: 400.
    ("put", "/api/v2/me/password"): Row(
        "member", lambda _: {"path": "/v2/me/password", "json": {"current": "x", "new": "x"}}, aimed=False
    ),
}
