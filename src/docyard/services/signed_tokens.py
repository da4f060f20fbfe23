"""Telling who stands behind a bearer token that another system signed."""

import threading
from collections import OrderedDict
from collections.abc import Sequence
from datetime import datetime

import structlog

from docyard.domain.identity import Caller, caller_of
from docyard.domain.token_issuers import TokenIssuer
from docyard.errors import DocyardError
from docyard.integrations.documents import Documents
from docyard.integrations.signed_tokens import PublicKey, peek, read_keys, verify
from docyard.services.tokens import unknown_token
from docyard.store import token_issuers
from docyard.store.database import Database

_log = structlog.get_logger()

# Organizations on one server may all believe one issuer; more of them than this are not tried.
_CANDIDATES = 10
_SETS = 200


class IssuerKeys:
    """Public keys of issuers: fetched, or read from what was written down, and kept; for many threads."""

    def __init__(self, fetched: Documents[tuple[PublicKey, ...]]) -> None:
        """Take where keys at URLs come from."""
        self._fetched = fetched
        self._written: OrderedDict[str, tuple[PublicKey, ...]] = OrderedDict()
        self._lock = threading.Lock()

    def of(self, issuer: TokenIssuer, *, kid: object) -> Sequence[PublicKey]:
        """Return the keys of an issuer, fetched anew where they should have key ``kid`` and do not.

        Raises:
            ProviderUnavailable: They cannot be fetched.
        """
        if issuer.jwks_url is not None:
            return self._fetched.get(issuer.jwks_url, is_enough=lambda keys: _has(keys, kid))
        return self._read(issuer.jwks or "")

    def _read(self, text: str) -> tuple[PublicKey, ...]:
        with self._lock:
            if text in self._written:
                self._written.move_to_end(text)
                return self._written[text]
        keys = read_keys(text)
        with self._lock:
            self._written[text] = keys
            if len(self._written) > _SETS:
                self._written.popitem(last=False)
        return keys


def authenticate(
    database: Database, keys: IssuerKeys, *, value: str, context: str | None, ip: str | None, now: datetime
) -> Caller:
    """Return whom a signed token speaks for in the context the request names.

    Every failure is refused like an unknown API token; the log says which it was.

    Raises:
        UnknownToken: Nobody, for whatever reason.
    """
    try:
        header, claims = peek(value)
        with database.read() as session:
            known = token_issuers.list_known_subjects(
                session,
                issuer=_word(claims.get("iss")),
                subject=_word(claims.get("sub")),
                context=context,
                limit=_CANDIDATES,
            )
    except DocyardError:
        raise unknown_token() from None
    for candidate in known:
        try:
            verify(
                value,
                keys.of(candidate.issuer, kid=header.get("kid")),
                issuer=candidate.issuer.issuer,
                audience=candidate.issuer.audience,
                now=now,
            )
        except DocyardError as refusal:
            _log.info("signed_token.refused", issuer_id=str(candidate.issuer.id), reason=refusal.message)
            continue
        return caller_of(candidate.member, ip=ip)
    raise unknown_token()


def _has(keys: Sequence[PublicKey], kid: object) -> bool:
    return kid is None or any(key.kid is None or key.kid == kid for key in keys)


def _word(claim: object) -> str:
    # What a database cannot keep, it cannot have either.
    return claim if isinstance(claim, str) and claim.isprintable() else ""
