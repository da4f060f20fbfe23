"""Which system the people of an organization sign in with; for admins."""

import re
from dataclasses import dataclass, field
from datetime import datetime

from docyard.domain.audit_events import AuditCategory
from docyard.domain.identity import Caller, OrganizationRole
from docyard.domain.sign_in import SignInProvider
from docyard.errors import Invalid, NotFound
from docyard.integrations.documents import check_url
from docyard.services import access
from docyard.services.audit_events import note
from docyard.services.secrets import check_keys
from docyard.store import sign_in_providers
from docyard.store.database import Session
from docyard.store.keyring import Keyring

_WORD_LENGTH = 2_000
_DOMAINS = 100
_DOMAIN = re.compile(r"[a-z0-9-]{1,63}(\.[a-z0-9-]{1,63})*")


class SignInProviderNotFound(NotFound):
    """The organization has no provider, or there is no such organization."""

    code = "sign_in_provider_not_found"


@dataclass(frozen=True, slots=True)
class ProviderContent:
    """What a provider is to be; without ``client_secret`` the one that was set stays."""

    issuer: str
    client_id: str
    client_secret: str | None = field(repr=False)
    email_domains: tuple[str, ...]
    adds_members: bool
    role: OrganizationRole


def get_provider(session: Session, caller: Caller) -> SignInProvider:
    """Return the provider of the caller's organization.

    Raises:
        AdminsOnly: The caller is no admin.
        SignInProviderNotFound: It has none.
    """
    access.require_admin(caller, to="see how people sign in")
    provider = sign_in_providers.find_provider(session, organization_id=caller.organization_id)
    if provider is None:
        raise SignInProviderNotFound("There is no sign-in provider in your organization.")
    return provider


def put_provider(
    session: Session, caller: Caller, *, keyring: Keyring, content: ProviderContent, now: datetime
) -> SignInProvider:
    """Set the provider of the caller's organization, or replace it.

    Raises:
        AdminsOnly: The caller is no admin.
        Invalid: A word breaks its rule, or everybody in the world would become a member.
    """
    access.require_admin(caller, to="change how people sign in")
    old = sign_in_providers.find_client_secret(session, organization_id=caller.organization_id)
    sealed = old
    if content.client_secret is not None:
        check_keys(session, keyring)
        sealed = keyring.encrypt(_checked("client_secret", content.client_secret))
    provider = SignInProvider(
        organization_id=caller.organization_id,
        issuer=check_url(content.issuer, name="issuer"),
        client_id=_checked("client_id", content.client_id),
        has_client_secret=sealed is not None,
        email_domains=_domains(content),
        adds_members=content.adds_members,
        role=content.role,
        updated_at=now,
    )
    sign_in_providers.put_provider(session, provider=provider, encrypted_client_secret=sealed)
    _note(session, caller, action="sign_in_provider.set", target=provider.issuer, now=now)
    return provider


def delete_provider(session: Session, caller: Caller, *, now: datetime) -> None:
    """Have people sign in with passwords alone; sessions go on.

    Raises:
        AdminsOnly: The caller is no admin.
        SignInProviderNotFound: There is no provider.
    """
    provider = get_provider(session, caller)
    sign_in_providers.remove_provider(session, organization_id=caller.organization_id)
    _note(session, caller, action="sign_in_provider.deleted", target=provider.issuer, now=now)


def _domains(content: ProviderContent) -> tuple[str, ...]:
    domains = tuple(dict.fromkeys(domain.strip().lower() for domain in content.email_domains))
    wrong = next((domain for domain in domains if not _DOMAIN.fullmatch(domain)), None)
    if wrong is not None or len(domains) > _DOMAINS:
        raise Invalid(
            f"'email_domains' has up to {_DOMAINS} names such as 'acme.com'; {(wrong or '')[:80]!r} is none."
        )
    if content.adds_members and not domains:
        raise Invalid(
            "'adds_members' needs 'email_domains': else everybody whom the provider knows becomes a member."
        )
    return domains


def _checked(name: str, word: str) -> str:
    if not 0 < len(word) <= _WORD_LENGTH:
        raise Invalid(f"{name!r} has 1 to {_WORD_LENGTH} characters; {len(word)} were sent.")
    return word


def _note(session: Session, caller: Caller, *, action: str, target: str, now: datetime) -> None:
    note(
        session,
        caller,
        category=AuditCategory.ORGANIZATION,
        action=action,
        target=target,
        workspace=None,
        now=now,
    )
