"""People in the organization, and how they come into it."""

from fastapi import APIRouter, Response

from docyard.api.backend import Reading, WithCaller, Writing, now
from docyard.api.idempotency_keys import Route
from docyard.api.paging import Limit, Offset
from docyard.api.wire.members import (
    InvitationBody,
    InvitationList,
    InviteMembers,
    MemberBody,
    MemberList,
    UpdateMember,
)
from docyard.api.wire.text import Text
from docyard.domain.identity import MemberKind
from docyard.services import invitations, members

router = APIRouter(prefix="/v2/members", tags=["members"], route_class=Route)


@router.get("", operation_id="listMembers")
def list_members(caller: WithCaller, session: Reading, limit: Limit = 100, offset: Offset = 0) -> MemberList:
    """List the people of the organization, by user ID."""
    found = members.list_members(session, caller, kind=MemberKind.PERSON, limit=limit, offset=offset)
    return MemberList(members=[MemberBody.of(member) for member in found])


@router.post("", operation_id="inviteMembers", status_code=201)
def invite_members(body: InviteMembers, caller: WithCaller, session: Writing) -> InvitationList:
    """Invite people by e-mail address, for admins; each gets a token, told only this once."""
    new = invitations.invite_members(session, caller, guests=body.guests(), now=now())
    return InvitationList(invitations=[InvitationBody.of(each) for each in new])


@router.get("/{user_id}", operation_id="getMember")
def read_member(user_id: Text, caller: WithCaller, session: Reading) -> MemberBody:
    """Read what is known of a person."""
    return MemberBody.of(members.get_account(session, caller, user_id=user_id, kind=MemberKind.PERSON))


@router.patch("/{user_id}", operation_id="updateMember")
def update_member(user_id: Text, body: UpdateMember, caller: WithCaller, session: Writing) -> MemberBody:
    """Change a person's name or role; for admins, but for one's own name."""
    member = members.update_member(
        session, caller, user_id=user_id, display_name=body.display_name, role=body.role, now=now()
    )
    return MemberBody.of(member)


@router.delete("/{user_id}", operation_id="deleteMember", status_code=204)
def delete_member(user_id: Text, caller: WithCaller, session: Writing) -> Response:
    """Remove a person from the organization; their tokens and sessions die at once; for admins."""
    members.remove_member(session, caller, user_id=user_id, now=now())
    return Response(status_code=204)


@router.post("/{user_id}/invitation", operation_id="resendInvitation", status_code=201)
def resend_invitation(user_id: Text, caller: WithCaller, session: Writing) -> InvitationBody:
    """Give an invited person a new token; the earlier one is worthless; for admins."""
    new = invitations.resend_invitation(session, caller, user_id=user_id, now=now())
    return InvitationBody.of(new)
