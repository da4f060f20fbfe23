"""Tokens that other systems sign: JSON Web Tokens (RFC 7519) under asymmetric signatures."""

import base64
import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, OKPKey, RSAKey, import_key

from docyard.errors import Invalid, Unauthenticated

PublicKey = RSAKey | ECKey | OKPKey
Claims = Mapping[str, Any]

# Without ``none``, and without HMAC: its key would be one that everybody can read.
ALGORITHMS = (
    *("RS256", "RS384", "RS512", "PS256", "PS384", "PS512"),
    *("ES256", "ES384", "ES512", "EdDSA", "Ed25519"),
)
# How far the clocks of two systems may be apart.
_LEEWAY_S = 60
_TOKEN_LENGTH = 16_384
_KEYS = 50

# What a parser may say to text that is no token, however it is broken.
_BROKEN = (JoseError, ValueError, TypeError, KeyError, AttributeError, OverflowError, RecursionError)


class SignedTokenInvalid(Unauthenticated):
    """The token is none, its signature is not its issuer's, or it is for others, over or not yet valid."""

    code = "signed_token_invalid"


class KeysInvalid(Invalid):
    """A set of public keys is none, or has no key for signatures."""

    code = "jwks_invalid"


def looks_signed(value: str) -> bool:
    """Tell whether a bearer token is meant as a signed one; API tokens of docyard have no dots."""
    return value.count(".") == 2 and len(value) <= _TOKEN_LENGTH


def peek(value: str) -> tuple[Mapping[str, Any], Claims]:
    """Return header and claims that nobody has verified, to find the keys that may.

    Raises:
        SignedTokenInvalid: The text is no token.
    """
    try:
        header, claims = (json.loads(_decoded(part)) for part in value.split(".")[:2])
    except _BROKEN:
        raise SignedTokenInvalid("The token is not a signed one.") from None
    if not isinstance(header, dict) or not isinstance(claims, dict):
        raise SignedTokenInvalid("The token is not a signed one.")
    return header, claims


def verify(
    value: str, keys: Sequence[PublicKey], *, issuer: str, audience: str, now: datetime
) -> dict[str, Any]:
    """Return the claims of a token that one of the keys signed, for this audience and this time.

    Raises:
        SignedTokenInvalid: It is not; the message is for logs, and says what is wrong.
    """
    header, _ = peek(value)
    kid = header.get("kid")
    rules = jwt.JWTClaimsRegistry(
        now=int(now.timestamp()),
        leeway=_LEEWAY_S,
        iss={"essential": True, "value": issuer},
        aud={"essential": True, "value": audience},
        exp={"essential": True},
    )
    for key in keys:
        if kid is not None and key.kid is not None and key.kid != kid:
            continue
        try:
            token = jwt.decode(value, key, algorithms=ALGORITHMS)
        except _BROKEN:
            continue
        try:
            rules.validate(token.claims)
        except _BROKEN as refusal:
            raise SignedTokenInvalid(f"The token is not valid here: {refusal}.") from None
        return token.claims
    raise SignedTokenInvalid("None of the issuer's keys signed the token.")


def read_keys(text: str | bytes) -> tuple[PublicKey, ...]:
    """Return the public keys of a JSON Web Key Set (RFC 7517) that signatures can be verified with.

    Keys of other kinds are passed over: issuers publish those for encryption beside them.

    Raises:
        KeysInvalid: It is no such set, has no such key, or more than 50 keys.
    """
    try:
        listed = json.loads(text)["keys"]
    except _BROKEN:
        listed = None
    if not isinstance(listed, list) or len(listed) > _KEYS:
        raise KeysInvalid(f"Expected a JSON Web Key Set: an object with up to {_KEYS} 'keys'.")
    keys = tuple(key for each in listed if (key := _read_key(each)) is not None)
    if not keys:
        raise KeysInvalid("The key set has no public RSA, EC or Ed25519 key for signatures.")
    return keys


def _read_key(described: Any) -> PublicKey | None:
    try:
        if described["kty"] not in ("RSA", "EC", "OKP") or described.get("use", "sig") != "sig":
            return None
        key = import_key({name: value for name, value in described.items() if name != "key_ops"})
    except _BROKEN:
        return None
    return key if isinstance(key, RSAKey | ECKey | OKPKey) else None


def _decoded(part: str) -> bytes:
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))
