"""People and service accounts as every list of them has them."""

from typing import Any

from pydantic import BaseModel, Field

from docyard.domain.identity import Member, MemberKind, MemberStatus

ACCOUNT_EXAMPLE: dict[str, Any] = {
    "user_id": "jane_acme.com",
    "kind": "person",
    "email": "jane@acme.com",
    "display_name": "Jane Doe",
    "status": "joined",
}


class AccountBody(BaseModel):
    """Somebody in the organization."""

    user_id: str
    kind: MemberKind
    email: str = Field(description="Empty for service accounts.")
    display_name: str
    status: MemberStatus


def account_of(member: Member) -> dict[str, Any]:
    """Return the parts of an ``AccountBody``."""
    return {
        "user_id": member.user_id,
        "kind": member.kind,
        "email": member.email,
        "display_name": member.display_name,
        "status": member.status,
    }
