"""Bearer tokens that other systems sign."""

import base64
import json
import time
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
import requests
from joserfc import jwt
from joserfc.jwk import ECKey, OKPKey, RSAKey

from tests.accounts import Account, Site, assert_refused
from tests.oidc_provider import Provider, confused, new_key, running_provider, unsigned


@pytest.fixture
def provider() -> Iterator[Provider]:
    with running_provider() as running:
        yield running


@pytest.fixture
def subject() -> str:
    return f"auth0|{uuid4().hex}"


def add_issuer(jane: Account, **body: Any) -> str:
    sent = {"name": uuid4().hex, "audience": "docyard"} | body
    answer = jane.call("POST", "/v2/token-issuers", json=sent)
    assert answer.status_code == 201, answer.text
    issuer_id: str = answer.json()["id"]
    return issuer_id


def know(jane: Account, issuer_id: str, subject: str, account: Account) -> requests.Response:
    body = {"subject": subject, "user_id": account.user_id}
    return jane.call("PUT", f"/v2/token-issuers/{issuer_id}/identities", json=body)


def call_as(site: Site, token: str, context: str | None = None) -> requests.Response:
    headers = {"Authorization": f"Bearer {token}"} | ({"IB-Context": context} if context else {})
    return requests.get(f"{site.url}/api/v2/batches", headers=headers, timeout=120)


@pytest.fixture
def ann(jane: Account, provider: Provider, subject: str) -> Account:
    """A member whom the provider's tokens speak for."""
    account = jane.hire()
    know(jane, add_issuer(jane, issuer=provider.url, jwks_url=f"{provider.url}/jwks"), subject, account)
    return account


def test_a_signed_token_speaks_for_whom_its_subject_is(
    jane: Account, ann: Account, provider: Provider, subject: str
) -> None:
    batch = ann.create_batch()
    jane.create_batch()
    token = provider.sign(sub=subject, aud=["others", "docyard"])
    for context in (None, jane.organization_id, ann.user_id):
        listed = call_as(jane.site, token, context).json()["batches"]
        assert [each["id"] for each in listed] == [batch]
    headers = {"Authorization": f"Bearer {token}"}
    url = f"{jane.site.url}/api/v2/token-issuers"
    assert_refused(requests.get(url, headers=headers, timeout=120), 401, "admins")


def test_keys_are_fetched_once_and_again_for_a_key_that_is_new(
    ann: Account, provider: Provider, subject: str
) -> None:
    for _ in range(3):
        assert call_as(ann.site, provider.sign(sub=subject, aud="docyard")).ok
    assert provider.asked == ["/jwks"]


@pytest.mark.parametrize(
    "claims",
    [
        {"sub": "somebody else"},
        {"sub": None},
        {"sub": ["a", "list"]},
        {"sub": "nul \0"},
        {"aud": "others"},
        {"aud": None},
        {"aud": ""},
        {"aud": {"docyard": 1}},
        {"iss": "https://evil.example"},
        {"iss": None},
        {"iss": 7},
        {"exp": None},
        {"exp": time.time() - 61},
        {"exp": "tomorrow"},
        {"exp": True},
        {"nbf": time.time() + 86_400},
        {"iat": time.time() + 86_400},
    ],
    ids="-".join,
)
def test_tokens_with_wrong_claims_are_refused_like_unknown_ones(
    ann: Account, provider: Provider, subject: str, claims: dict[str, Any]
) -> None:
    answer = call_as(ann.site, provider.sign(**{"sub": subject, "aud": "docyard"} | claims))
    assert answer.json() == call_as(ann.site, "nonsense").json()
    assert_refused(answer, 401)


def test_clocks_may_be_a_minute_apart(ann: Account, provider: Provider, subject: str) -> None:
    now = int(time.time())
    token = provider.sign(sub=subject, aud="docyard", exp=now - 30, nbf=now + 30)
    assert call_as(ann.site, token).ok


