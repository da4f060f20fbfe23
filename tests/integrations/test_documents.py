"""Documents of other systems: fetched within limits, kept, and asked for again at a bounded pace."""

import time
from collections.abc import Iterator

import pytest

from docyard.integrations.documents import (
    AddressRefused,
    Documents,
    ProviderUnavailable,
    build_client,
    check_url,
)
from docyard.integrations.signed_tokens import PublicKey, read_keys
from tests.oidc_provider import Provider, new_key, running_provider

Keys = Documents[tuple[PublicKey, ...]]


@pytest.fixture
def provider() -> Iterator[Provider]:
    with running_provider() as running:
        yield running


@pytest.fixture
def documents() -> Iterator[Keys]:
    with build_client() as client:
        yield Documents(client, read=read_keys)


class Clock:
    """A clock that a test sets."""

    def __init__(self) -> None:
        self.now = time.monotonic()

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr("docyard.integrations.documents.time.monotonic", clock)
    return clock


def ids(keys: tuple[PublicKey, ...]) -> list[str | None]:
    return [key.kid for key in keys]


def test_a_document_is_kept_for_ten_minutes(provider: Provider, documents: Keys, clock: Clock) -> None:
    url, old = f"{provider.url}/jwks", provider.key.kid
    assert ids(documents.get(url)) == [old]
    provider.key = new_key()
    clock.now += 599
    assert ids(documents.get(url)) == [old]
    clock.now += 2
    assert ids(documents.get(url)) == [provider.key.kid]
    assert provider.asked == ["/jwks"] * 2


def test_what_is_not_enough_is_fetched_anew_but_not_at_every_request(
    provider: Provider, documents: Keys, clock: Clock
) -> None:
    url, old = f"{provider.url}/jwks", provider.key.kid
    documents.get(url)
    provider.key = new_key()
    new = provider.key.kid
    for _ in range(3):
        assert ids(documents.get(url, is_enough=lambda keys: new in ids(keys))) == [old]
    clock.now += 11
    assert ids(documents.get(url, is_enough=lambda keys: new in ids(keys))) == [new]
    assert provider.asked == ["/jwks"] * 2


def test_a_failure_keeps_what_is_known_until_it_is_old(
    provider: Provider, documents: Keys, clock: Clock
) -> None:
    url, old = f"{provider.url}/jwks", provider.key.kid
    documents.get(url)
    provider.is_broken = True
    clock.now += 60
    assert ids(documents.get(url, is_enough=lambda _: False)) == [old]
    clock.now += 541
    for _ in range(3):
        with pytest.raises(ProviderUnavailable, match="does not answer as it should"):
            documents.get(url)
    assert provider.asked == ["/jwks"] * 3
    provider.is_broken = False
    clock.now += 11
    assert ids(documents.get(url)) == [old]


def test_nobody_at_the_other_end(documents: Keys) -> None:
    with pytest.raises(ProviderUnavailable):
        documents.get("http://127.0.0.1:1/jwks")


@pytest.mark.parametrize("url", ["https://login.acme.com/x", "http://127.0.0.1:8000/x", "http://[::1]/x"])
def test_urls_over_tls_or_on_this_machine_are_taken(url: str) -> None:
    assert check_url(url, name="issuer") == url


@pytest.mark.parametrize(
    "url",
    [
        "",
        "http://10.0.0.1/x",
        "http://localhost.evil.com",
        "ftp://a.com",
        "https://a.com:port",
        "https://a.com/\n",
    ],
)
def test_other_urls_are_refused(url: str) -> None:
    with pytest.raises(AddressRefused, match="'issuer' must be a URL"):
        check_url(url, name="issuer")
