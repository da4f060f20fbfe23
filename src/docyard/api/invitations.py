"""Joining an organization; who accepts an invitation is nobody yet."""

from fastapi import APIRouter, Request

from docyard.api.backend import Writing, get_ip, now
from docyard.api.body import BoundedRoute
from docyard.api.wire.members import AcceptInvitation, JoinedBody
from docyard.services import invitations

router = APIRouter(prefix="/v2/invitations", tags=["invitations"], route_class=BoundedRoute)


@router.post("/accept", operation_id="acceptInvitation")
def accept_invitation(body: AcceptInvitation, request: Request, session: Writing) -> JoinedBody:
    """Join an organization that one was invited to, with a password of one's own."""
    member = invitations.accept_invitation(
        session,
        value=body.token,
        password=body.password,
        display_name=body.display_name,
        ip=get_ip(request),
        now=now(),
    )
    return JoinedBody.of(member)