def test_forged_tokens_are_refused(ann: Account, provider: Provider, subject: str) -> None:
    claims = {"iss": provider.url, "sub": subject, "aud": "docyard", "exp": int(time.time()) + 60}
    thief = new_key(provider.key.kid)
    good = provider.sign(sub=subject, aud="docyard")
    header, payload, signature = good.split(".")
    other = base64.urlsafe_b64encode(json.dumps(claims | {"admin": True}).encode()).rstrip(b"=").decode()
    own_key = {"alg": "RS256", "jwk": thief.as_dict(private=False)}
    forged = [
        provider.sign(thief, sub=subject, aud="docyard"),
        unsigned(**claims),
        confused(provider.key, **claims),
        jwt.encode(own_key, dict(claims), thief),
        f"{header}.{other}.{signature}",
        f"{header}.{payload}.",
        f"{header}.{payload}.{signature[:-4]}AAAA",
        f"{good}.",
        "..",
        "a.b.c",
        "\N{SNOWMAN}.b.c".encode().decode("latin-1"),
        f"{base64.urlsafe_b64encode(b'[' * 9000).decode()}.{payload}.{signature}",
        f"{header}.{'A' * 20_000}.{signature}",
    ]
    for token in forged:
        answer = call_as(ann.site, token)
        assert_refused(answer, 401)
        assert answer.json() == call_as(ann.site, "nonsense").json()
    assert call_as(ann.site, good).ok


def test_written_keys_of_every_kind_verify(jane: Account) -> None:
    keys: dict[str, ECKey | OKPKey | RSAKey] = {
        "ES256": ECKey.generate_key("P-256", {"kid": "ec"}),
        "Ed25519": OKPKey.generate_key("Ed25519", {"kid": "ed"}),
        "PS256": new_key(),
    }
    described = [key.as_dict(private=False) for key in keys.values()]
    issuer_id = add_issuer(jane, issuer="urn:acme", jwks={"keys": described})
    assert know(jane, issuer_id, "robot", jane).ok
    for algorithm, key in keys.items():
        claims = {"iss": "urn:acme", "sub": "robot", "aud": "docyard", "exp": int(time.time()) + 60}
        header: dict[str, Any] = {"alg": algorithm, "kid": key.kid}
        assert call_as(jane.site, jwt.encode(header, claims, key, algorithms=[algorithm])).ok
        del header["kid"]
        assert call_as(jane.site, jwt.encode(header, claims, key, algorithms=[algorithm])).ok


def test_one_issuer_serves_two_organizations_apart(
    jane: Account, otto: Account, provider: Provider, subject: str
) -> None:
    for admin in (jane, otto):
        know(admin, add_issuer(admin, issuer=provider.url, jwks_url=f"{provider.url}/jwks"), subject, admin)
    token = provider.sign(sub=subject, aud="docyard")
    batch = otto.create_batch()
    assert [b["id"] for b in call_as(jane.site, token, otto.organization_id).json()["batches"]] == [batch]
    assert call_as(jane.site, token, jane.organization_id).json()["batches"] == []
    assert_refused(call_as(jane.site, token, "a third"), 401)


def test_keys_of_one_organization_prove_nobody_of_another(
    jane: Account, ann: Account, otto: Account, provider: Provider, subject: str
) -> None:
    """Otto's admin says that he signs for the same issuer, which gives him himself and nobody else."""
    key = new_key()
    issuer_id = add_issuer(otto, issuer=provider.url, jwks={"keys": [key.as_dict(private=False)]})
    know(otto, issuer_id, subject, otto)
    token = provider.sign(key, sub=subject, aud="docyard")
    assert call_as(jane.site, token, otto.organization_id).ok
    assert_refused(call_as(jane.site, token, jane.organization_id), 401)
    assert_refused(call_as(jane.site, token, ann.user_id), 401)


def test_without_its_keys_nobody_is_proven(jane: Account, provider: Provider, subject: str) -> None:
    provider.is_broken = True
    know(jane, add_issuer(jane, issuer=provider.url, jwks_url=f"{provider.url}/jwks"), subject, jane)
    for _ in range(3):
        assert_refused(call_as(jane.site, provider.sign(sub=subject, aud="docyard")), 401)
    assert provider.asked == ["/jwks"]


