"""Who the caller is."""

from pydantic import BaseModel, ConfigDict, Field

from docyard.api.wire.accounts import ACCOUNT_EXAMPLE, AccountBody, account_of
from docyard.api.wire.moments import milliseconds
from docyard.api.wire.workspaces import WorkspaceBody
from docyard.domain.identity import OrganizationRole
from docyard.services.me import Me


class MyOrganization(BaseModel):
    """The organization that the request acts in."""

    id: str
    name: str


class MyToken(BaseModel):
    """The API token that the request came with."""

    id: str
    name: str
    expires_at: int | None = Field(description="Unix milliseconds; null for never.")


class MeBody(AccountBody):
    """Answer of ``getMe``."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                ACCOUNT_EXAMPLE
                | {
                    "role": "member",
                    "organization": {"id": "acme", "name": "Acme Corporation"},
                    "workspaces": [],
                    "token": None,
                }
            ]
        }
    )

    role: OrganizationRole
    organization: MyOrganization
    workspaces: list[WorkspaceBody] = Field(description="Those that one may enter, at most 1,000, by name.")
    token: MyToken | None = Field(description="Null where the request is not proven by an API token.")

    @classmethod
    def of(cls, me: Me) -> "MeBody":
        """Return the caller as the wire has them."""
        return cls(
            role=me.member.role,
            organization=MyOrganization(id=me.organization.id, name=me.organization.name),
            workspaces=[WorkspaceBody.of(each) for each in me.workspaces],
            token=_token_of(me),
            **account_of(me.member),
        )


def _token_of(me: Me) -> MyToken | None:
    if me.token is None:
        return None
    expires_at = me.token.expires_at
    return MyToken(
        id=str(me.token.id),
        name=me.token.name,
        expires_at=None if expires_at is None else milliseconds(expires_at),
    )
