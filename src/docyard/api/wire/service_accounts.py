"""Service accounts."""

from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from docyard.api.wire.accounts import AccountBody, account_of
from docyard.api.wire.numbers import Whole
from docyard.api.wire.text import Text
from docyard.api.wire.tokens import NewTokenBody, expiry_of
from docyard.domain.identity import Member, OrganizationRole
from docyard.services.service_accounts import FirstToken, ServiceAccountChange

_EXAMPLE: dict[str, Any] = {
    "user_id": "nightly-import",
    "kind": "service_account",
    "email": "",
    "display_name": "Nightly import",
    "status": "joined",
    "role": "member",
}


class FirstTokenBody(BaseModel):
    """A token to make together with the account."""

    name: Text = Field("first token", description="1 to 255 characters.")
    expires_at: Whole | None = Field(None, description="Unix milliseconds; never when left out.")

    def first_token(self) -> FirstToken:
        """Return what was asked for."""
        return FirstToken(name=self.name, expires_at=expiry_of(self.expires_at))


class CreateServiceAccount(BaseModel):
    """Body of ``createServiceAccount``."""

    model_config = {"json_schema_extra": {"examples": [{"display_name": "Nightly import", "token": {}}]}}

    display_name: Text = Field(description="1 to 255 characters; the user ID is made from it.")
    role: OrganizationRole = OrganizationRole.MEMBER
    token: FirstTokenBody | None = Field(None, description="A token to make at once; none when left out.")


class UpdateServiceAccount(BaseModel):
    """Body of ``updateServiceAccount``; what is left out or null stays as it is."""

    model_config = {"json_schema_extra": {"examples": [{"disabled": True}]}}

    display_name: Text | None = None
    role: OrganizationRole | None = None
    disabled: bool | None = Field(None, description="Tokens of a disabled account do not work.")

    def change(self) -> ServiceAccountChange:
        """Return what is to change."""
        return ServiceAccountChange(display_name=self.display_name, role=self.role, is_disabled=self.disabled)


class ServiceAccountBody(AccountBody):
    """A service account."""

    model_config = ConfigDict(json_schema_extra={"examples": [_EXAMPLE]})

    role: OrganizationRole

    @classmethod
    def of(cls, account: Member) -> "ServiceAccountBody":
        """Return an account as the wire has it."""
        return cls(role=account.role, **account_of(account))


class ServiceAccountList(BaseModel):
    """Answer of ``listServiceAccounts``."""

    service_accounts: list[ServiceAccountBody]


class NewServiceAccountBody(BaseModel):
    """Answer of ``createServiceAccount``; the token's value is told only this once."""

    model_config = {"json_schema_extra": {"examples": [{"service_account": _EXAMPLE, "token": None}]}}

    service_account: ServiceAccountBody
    token: NewTokenBody | None
