"""Sessions; their values are in cookies alone."""

from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from docyard.api.wire.moments import milliseconds
from docyard.api.wire.text import Text
from docyard.domain.sessions import SignedIn
from docyard.services.sessions import Credentials


class SignIn(BaseModel):
    """What somebody signs in with."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"email": "jane@acme.com", "password": "correct horse battery"}]}
    )

    email: Text = Field(max_length=320)
    password: Text = Field(max_length=4096, repr=False)
    organization: Text | None = Field(
        None, max_length=63, description="Organization ID; needed by who is in several."
    )

    def credentials(self) -> Credentials:
        """Return what was sent."""
        return Credentials(email=self.email, password=self.password, organization_id=self.organization)


class SessionBody(BaseModel):
    """A session; times in Unix milliseconds."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "id": "6f0c0a52-6a0f-4a58-9d2b-0f4f7a4d0c11",
                    "organization_id": "acme",
                    "user_id": "jane_acme.com",
                    "created_at": 1749139301002,
                    "used_at": 1749139301002,
                    "expires_at": 1750348901002,
                    "user_ip": "10.0.0.7",
                    "user_agent": "Mozilla/5.0",
                    "is_current": True,
                }
            ]
        }
    )

    id: UUID
    organization_id: str
    user_id: str
    created_at: int
    used_at: int = Field(description="When it was last used, give or take a minute.")
    expires_at: int = Field(description="When it ends however much it is used; earlier when unused.")
    user_ip: str = Field(description="Where the person signed in from; empty if unknown.")
    user_agent: str = Field(description="What the browser called itself.")
    is_current: bool = Field(description="Whether this request is proven by it.")

    @classmethod
    def of(cls, session: SignedIn, *, current: UUID | None) -> "SessionBody":
        """Return a session as the wire has it."""
        return cls(
            id=session.id,
            organization_id=session.organization_id,
            user_id=session.user_id,
            created_at=milliseconds(session.created_at),
            used_at=milliseconds(session.used_at),
            expires_at=milliseconds(session.expires_at),
            user_ip=session.ip or "",
            user_agent=session.user_agent,
            is_current=session.id == current,
        )


class SessionList(BaseModel):
    """A page of sessions, newest first."""

    sessions: list[SessionBody]
