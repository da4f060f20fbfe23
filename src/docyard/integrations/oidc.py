"""OpenID Connect providers: sending people there, and taking back who they are.

Source: OpenID Connect Core 1.0, section 3.1 (authorization code flow), with PKCE (RFC 7636).
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import quote_plus

import httpx
from authlib.oauth2.rfc6749.parameters import prepare_grant_uri
from authlib.oauth2.rfc7636 import create_s256_code_challenge

from docyard.domain.sign_in import SignInProvider, SignInStart
from docyard.errors import Unauthenticated
from docyard.integrations.documents import Documents, ProviderUnavailable, check_url, fetch
from docyard.integrations.signed_tokens import PublicKey, SignedTokenInvalid, peek, read_keys, verify

_SCOPE = "openid email profile"


class CodeRefused(Unauthenticated):
    """The provider does not take the code, or what it gives for it proves nobody."""

    code = "sign_in_code_refused"


@dataclass(frozen=True, slots=True)
class Discovered:
    """What a provider's discovery document says (OpenID Connect Discovery 1.0, section 3)."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    takes_basic: bool


@dataclass(frozen=True, slots=True)
class Proven:
    """Who signed in, as the provider vouches.

    Attributes:
        email: in lower case; the provider has verified that it is theirs.
        name: as the provider has it; empty where it says none.
    """

    email: str
    name: str = field(repr=False)


class Oidc:
    """Speaks with providers; what they publish about themselves is kept for ten minutes."""

    def __init__(self, client: httpx.Client) -> None:
        """Take the client that requests go through."""
        self._client = client
        self._documents = Documents(client, read=_read_document)
        self._keys = Documents(client, read=read_keys)

    def discover(self, issuer: str) -> Discovered:
        """Return what the provider says about itself.

        Raises:
            ProviderUnavailable: It does not answer, or not as a provider does.
        """
        found = self._documents.get(f"{issuer.rstrip('/')}/.well-known/openid-configuration")
        if found.issuer != issuer:
            raise ProviderUnavailable(
                f"The provider calls itself {found.issuer[:200]!r}, not {issuer!r}. Have an admin correct it."
            )
        return found

    def authorization_url(self, provider: SignInProvider, start: SignInStart, *, state: str) -> str:
        """Return where to send somebody who signs in.

        Raises:
            ProviderUnavailable: The provider does not answer.
        """
        url: str = prepare_grant_uri(
            self.discover(provider.issuer).authorization_endpoint,
            provider.client_id,
            "code",
            redirect_uri=start.redirect_uri,
            scope=_SCOPE,
            state=state,
            nonce=start.nonce,
            code_challenge=create_s256_code_challenge(start.code_verifier),
            code_challenge_method="S256",
        )
        return url

    def redeem(
        self,
        provider: SignInProvider,
        start: SignInStart,
        *,
        code: str,
        client_secret: str | None,
        now: datetime,
    ) -> Proven:
        """Return whom the provider vouches for in exchange for a code.

        Raises:
            ProviderUnavailable: The provider does not answer.
            CodeRefused: It does not take the code, or its ID token is not valid, not for this sign-in,
                or without an e-mail address that it has verified.
        """
        found = self.discover(provider.issuer)
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": start.redirect_uri,
            "code_verifier": start.code_verifier,
        }
        headers = {"Accept": "application/json"}
        if client_secret is not None and found.takes_basic:
            # Both words are form-encoded first (RFC 6749, section 2.3.1).
            pair = httpx.BasicAuth(quote_plus(provider.client_id), quote_plus(client_secret))
        else:
            pair = None
            form |= {"client_id": provider.client_id}
            form |= {} if client_secret is None else {"client_secret": client_secret}
        request = self._client.build_request("POST", found.token_endpoint, data=form, headers=headers)
        if pair is not None:
            request = next(pair.auth_flow(request))
        try:
            answer = fetch(self._client, request)
        except ProviderUnavailable as refusal:
            raise CodeRefused(f"The provider does not take the code: {refusal.message}") from refusal
        claims = self._verified(found, provider, _id_token(answer), now=now)
        return _proven(claims, provider, start)

    def _verified(
        self, found: Discovered, provider: SignInProvider, id_token: str, *, now: datetime
    ) -> Mapping[str, Any]:
        try:
            kid = peek(id_token)[0].get("kid")
            keys = self._keys.get(found.jwks_uri, is_enough=lambda keys: _has(keys, kid))
            return verify(id_token, keys, issuer=found.issuer, audience=provider.client_id, now=now)
        except SignedTokenInvalid as refusal:
            raise CodeRefused(f"The provider's ID token is refused: {refusal.message}") from refusal


def _read_document(body: bytes) -> Discovered:
    try:
        said = json.loads(body)
        methods = said.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
        return Discovered(
            issuer=str(said["issuer"]),
            authorization_endpoint=check_url(said["authorization_endpoint"], name="authorization_endpoint"),
            token_endpoint=check_url(said["token_endpoint"], name="token_endpoint"),
            jwks_uri=check_url(said["jwks_uri"], name="jwks_uri"),
            takes_basic="client_secret_basic" in methods,
        )
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        raise ProviderUnavailable("The provider's discovery document is none.") from None


def _id_token(answer: bytes) -> str:
    try:
        id_token = json.loads(answer)["id_token"]
    except (ValueError, TypeError, KeyError, RecursionError):
        id_token = None
    if not isinstance(id_token, str):
        raise CodeRefused("The provider's answer has no ID token.")
    return id_token


def _proven(claims: Mapping[str, Any], provider: SignInProvider, start: SignInStart) -> Proven:
    if claims.get("nonce") != start.nonce:
        raise CodeRefused("The provider's ID token is of another sign-in.")
    # Who else may use a token for several audiences is the provider's to say (section 3.1.3.7).
    is_ours = claims.get("azp", provider.client_id) == provider.client_id
    if not is_ours or (isinstance(claims["aud"], list) and len(claims["aud"]) > 1 and "azp" not in claims):
        raise CodeRefused("The provider's ID token is another client's.")
    email, name = claims.get("email"), claims.get("name", "")
    if not isinstance(email, str) or claims.get("email_verified") is not True or not email.isprintable():
        raise CodeRefused("The provider has not verified the e-mail address.")
    return Proven(email=email.strip().lower(), name=name if isinstance(name, str) else "")


def _has(keys: tuple[PublicKey, ...], kid: object) -> bool:
    return kid is None or any(key.kid is None or key.kid == kid for key in keys)
