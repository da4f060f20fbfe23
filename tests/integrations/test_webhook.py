"""One attempt to call a receiver, over real connections to receivers that misbehave."""

import base64
import hashlib
import hmac
import socket
import time
from datetime import UTC, datetime

import pytest

from docyard.domain.deliveries import Webhook
from docyard.errors import Invalid
from docyard.integrations.addresses import AddressForbidden
from docyard.integrations.webhook import (
    WebhookAnswer,
    WebhookInvalid,
    WebhookRules,
    check_webhook,
    read_signing_secret,
    send_webhook,
    shown_url,
)
from tests.receivers import running_receiver

KEY = bytes(range(32))
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
BODY = '{"status": "OK"}'


def send(
    url: str,
    *,
    private: bool = True,
    key: bytes | None = None,
    timeout_s: float = 60.0,
    headers: dict[str, str] | None = None,
) -> WebhookAnswer:
    rules = WebhookRules(timeout_s=timeout_s, private_addresses=private, signing_key=key)
    return send_webhook(Webhook(url, headers or {}), rules=rules, delivery_id="id-1", body=BODY, now=NOW)


@pytest.mark.parametrize("status", [200, 201, 204, 299])
def test_any_status_of_success_acknowledges(status: int) -> None:
    with running_receiver(status) as receiver:
        assert send(f"{receiver.url}/hook?token=t") == WebhookAnswer(status, None)
    (call,) = receiver.calls
    assert call.path == "/hook?token=t"
    assert call.body == BODY.encode()
    assert call.headers["content-type"] == "application/json"
    assert call.headers["host"] == receiver.url.removeprefix("http://")
    assert (call.headers["webhook-id"], call.headers["webhook-timestamp"]) == ("id-1", "1772366400")
    assert "webhook-signature" not in call.headers


@pytest.mark.parametrize("status", [301, 302, 307, 308, 400, 404, 410, 500, 503])
def test_other_statuses_do_not_and_redirects_are_not_followed(status: int) -> None:
    with running_receiver(status) as receiver:
        answer = send(receiver.url)
    assert answer.status_code == status
    assert answer.error is not None
    assert str(status) in answer.error
    assert "confidential" not in answer.error
    assert len(receiver.calls) == 1


@pytest.mark.parametrize("behaviour", ["silent", "trickle"])
def test_a_receiver_has_one_deadline_for_all(behaviour: str) -> None:
    with running_receiver(behaviour) as receiver:
        began = time.monotonic()
        answer = send(receiver.url, timeout_s=0.4)
        assert time.monotonic() - began < 20
    assert answer == WebhookAnswer(None, "The receiver did not answer within 0.4 s.")


@pytest.mark.parametrize("behaviour", ["drop", "garbage"])
def test_broken_answers_are_not_quoted(behaviour: str) -> None:
    with running_receiver(behaviour) as receiver:
        answer = send(receiver.url)
    assert answer == WebhookAnswer(None, "The connection broke before the receiver had answered.")


def test_nobody_there() -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        answer = send(f"http://127.0.0.1:{closed.getsockname()[1]}/")
    assert (answer.status_code, answer.is_final) == (None, False)
    assert "cannot be reached" in str(answer.error)


def test_a_name_is_called_at_its_address_under_its_own_name() -> None:
    with running_receiver() as receiver:
        port = receiver.url.rsplit(":", 1)[-1]
        assert send(f"http://localhost:{port}/").error is None
    assert receiver.calls[0].headers["host"] == f"localhost:{port}"


def test_headers_of_the_user_are_sent_and_may_say_another_content_type() -> None:
    with running_receiver() as receiver:
        send(receiver.url, headers={"X-Api-Key": "k", "Content-Type": "text/x"})
    headers = receiver.calls[0].headers
    assert (headers["x-api-key"], headers["content-type"]) == ("k", "text/x")


