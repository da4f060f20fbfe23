"""Groups and who is in them."""

from pydantic import BaseModel, ConfigDict, Field

from docyard.api.wire.accounts import ACCOUNT_EXAMPLE, AccountBody, account_of
from docyard.api.wire.moments import milliseconds
from docyard.api.wire.text import Text
from docyard.domain.identity import Group, GroupMember, GroupRole


class CreateGroup(BaseModel):
    """Body of ``createGroup``."""

    model_config = {"json_schema_extra": {"examples": [{"name": "Clerks"}]}}

    name: Text = Field(description="1 to 255 characters.")
    description: Text = Field("", description="At most 1,000 characters.")


class UpdateGroup(BaseModel):
    """Body of ``updateGroup``; what is left out or null stays as it is."""

    model_config = {"json_schema_extra": {"examples": [{"description": "who type in claims"}]}}

    name: Text | None = None
    description: Text | None = None


class GroupBody(BaseModel):
    """A group; times in Unix milliseconds."""

    model_config = {
        "json_schema_extra": {
            "examples": [
                {
                    "id": "5d0d4a52-1f6c-4d0f-9b53-4f0c3c3f6a1e",
                    "name": "Clerks",
                    "description": "who type in claims",
                    "created_at": 1765912514238,
                }
            ]
        }
    }

    id: str
    name: str
    description: str
    created_at: int

    @classmethod
    def of(cls, group: Group) -> "GroupBody":
        """Return a group as the wire has it."""
        return cls(
            id=str(group.id),
            name=group.name,
            description=group.description,
            created_at=milliseconds(group.created_at),
        )


class GroupList(BaseModel):
    """Answer of ``listGroups``."""

    groups: list[GroupBody]


class PutIntoGroup(BaseModel):
    """Body of ``addGroupMember``."""

    model_config = {"json_schema_extra": {"examples": [{"role": "manager"}]}}

    role: GroupRole = Field(GroupRole.MEMBER, description="Managers say who is in the group.")


class GroupMemberBody(AccountBody):
    """Somebody in a group."""

    model_config = ConfigDict(json_schema_extra={"examples": [ACCOUNT_EXAMPLE | {"role": "member"}]})

    role: GroupRole

    @classmethod
    def of(cls, found: GroupMember) -> "GroupMemberBody":
        """Return a member as the wire has them."""
        return cls(role=found.role, **account_of(found.member))


class GroupMemberList(BaseModel):
    """Answer of ``listGroupMembers``."""

    members: list[GroupMemberBody]
