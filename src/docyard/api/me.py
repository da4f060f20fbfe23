"""Who the caller is."""

from fastapi import APIRouter

from docyard.api.backend import Reading, WithCaller
from docyard.api.body import BoundedRoute
from docyard.api.wire.me import MeBody
from docyard.services import me

router = APIRouter(prefix="/v2/me", tags=["me"], route_class=BoundedRoute)


@router.get("", operation_id="getMe")
def read_me(caller: WithCaller, session: Reading) -> MeBody:
    """Read who one is, with one's organization, role, workspaces and token."""
    return MeBody.of(me.describe_caller(session, caller))