def test_signs_as_standard_webhooks_has_it() -> None:
    with running_receiver() as receiver:
        send(receiver.url, key=KEY)
    (call,) = receiver.calls
    signed = f"id-1.{call.headers['webhook-timestamp']}.".encode() + call.body
    expected = base64.b64encode(hmac.new(KEY, signed, hashlib.sha256).digest()).decode()
    assert call.headers["webhook-signature"] == f"v1,{expected}"


PRIVATE = [
    "127.0.0.1",
    "localhost",
    "10.0.0.1",
    "192.168.1.1",
    "[::1]",
    "[fd00::1]",
    "[::ffff:10.0.0.1]",
    "0x7f.1",
]


@pytest.mark.parametrize("host", PRIVATE)
def test_private_addresses_can_be_forbidden(host: str) -> None:
    answer = send(f"http://{host}:1/", private=False)
    assert answer.is_final
    assert "webhook_private_addresses" in str(answer.error)


NEVER = [
    "169.254.169.254",
    "[fe80::1]",
    "[fd00:ec2::254]",
    "[::ffff:169.254.169.254]",
    "[64:ff9b::a9fe:a9fe]",
]
NEVER += ["0.0.0.0", "[::]", "224.0.0.1", "255.255.255.255", "100.100.100.200"]


@pytest.mark.parametrize("host", NEVER)
def test_some_addresses_are_never_called(host: str) -> None:
    with pytest.raises(AddressForbidden):
        check_webhook(Webhook(f"http://{host}/latest/meta-data"))
    assert send(f"http://{host}/").is_final


@pytest.mark.parametrize("host", ["2852039166", "0xa9fea9fe", "0xa9.0xfe.0xa9.0xfe"])
def test_addresses_in_disguise_are_not_called_either(host: str) -> None:
    check_webhook(Webhook(f"http://{host}/"))
    assert send(f"http://{host}/").is_final


URLS = [
    "",
    "x",
    "ftp://a/",
    "file:///etc/passwd",
    "//a/",
    "http://",
    "http://a:99999/",
    "http://a/\n",
    "http://[::1",
]
URLS += ["http://user:password@a/", "http://user@a/", "javascript:x", "http://a/" + "x" * 2000, "http:///a"]


@pytest.mark.parametrize("url", URLS)
def test_refuses_urls_that_cannot_be_called(url: str) -> None:
    with pytest.raises(WebhookInvalid) as refusal:
        check_webhook(Webhook(url))
    assert "password" not in refusal.value.message


HEADERS = [
    {"Host": "x"},
    {"content-length": "1"},
    {"Transfer-Encoding": "chunked"},
    {"Connection": "close"},
    {"Webhook-Id": "x"},
    {"X": "a\r\nY: b"},
    {"X": "a\nb"},
    {"X": "ü"},
    {"X\r\nY": "a"},
    {"X Y": "a"},
    {"": "a"},
    {"X:": "a"},
    {"X": "a" * 20_000},
    {f"X-{number}": "a" for number in range(51)},
]


@pytest.mark.parametrize("headers", HEADERS)
def test_refuses_headers_that_are_not_the_users_to_set(headers: dict[str, str]) -> None:
    with pytest.raises(WebhookInvalid):
        check_webhook(Webhook("http://a.example/", headers))


def test_a_shown_url_keeps_its_query_to_itself() -> None:
    assert shown_url(Webhook("https://a.example:8443/b/c?token=t#f")) == "https://a.example:8443/b/c"
    assert "token" not in repr(Webhook("https://a.example/?token=t", {"X": "token"}))


def test_a_signing_secret_is_base64() -> None:
    assert read_signing_secret("whsec_" + base64.b64encode(KEY).decode()) == KEY
    assert read_signing_secret(base64.b64encode(KEY).decode()) == KEY
    for bad in ("whsec_", "whsec_x", "short", "whsec_" + base64.b64encode(bytes(8)).decode()):
        with pytest.raises(Invalid) as refusal:
            read_signing_secret(bad)
        assert bad == "whsec_" or bad not in refusal.value.message
