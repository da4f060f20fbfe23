"""Members of an organization."""

from datetime import datetime
from uuid import uuid4

from docyard.domain.audit_events import AuditCategory
from docyard.domain.identity import Caller, Member, Workspace, WorkspaceKind, WorkspaceRole, caller_of
from docyard.errors import NotFound
from docyard.services.audit_events import note
from docyard.store import members, workspaces
from docyard.store.database import Session


class MemberNotFound(NotFound):
    """The organization has no member of that user ID or e-mail."""

    code = "member_not_found"


def add_member(session: Session, *, member: Member, now: datetime) -> None:
    """Add a member together with their personal workspace, which is named after their user ID."""
    members.add_member(session, member=member, now=now)
    workspace = Workspace(
        id=uuid4(),
        organization_id=member.organization_id,
        name=member.user_id,
        kind=WorkspaceKind.PERSONAL,
    )
    workspaces.add_workspace(session, workspace=workspace, now=now)
    workspaces.add_workspace_member(
        session, workspace_id=workspace.id, user_id=member.user_id, role=WorkspaceRole.MANAGER
    )
    note(
        session,
        caller_of(member),
        category=AuditCategory.ACCOUNT,
        action="member.added",
        target=member.user_id,
        workspace=workspace.name,
        now=now,
    )


def get_account(session: Session, caller: Caller, *, user_id: str) -> Member:
    """Return the member, or service account, of that user ID in the caller's organization.

    Raises:
        MemberNotFound: There is none.
    """
    member = members.find_member(session, organization_id=caller.organization_id, user_id=user_id)
    if member is None:
        raise MemberNotFound(f"There is no member {user_id!r} in organization {caller.organization_id!r}.")
    return member
