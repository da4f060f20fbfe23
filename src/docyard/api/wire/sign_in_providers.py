"""Providers that people sign in with; client secrets come in and never go out."""

from typing import Any

from pydantic import BaseModel, Field

from docyard.api.wire.moments import milliseconds
from docyard.api.wire.text import Text
from docyard.domain.identity import OrganizationRole
from docyard.domain.sign_in import SignInProvider
from docyard.services.sign_in_providers import ProviderContent

_EXAMPLE: dict[str, Any] = {
    "issuer": "https://login.acme.com/",
    "client_id": "docyard",
    "email_domains": ["acme.com"],
    "adds_members": True,
    "role": "member",
}


class PutProvider(BaseModel):
    """Body of ``putSignInProvider``."""

    model_config = {"json_schema_extra": {"examples": [_EXAMPLE | {"client_secret": "…"}]}}

    issuer: Text = Field(description="The provider's URL, exactly as its discovery document has it; https.")
    client_id: Text = Field(description="What the provider knows this server as.")
    client_secret: Text | None = Field(
        None,
        repr=False,
        description="What this server proves itself by; left out, the earlier one stays.",
    )
    email_domains: list[Text] = Field(
        default_factory=list, description="Only addresses in these may sign in; all may if there are none."
    )
    adds_members: bool = Field(
        False, description="Whether people who are no members become members; needs `email_domains`."
    )
    role: OrganizationRole = Field(OrganizationRole.MEMBER, description="What those become.")

    def content(self) -> ProviderContent:
        """Return what was sent."""
        return ProviderContent(
            issuer=self.issuer,
            client_id=self.client_id,
            client_secret=self.client_secret,
            email_domains=tuple(self.email_domains),
            adds_members=self.adds_members,
            role=self.role,
        )


class SignInProviderBody(BaseModel):
    """A provider; time in Unix milliseconds."""

    model_config = {
        "json_schema_extra": {
            "examples": [_EXAMPLE | {"has_client_secret": True, "updated_at": 1765912514238}]
        }
    }

    issuer: str
    client_id: str
    has_client_secret: bool
    email_domains: list[str]
    adds_members: bool
    role: OrganizationRole
    updated_at: int

    @classmethod
    def of(cls, provider: SignInProvider) -> "SignInProviderBody":
        """Return a provider as the wire has it."""
        return cls(
            issuer=provider.issuer,
            client_id=provider.client_id,
            has_client_secret=provider.has_client_secret,
            email_domains=list(provider.email_domains),
            adds_members=provider.adds_members,
            role=provider.role,
            updated_at=milliseconds(provider.updated_at),
        )
