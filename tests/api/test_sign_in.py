"""Signing in with a provider that speaks OpenID Connect."""

import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import pytest
import requests
from sqlalchemy import text, update

from docyard.domain.identity import MemberStatus
from docyard.store.tables import SignInStartRow
from tests.accounts import Account, Site, assert_refused
from tests.api.signing_in import Browser, join, logins
from tests.databases import connected, stored_bytes
from tests.oidc_provider import (
    CLIENT_ID,
    CLIENT_SECRET,
    Provider,
    confused,
    new_key,
    running_provider,
    unsigned,
)

SETTINGS = "/v2/organization/sign-in"


@pytest.fixture
def site(proxied: Site) -> Site:
    return proxied


@pytest.fixture
def provider() -> Iterator[Provider]:
    with running_provider() as running:
        yield running


def set_provider(jane: Account, provider: Provider, **more: Any) -> requests.Response:
    body = {"issuer": provider.url, "client_id": CLIENT_ID, "client_secret": CLIENT_SECRET} | more
    answer = jane.call("PUT", SETTINGS, json=body)
    assert answer.status_code == 200, answer.text
    return answer


@pytest.fixture
def email(jane: Account, provider: Provider) -> str:
    """A member without a password, of an organization that lets the provider's people in."""
    set_provider(jane, provider)
    address = f"ann-{uuid4().hex[:8]}@example.com"
    join(jane.site, jane.organization_id, address, password=None)
    return address


def start(browser: Browser, organization_id: str, next_path: str | None = None) -> requests.Response:
    params = {} if next_path is None else {"next": next_path}
    headers = {"Origin": None, "Sec-Fetch-Site": "none"}
    path = f"/v2/sign-in/{organization_id}/start"
    return browser.send("GET", path, params=params, headers=headers)


def come_back(browser: Browser, organization_id: str, query: dict[str, str]) -> requests.Response:
    headers = {"Origin": None, "Sec-Fetch-Site": "cross-site"}
    path = f"/v2/sign-in/{organization_id}/callback"
    return browser.send("GET", path, params=query, headers=headers)


def sign_in(
    jane: Account, provider: Provider, email: str, browser: Browser | None = None
) -> requests.Response:
    browser = browser or Browser(jane.site)
    left = start(browser, jane.organization_id)
    assert left.status_code == 302, left.text
    query = provider.authorize(left.headers["Location"], email=email)
    return come_back(browser, jane.organization_id, query)


def assert_nobody(jane: Account, answer: requests.Response) -> None:
    assert_refused(answer, 401, "Signing in with the provider did not succeed")
    assert "docyard_session" not in answer.headers.get("Set-Cookie", "")
    assert "session.opened" not in [action for action, _, _ in logins(jane.site, jane.organization_id)]


def test_the_provider_vouches_for_a_member(jane: Account, provider: Provider, email: str) -> None:
    browser = Browser(jane.site)
    left = start(browser, jane.organization_id, "/runs?page=2#last")
    query = parse_qs(urlsplit(left.headers["Location"]).query)
    callback = f"{jane.site.url}/api/v2/sign-in/{jane.organization_id}/callback"
    assert query["redirect_uri"] == [callback]
    for attribute in ("HttpOnly", "SameSite=lax", "Max-Age=600", f"/sign-in/{jane.organization_id};"):
        assert attribute in left.headers["Set-Cookie"]

    answer = come_back(
        browser, jane.organization_id, provider.authorize(left.headers["Location"], email=email.upper())
    )
    assert (answer.status_code, answer.headers["Location"]) == (302, "/runs?page=2#last")
    assert list(browser.kept.cookies.keys()) == ["docyard_session"]
    (own,) = browser.send("GET", "/v2/sessions").json()["sessions"]
    assert own["user_id"] == email.replace("@", "_")
    assert logins(jane.site, jane.organization_id) == [("session.opened", own["user_id"], browser.ip)]


def test_documents_and_keys_of_the_provider_are_kept(jane: Account, provider: Provider, email: str) -> None:
    for _ in range(3):
        assert sign_in(jane, provider, email).status_code == 302
    assert provider.asked.count("/.well-known/openid-configuration") == 1
    assert provider.asked.count("/jwks") == 1
    assert provider.asked.count("/token") == 3


@pytest.mark.parametrize(
    "claims",
    [
        {"nonce": "of another sign-in"},
        {"nonce": None},
        {"aud": "another client"},
        {"aud": None},
        {"aud": [CLIENT_ID, "another client"]},
        {"aud": [CLIENT_ID, "another client"], "azp": "another client"},
        {"azp": "another client"},
        {"iss": "https://evil.example"},
        {"iss": None},
        {"exp": int(time.time()) - 61},
        {"exp": None},
        {"iat": int(time.time()) + 86_400},
        {"email_verified": False},
        {"email_verified": "true"},
        {"email_verified": None},
        {"email": None},
        {"email": "nobody@example.com"},
        {"email": ["a", "list"]},
    ],
    ids="-".join,
)
def test_id_tokens_with_wrong_claims_prove_nobody(
    jane: Account, provider: Provider, email: str, claims: dict[str, Any]
) -> None:
    provider.claims = claims
    assert_nobody(jane, sign_in(jane, provider, email))