def test_what_is_taken_away_ends_at_once(jane: Account, provider: Provider, subject: str) -> None:
    keys = {"keys": [provider.key.as_dict(private=False)]}
    issuer_id = add_issuer(jane, issuer=provider.url, jwks=keys)
    path = f"/v2/token-issuers/{issuer_id}"
    know(jane, issuer_id, subject, jane)
    know(jane, issuer_id, "another", jane)
    token = provider.sign(sub=subject, aud="docyard")
    assert call_as(jane.site, token).ok
    listed = jane.call("GET", f"{path}/identities").json()["identities"]
    assert [each["subject"] for each in listed] == sorted(["another", subject])

    assert jane.call("DELETE", f"{path}/identities", params={"subject": subject}).status_code == 204
    assert_refused(call_as(jane.site, token), 401)
    assert_refused(jane.call("DELETE", f"{path}/identities", params={"subject": subject}), 404)

    know(jane, issuer_id, subject, jane)
    other = {"keys": [new_key().as_dict(private=False)]}
    assert jane.call("PATCH", path, json={"jwks": other}).json()["jwks"] == other
    assert_refused(call_as(jane.site, token), 401)
    assert jane.call("PATCH", path, json={"jwks": keys, "audience": "docyard"}).ok
    assert call_as(jane.site, token).ok
    assert jane.call("DELETE", path).status_code == 204
    assert_refused(call_as(jane.site, token), 401)
    assert_refused(jane.call("GET", path), 404)


@pytest.mark.parametrize(
    "change",
    [
        {"jwks": {"keys": []}},
        {"jwks": {}},
        {"jwks": {"keys": [{"kty": "oct", "k": "c2VjcmV0"}]}},
        {"jwks": {"keys": [{"kty": "RSA", "n": "!", "e": "AQAB"}]}},
        {"jwks": {"keys": ["text"]}},
        {"jwks": None},
        {"jwks": None, "jwks_url": "http://login.acme.com/jwks"},
        {"jwks": None, "jwks_url": "file:///etc/passwd"},
        {"jwks": None, "jwks_url": "https://user:word@login.acme.com/jwks"},
        {"jwks": None, "jwks_url": "https://[broken"},
        {"jwks": None, "jwks_url": "https:///jwks"},
        {"jwks_url": "https://login.acme.com/jwks"},
        {"name": ""},
        {"issuer": "x" * 256},
        {"audience": None},
    ],
    ids=str,
)
def test_issuers_that_break_a_rule_are_refused(jane: Account, change: dict[str, Any]) -> None:
    keys = {"keys": [new_key().as_dict(private=False)]}
    body = {"name": "n", "issuer": "i", "audience": "a", "jwks": keys} | change
    assert_refused(jane.call("POST", "/v2/token-issuers", json=body), 400)
    assert jane.call("GET", "/v2/token-issuers").json() == {"token_issuers": []}


def test_names_and_audiences_are_taken_once(jane: Account) -> None:
    keys = {"keys": [new_key().as_dict(private=False)]}
    body = {"name": "n", "issuer": "i", "audience": "a", "jwks": keys}
    assert jane.call("POST", "/v2/token-issuers", json=body).status_code == 201
    assert_refused(jane.call("POST", "/v2/token-issuers", json=body | {"issuer": "j"}), 409)
    assert_refused(jane.call("POST", "/v2/token-issuers", json=body | {"name": "m"}), 409)
    second = jane.call("POST", "/v2/token-issuers", json=body | {"name": "m", "audience": "b"}).json()["id"]
    assert_refused(jane.call("PATCH", f"/v2/token-issuers/{second}", json={"name": "n"}), 409)
    assert jane.call("GET", f"/v2/token-issuers/{second}").json()["name"] == "m"
    assert_refused(know(jane, second, "s", Account(jane.site, "", "nobody", "")), 404, "nobody")
    assert_refused(know(jane, second, "", jane), 400, "subject")


def test_an_organization_can_have_tokens_of_issuers_alone(
    jane: Account, provider: Provider, subject: str
) -> None:
    path = "/v2/organization"
    assert_refused(jane.call("PATCH", path, json={"docyard_tokens": False}), 409, "token issuer")
    keys = {"keys": [provider.key.as_dict(private=False)]}
    know(jane, add_issuer(jane, issuer=provider.url, jwks=keys), subject, jane)
    assert jane.call("PATCH", path, json={"docyard_tokens": False}).json()["docyard_tokens"] is False
    assert_refused(jane.call("GET", path), 401)
    token = provider.sign(sub=subject, aud="docyard")
    signed = Account(jane.site, jane.organization_id, jane.user_id, token)
    assert signed.call("PATCH", path, json={"docyard_tokens": True}).ok
    assert jane.call("GET", path).json()["docyard_tokens"] is True
