"""Signing in with another system, by OpenID Connect."""

from dataclasses import dataclass, field
from datetime import datetime

from docyard.domain.identity import OrganizationRole


@dataclass(frozen=True, slots=True)
class SignInProvider:
    """The system that an organization lets its people sign in with.

    Attributes:
        issuer: its URL, as its discovery document and its ID tokens have it.
        client_id: what it knows docyard as.
        has_client_secret: whether docyard proves itself to it, beside PKCE.
        email_domains: in lower case; only addresses in these may sign in, and all may if there are none.
        adds_members: whether people who are no members become members, in ``role``.
    """

    organization_id: str
    issuer: str
    client_id: str
    has_client_secret: bool
    email_domains: tuple[str, ...]
    adds_members: bool
    role: OrganizationRole
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class SignInStart:
    """What is remembered of somebody who was sent to the provider.

    Attributes:
        nonce: what the ID token must repeat.
        code_verifier: what proves that who redeems the code asked for it (RFC 7636).
        redirect_uri: where the provider sends them back.
        next_path: where on this server they go then.
    """

    organization_id: str
    nonce: str = field(repr=False)
    code_verifier: str = field(repr=False)
    redirect_uri: str
    next_path: str
    expires_at: datetime
