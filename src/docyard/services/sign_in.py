"""Signing in with an organization's provider: there, and back with a session."""

import hashlib
import re
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import structlog

from docyard.domain.identity import Member, MemberKind, MemberStatus, WorkspaceKind, user_id_of
from docyard.domain.sign_in import SignInProvider, SignInStart
from docyard.errors import Invalid, TooManyRequests, Unauthenticated
from docyard.integrations.oidc import CodeRefused, Oidc, Proven
from docyard.services.members import add_member
from docyard.services.sessions import Opened, Origin, open_session
from docyard.services.sign_in_gate import SignInGate
from docyard.services.sign_in_providers import SignInProviderNotFound
from docyard.store import members, sign_in_providers, sign_in_starts, workspaces
from docyard.store.database import Database, Session
from docyard.store.keyring import Keyring

_log = structlog.get_logger()

_PATIENCE = timedelta(minutes=10)
# Anybody may start; so many may be on the way at a time.
_ON_THE_WAY = 10_000
_STATE_LENGTH = 512
_CODE_LENGTH = 4_096
# Its parts stand in paths.
_EMAIL = re.compile(r"[^@\s/\\]+@[^@\s/\\]+")
# A path of this server: a browser reads ``//host`` and ``/\host`` as another server.
_LOCAL_PATH = re.compile(r"/(?![/\\])[!-\[\]-~]{0,1999}")


class NextPathInvalid(Invalid):
    """Where to go after signing in is not on this server."""

    code = "next_path_invalid"


class SignInCrowded(TooManyRequests):
    """Too many people are on the way to providers."""

    code = "sign_in_crowded"


class SignInFailed(Unauthenticated):
    """The way back from the provider ended without a session; the log says why."""

    code = "sign_in_failed"


@dataclass(frozen=True, slots=True)
class Departure:
    """Where to send somebody, and the state that their browser must come back with."""

    url: str
    state: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Return:
    """What somebody came back with.

    Attributes:
        state: what the provider repeated.
        own_state: what their browser had kept.
        code: what the provider gave; None where it refused.
    """

    organization_id: str
    state: str = field(repr=False)
    own_state: str | None = field(repr=False)
    code: str | None = field(repr=False)


def depart(
    database: Database,
    oidc: Oidc,
    *,
    organization_id: str,
    next_path: str,
    redirect_uri: str,
    now: datetime,
) -> Departure:
    """Return where to send somebody who wants to sign in.

    Raises:
        NextPathInvalid: ``next_path`` leads to another server.
        SignInProviderNotFound: The organization has no provider, or there is no such organization.
        ProviderUnavailable: The provider does not answer.
        SignInCrowded: Too many people are on the way.
    """
    if not _LOCAL_PATH.fullmatch(next_path):
        raise NextPathInvalid("'next' must be a path on this server that begins with one slash, such as '/'.")
    with database.read() as session:
        provider = _get_provider(session, organization_id)
    start = SignInStart(
        organization_id=organization_id,
        nonce=secrets.token_urlsafe(32),
        code_verifier=secrets.token_urlsafe(48),
        redirect_uri=redirect_uri,
        next_path=next_path,
        expires_at=now + _PATIENCE,
    )
    state = secrets.token_urlsafe(32)
    url = oidc.authorization_url(provider, start, state=state)
    with database.write() as session:
        # Once more, since it may be gone by now.
        _get_provider(session, organization_id)
        sign_in_starts.sweep_starts(session, now=now)
        if sign_in_starts.count_starts(session) >= _ON_THE_WAY:
            raise SignInCrowded("Too many people sign in at the moment. Try again later.", retry_after_s=60)
        sign_in_starts.add_start(session, start=start, state_hash=_hash(state))
    return Departure(url=url, state=state)


