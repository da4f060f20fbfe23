"""A small OpenID provider on loopback that signs for real, and can be told to misbehave."""

import base64
import hashlib
import hmac
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote_plus, urlsplit
from uuid import uuid4

from joserfc import jwt
from joserfc.jwk import RSAKey

CLIENT_ID = "docyard at acme"
CLIENT_SECRET = "s3cret: with/odd & signs"


def new_key(kid: str | None = None) -> RSAKey:
    """A key with an id, by default one of its own."""
    return RSAKey.generate_key(2048, {"kid": kid or uuid4().hex, "use": "sig"})


@dataclass
class Provider:
    """What the provider says; tests change it.

    Attributes:
        claims: what the next ID token says besides, or instead.
        headers: what its header says besides, or instead.
        codes: the code and the nonce and challenge that belong to it.
        asked: paths that were requested, in order.
        is_broken: answer everything with status 500.
    """

    key: RSAKey = field(default_factory=new_key)
    url: str = ""
    claims: dict[str, Any] = field(default_factory=dict)
    headers: dict[str, Any] = field(default_factory=dict)
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    forged: str | None = None
    is_broken: bool = False

    def sign(self, key: RSAKey | None = None, **claims: Any) -> str:
        """Sign a token that is valid for a minute, unless claims say otherwise; None leaves one out."""
        now = int(time.time())
        full = {"iss": self.url, "iat": now, "exp": now + 60} | claims
        kept = {name: value for name, value in full.items() if value is not None}
        signer = key or self.key
        header = {"alg": "RS256", "kid": signer.kid} | self.headers
        return jwt.encode(header, kept, signer, algorithms=["RS256", "PS512"])

    def authorize(self, location: str, *, email: str, code: str | None = None) -> dict[str, str]:
        """Do what a person does at the authorization endpoint, and return the answer's query."""
        query = {name: values[0] for name, values in parse_qs(urlsplit(location).query).items()}
        assert location.startswith(f"{self.url}/authorize?")
        assert query["client_id"] == CLIENT_ID
        assert (query["response_type"], query["code_challenge_method"]) == ("code", "S256")
        assert set(query["scope"].split()) == {"openid", "email", "profile"}
        code = code or uuid4().hex
        self.codes[code] = query | {"email": email}
        return {"code": code, "state": query["state"]}

    def answer(self, path: str, form: dict[str, str], authorization: str | None) -> tuple[int, Any]:
        """Answer a request as the document of the provider says."""
        self.asked.append(path)
        if self.is_broken:
            return 500, {"error": "server_error"}
        if path == "/.well-known/openid-configuration":
            return 200, {
                "issuer": self.url,
                "authorization_endpoint": f"{self.url}/authorize",
                "token_endpoint": f"{self.url}/token",
                "jwks_uri": f"{self.url}/jwks",
            }
        if path == "/jwks":
            encryption = RSAKey.generate_key(2048, {"kid": "enc", "use": "enc"}).as_dict(private=False)
            odd = {"kty": "from the future", "kid": "odd"}
            return 200, {"keys": [odd, encryption, self.key.as_dict(private=False)]}
        if path == "/token":
            return self._redeem(form, authorization)
        return 404, {}

    def _redeem(self, form: dict[str, str], authorization: str | None) -> tuple[int, Any]:
        asked = self.codes.pop(form.get("code", ""), None)
        verifier = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(verifier).rstrip(b"=").decode()
        is_known = _basic(authorization) in ((CLIENT_ID, CLIENT_SECRET),)
        if asked is None or not is_known or asked["code_challenge"] != challenge:
            return 400, {"error": "invalid_grant"}
        if asked["redirect_uri"] != form["redirect_uri"] or form["grant_type"] != "authorization_code":
            return 400, {"error": "invalid_grant"}
        claims: dict[str, Any] = {
            "aud": CLIENT_ID,
            "sub": asked["email"],
            "email": asked["email"],
            "email_verified": True,
            "nonce": asked["nonce"],
        } | self.claims
        return 200, {
            "access_token": "unused",
            "token_type": "Bearer",
            "id_token": self.forged or self.sign(**claims),
        }


def unsigned(**claims: Any) -> str:
    """A token with the algorithm ``none``."""
    return ".".join([_encoded({"alg": "none", "typ": "JWT"}), _encoded(claims), ""])


def confused(key: RSAKey, **claims: Any) -> str:
    """A token whose HMAC was made with the text of the public key."""
    # By hand: libraries know better than to do this.
    signed = f"{_encoded({'alg': 'HS256', 'typ': 'JWT', 'kid': key.kid})}.{_encoded(claims)}"
    made = hmac.digest(key.as_pem(private=False), signed.encode(), "sha256")
    return f"{signed}.{base64.urlsafe_b64encode(made).rstrip(b'=').decode()}"


@contextmanager
def running_provider() -> Iterator[Provider]:
    """Serve a provider during the block."""
    provider = Provider()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._answer({})

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            self._answer({name: values[0] for name, values in parse_qs(body).items()})

        def _answer(self, form: dict[str, str]) -> None:
            status, body = provider.answer(urlsplit(self.path).path, form, self.headers.get("Authorization"))
            data = json.dumps(body).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *_: Any) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        provider.url = f"http://127.0.0.1:{server.server_address[1]}"
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        try:
            yield provider
        finally:
            server.shutdown()
            thread.join()


def _basic(authorization: str | None) -> tuple[str, ...]:
    # Both words are form-encoded before they are joined (RFC 6749, section 2.3.1).
    decoded = base64.b64decode((authorization or "").removeprefix("Basic ")).decode()
    return tuple(unquote_plus(word) for word in decoded.split(":", 1))


def _encoded(part: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode()