@pytest.mark.parametrize(
    "kind", ["unsigned", "confused", "another key", "another key of that id", "no token"]
)
def test_forged_id_tokens_prove_nobody(jane: Account, provider: Provider, email: str, kind: str) -> None:
    browser = Browser(jane.site)
    left = start(browser, jane.organization_id)
    query = provider.authorize(left.headers["Location"], email=email)
    claims = {
        "iss": provider.url,
        "aud": CLIENT_ID,
        "sub": email,
        "email": email,
        "email_verified": True,
        "nonce": provider.codes[query["code"]]["nonce"],
        "exp": int(time.time()) + 60,
    }
    provider.forged = {
        "unsigned": unsigned(**claims),
        "confused": confused(provider.key, **claims),
        "another key": provider.sign(new_key(), **claims),
        "another key of that id": provider.sign(new_key(provider.key.kid), **claims),
        "no token": "no token",
    }[kind]
    assert_nobody(jane, come_back(browser, jane.organization_id, query))


def test_a_state_serves_once_and_its_browser_alone(jane: Account, provider: Provider, email: str) -> None:
    browser, thief = Browser(jane.site), Browser(jane.site)
    left = start(browser, jane.organization_id)
    query = provider.authorize(left.headers["Location"], email=email)
    kept = {"Cookie": f"docyard_sign_in={query['state']}"}
    path = f"/v2/sign-in/{jane.organization_id}/callback"

    assert_nobody(jane, come_back(thief, jane.organization_id, query))
    assert_nobody(jane, come_back(browser, jane.organization_id, query | {"state": "forged"}))
    assert_nobody(jane, come_back(browser, jane.organization_id, {"code": query["code"]}))
    assert come_back(browser, jane.organization_id, query).status_code == 302
    provider.codes[query["code"]] = {}  # even if the provider took it twice
    assert_refused(thief.send("GET", path, params=query, headers=kept), 401)
    assert_refused(come_back(browser, jane.organization_id, query), 401)


def test_a_code_of_another_browser_is_refused(jane: Account, provider: Provider, email: str) -> None:
    """Without PKCE, a code that was caught could be put into another sign-in."""
    caught = provider.authorize(
        start(Browser(jane.site), jane.organization_id).headers["Location"], email=email
    )
    thief = Browser(jane.site)
    own = provider.authorize(start(thief, jane.organization_id).headers["Location"], email=email)
    assert_nobody(jane, come_back(thief, jane.organization_id, own | {"code": caught["code"]}))


def test_a_state_serves_its_organization_and_ten_minutes(
    jane: Account, otto: Account, provider: Provider, email: str
) -> None:
    set_provider(otto, provider)
    browser = Browser(jane.site)
    left = start(browser, jane.organization_id)
    query = provider.authorize(left.headers["Location"], email=email)
    kept = {"Cookie": f"docyard_sign_in={query['state']}"}
    path = f"/v2/sign-in/{otto.organization_id}/callback"
    assert_refused(browser.send("GET", path, params=query, headers=kept), 401)

    query = provider.authorize(start(browser, jane.organization_id).headers["Location"], email=email)
    with jane.site.database.write() as session:
        session.execute(update(SignInStartRow).values(expires_at=datetime(2020, 1, 1, tzinfo=UTC)))
    assert_nobody(jane, come_back(browser, jane.organization_id, query))


def test_what_the_provider_refuses_is_refused(jane: Account, provider: Provider, email: str) -> None:
    browser = Browser(jane.site)
    left = start(browser, jane.organization_id)
    query = provider.authorize(left.headers["Location"], email=email)
    refused = {"state": query["state"], "error": "access_denied", "error_description": "<script>"}
    answer = come_back(browser, jane.organization_id, refused)
    assert_nobody(jane, answer)
    assert "script" not in answer.text
    set_provider(jane, provider, client_secret="wrong")
    assert_nobody(jane, sign_in(jane, provider, email))


@pytest.mark.parametrize(
    "next_path",
    [
        "https://evil.example",
        "//evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "/\t/evil.example",
        "/a\r\nSet-Cookie: x=y",
        "runs",
        "",
        "javascript:alert(1)",
        "/" + "a" * 2001,
        "/\u2028",
    ],
)
def test_the_way_leads_to_this_server_alone(jane: Account, email: str, next_path: str) -> None:
    assert_refused(start(Browser(jane.site), jane.organization_id, next_path), 400, "next")


