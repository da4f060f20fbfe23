"""Members of the organization, and how they are invited."""

from typing import Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from docyard.api.wire.accounts import ACCOUNT_EXAMPLE, AccountBody, account_of
from docyard.api.wire.moments import milliseconds
from docyard.api.wire.text import Text
from docyard.domain.identity import Member, OrganizationRole, WorkspaceRole
from docyard.services.invitations import Guests, NewInvitation

_INVITATION_EXAMPLE: dict[str, Any] = {
    "user_id": "bob_acme.com",
    "email": "bob@acme.com",
    "token": "kD0…",
    "expires_at": 1766517314238,
}


class MemberBody(AccountBody):
    """A person in the organization."""

    model_config = ConfigDict(json_schema_extra={"examples": [ACCOUNT_EXAMPLE | {"role": "admin"}]})

    role: OrganizationRole

    @classmethod
    def of(cls, member: Member) -> "MemberBody":
        """Return a member as the wire has them."""
        return cls(role=member.role, **account_of(member))


class MemberList(BaseModel):
    """Answer of ``listMembers``."""

    members: list[MemberBody]


class UpdateMember(BaseModel):
    """Body of ``updateMember``; what is left out or null stays as it is."""

    model_config = {"json_schema_extra": {"examples": [{"role": "admin"}]}}

    display_name: Text | None = Field(
        None, description="At most 255 characters; everybody may set their own."
    )
    role: OrganizationRole | None = Field(None, description="For admins to change.")


class InvitedTo(BaseModel):
    """A workspace that invited people are let into."""

    workspace_id: UUID
    role: WorkspaceRole


class InviteMembers(BaseModel):
    """Body of ``inviteMembers``."""

    model_config = {
        "json_schema_extra": {
            "examples": [
                {
                    "emails": ["bob@acme.com", "eve@acme.com"],
                    "workspaces": [
                        {"workspace_id": "0b6f1d1e-8a58-4c8b-9f6e-6f0c1d1a2b3c", "role": "developer"}
                    ],
                }
            ]
        }
    }

    emails: list[Text] | Text = Field(description="A list, or one text with commas between addresses.")
    role: OrganizationRole = OrganizationRole.MEMBER
    group_ids: list[UUID] = Field([], max_length=100, description="Groups that they are put into.")
    workspaces: list[InvitedTo] = Field([], max_length=100, description="Workspaces that they are let into.")

    def guests(self) -> Guests:
        """Return whom to invite to what."""
        return Guests(
            emails=[self.emails] if isinstance(self.emails, str) else self.emails,
            role=self.role,
            group_ids=self.group_ids,
            workspaces=[(each.workspace_id, each.role) for each in self.workspaces],
        )


class InvitationBody(BaseModel):
    """An invitation; its value is told only this once."""

    model_config = {"json_schema_extra": {"examples": [_INVITATION_EXAMPLE]}}

    user_id: str
    email: str
    token: str = Field(repr=False, description="For the invited person: what they join with.")
    expires_at: int = Field(description="Unix milliseconds.")

    @classmethod
    def of(cls, new: NewInvitation) -> "InvitationBody":
        """Return a new invitation as the wire has it."""
        return cls(
            user_id=new.member.user_id,
            email=new.member.email,
            token=new.value,
            expires_at=milliseconds(new.invitation.expires_at),
        )


class InvitationList(BaseModel):
    """Answer of ``inviteMembers``, in the order of the addresses."""

    invitations: list[InvitationBody]


class AcceptInvitation(BaseModel):
    """Body of ``acceptInvitation``."""

    model_config = {
        "json_schema_extra": {"examples": [{"token": "kD0…", "password": "correct horse battery"}]}
    }

    token: Text = Field(max_length=4096, repr=False)
    password: Text = Field(max_length=4096, repr=False, description="12 to 1,024 characters.")
    display_name: Text | None = Field(None, description="As others see it, at most 255 characters.")


class JoinedBody(MemberBody):
    """Who joined, and what."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [ACCOUNT_EXAMPLE | {"role": "member", "organization_id": "acme"}]}
    )

    organization_id: str

    @classmethod
    def of(cls, member: Member) -> "JoinedBody":
        """Return a member as the wire has them."""
        return cls(organization_id=member.organization_id, role=member.role, **account_of(member))