def come_back(
    database: Database,
    oidc: Oidc,
    gate: SignInGate,
    keyring: Keyring,
    *,
    came: Return,
    origin: Origin,
    now: datetime,
) -> tuple[Opened, str]:
    """Open a session for who comes back from the provider; return it with the path to go on to.

    Raises:
        SignInFailed: They did not start here, took too long, come a second time, were refused by the
            provider, or are nobody of the organization.
        TooManyRequests: Too many failures from the address.
        ProviderUnavailable: The provider does not answer.
        SecretUnreadable: The client secret cannot be decrypted.
    """
    gate.addresses.check(origin.ip, now=now)
    try:
        start, provider, sealed = _take_start(database, came, now=now)
        client_secret = None if sealed is None else keyring.decrypt(sealed, what="the client secret")
        code = came.code
        if not code or len(code) > _CODE_LENGTH:
            raise _failure("the provider gave no code")
        proven = oidc.redeem(provider, start, code=code, client_secret=client_secret, now=now)
        with database.write() as session:
            member = _find_or_add(session, provider, proven, now=now)
            opened = open_session(session, gate.rules, member=member, origin=origin, now=now)
    except CodeRefused as refusal:
        gate.addresses.count(origin.ip, now=now)
        raise _failure(refusal.message) from refusal
    except SignInFailed:
        gate.addresses.count(origin.ip, now=now)
        raise
    return opened, start.next_path


def _take_start(
    database: Database, came: Return, *, now: datetime
) -> tuple[SignInStart, SignInProvider, str | None]:
    # Only the browser that was sent away may come back: else somebody could be signed in as another.
    own, state = (came.own_state or "").encode(), came.state.encode()
    if len(state) > _STATE_LENGTH or not secrets.compare_digest(own, state):
        raise _failure("the browser did not start it")
    with database.write() as session:
        start = sign_in_starts.take_start(session, state_hash=_hash(came.state))
        if start is None or start.organization_id != came.organization_id:
            start = None
        provider = sign_in_providers.find_provider(session, organization_id=came.organization_id)
        sealed = sign_in_providers.find_client_secret(session, organization_id=came.organization_id)
    if start is None or provider is None or start.expires_at <= now:
        raise _failure("it was over, or took too long")
    return start, provider, sealed


def _find_or_add(session: Session, provider: SignInProvider, proven: Proven, *, now: datetime) -> Member:
    domain = proven.email.rpartition("@")[2]
    if provider.email_domains and domain not in provider.email_domains:
        raise _failure("the e-mail address is of another domain")
    organization_id = provider.organization_id
    found = members.list_people(session, email=proven.email, organization_id=organization_id)
    if found:
        if found[0].status is not MemberStatus.JOINED:
            raise _failure("the person has not joined")
        return found[0]
    user_id = user_id_of(proven.email)
    room = workspaces.find_workspace(session, organization_id=organization_id, name=user_id)
    is_taken = members.find_member(session, organization_id=organization_id, user_id=user_id) is not None or (
        # Their personal workspace could not have its name.
        room is not None and room.kind is not WorkspaceKind.PERSONAL
    )
    if not provider.adds_members or is_taken or not _EMAIL.fullmatch(proven.email):
        raise _failure("the person is no member")
    member = Member(
        organization_id=organization_id,
        user_id=user_id,
        email=proven.email,
        role=provider.role,
        kind=MemberKind.PERSON,
        status=MemberStatus.JOINED,
        display_name=proven.name[:255] if proven.name.isprintable() else "",
    )
    add_member(session, member=member, now=now)
    return member


def _get_provider(session: Session, organization_id: str) -> SignInProvider:
    provider = sign_in_providers.find_provider(session, organization_id=organization_id)
    if provider is None:
        raise SignInProviderNotFound(
            f"There is no sign-in provider for organization {organization_id[:63]!r}."
        )
    return provider


def _failure(reason: str) -> SignInFailed:
    _log.info("sign_in.failed", reason=reason)
    return SignInFailed(
        "Signing in with the provider did not succeed. Start again; if it fails again, ask an admin of your "
        "organization whether you are a member."
    )


def _hash(state: str) -> str:
    return hashlib.sha256(state.encode()).hexdigest()
