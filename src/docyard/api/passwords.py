"""Passwords of people."""

from fastapi import APIRouter

from docyard.api.backend import WithBackend, WithCaller, now
from docyard.api.idempotency_keys import Route
from docyard.api.wire.passwords import ChangePassword
from docyard.services import passwords

router = APIRouter(prefix="/v2/me/password", tags=["passwords"], route_class=Route)


@router.put("", operation_id="changePassword", status_code=204)
def change_password(body: ChangePassword, backend: WithBackend, caller: WithCaller) -> None:
    """Replace your own password; your other sessions end."""
    passwords.change_password(backend.database, backend.gate, caller, change=body.change(), now=now())