def test_who_is_invited_or_a_service_account_or_elsewhere_is_nobody(
    jane: Account, otto: Account, provider: Provider, email: str
) -> None:
    join(jane.site, jane.organization_id, invited := f"{uuid4().hex}@x.com", status=MemberStatus.INVITED)
    join(jane.site, otto.organization_id, elsewhere := f"{uuid4().hex}@x.com")
    # The user ID of two addresses may be one; the address decides.
    alike = email.replace("@", "_", 1).replace("example.com", "b@example.com")
    for address in (invited, elsewhere, alike, "", "nobody"):
        assert_nobody(jane, sign_in(jane, provider, address))


def test_people_of_some_domains_become_members_if_the_organization_wants(
    jane: Account, provider: Provider
) -> None:
    organization = {"email_domains": ["Acme.com "], "adds_members": True, "role": "admin"}
    assert set_provider(jane, provider, **organization).json()["email_domains"] == ["acme.com"]
    provider.claims = {"name": "Joe Doe"}
    browser = Browser(jane.site)
    assert sign_in(jane, provider, "Joe@Acme.com", browser).status_code == 302
    assert browser.send("POST", "/v2/batches", json={"name": "own"}).ok
    assert browser.send("GET", SETTINGS).ok
    assert sign_in(jane, provider, "joe@acme.com").status_code == 302
    for stranger in ("joe@evil.com", "joe@sub.acme.com", "joe@acme.com.evil.com", "joe/x@acme.com"):
        assert_refused(sign_in(jane, provider, stranger), 401)
    jane.share_workspace("eve_acme.com")
    assert_refused(sign_in(jane, provider, "eve@acme.com"), 401)
    (member,) = (row for row in people(jane) if row[0] == "joe_acme.com")
    assert member == ("joe_acme.com", "joe@acme.com", "admin", "Joe Doe")
    assert len(people(jane)) == 2


def people(jane: Account) -> list[tuple[str, ...]]:
    with connected(jane.site.data_dir) as connection:
        of_jane = text(
            "SELECT user_id, email, role, display_name FROM docyard_members WHERE organization_id = :id"
        )
        return [tuple(row) for row in connection.execute(of_jane, {"id": jane.organization_id})]


def test_settings_never_tell_the_client_secret(jane: Account, provider: Provider) -> None:
    assert_refused(jane.call("GET", SETTINGS), 404)
    answer = set_provider(jane, provider)
    assert answer.json() | {"updated_at": 0} == {
        "issuer": provider.url,
        "client_id": CLIENT_ID,
        "has_client_secret": True,
        "email_domains": [],
        "adds_members": False,
        "role": "member",
        "updated_at": 0,
    }
    assert jane.call("GET", SETTINGS).json() == answer.json()
    kept = jane.call("PUT", SETTINGS, json={"issuer": provider.url, "client_id": CLIENT_ID})
    assert kept.json()["has_client_secret"]
    assert CLIENT_SECRET.encode() not in stored_bytes(jane.site.data_dir)
    assert CLIENT_SECRET.encode() not in (jane.site.data_dir / "server.log").read_bytes()
    assert sign_in(jane, provider, "admin@example.com").status_code == 302

    assert jane.call("DELETE", SETTINGS).status_code == 204
    assert_refused(jane.call("DELETE", SETTINGS), 404)
    assert_refused(start(Browser(jane.site), jane.organization_id), 404)
    assert_refused(start(Browser(jane.site), "no-such"), 404)


@pytest.mark.parametrize(
    "change",
    [
        {"issuer": "http://login.acme.com"},
        {"issuer": "text"},
        {"client_id": ""},
        {"client_secret": ""},
        {"email_domains": ["@acme.com"]},
        {"email_domains": [""]},
        {"adds_members": True},
        {"role": "owner"},
    ],
    ids=str,
)
def test_settings_that_break_a_rule_are_refused(jane: Account, change: dict[str, Any]) -> None:
    body = {"issuer": "https://login.acme.com", "client_id": "docyard"} | change
    assert_refused(jane.call("PUT", SETTINGS, json=body), 400)
    assert_refused(jane.call("GET", SETTINGS), 404)


def test_a_provider_that_is_down_or_another_is_told(jane: Account, provider: Provider) -> None:
    set_provider(jane, provider, issuer=f"{provider.url}/")
    assert_refused(start(Browser(jane.site), jane.organization_id), 503, "calls itself")
    provider.is_broken = True
    set_provider(jane, provider, issuer=f"{provider.url}/other")
    for _ in range(3):
        assert_refused(start(Browser(jane.site), jane.organization_id), 503)
    assert len(provider.asked) == 2


def test_a_new_key_encrypts_client_secrets_anew(jane: Account, provider: Provider, email: str) -> None:
    data_dir = jane.site.data_dir
    command = [sys.executable, "-m", "docyard", "secrets", "rotate-key", "--data-dir", str(data_dir)]
    subprocess.run(command, check=True, capture_output=True)
    keys = data_dir / "secret.keys"
    keys.write_text(keys.read_text().split()[0] + "\n")
    assert sign_in(jane, provider, email).status_code == 302
