"""Webhooks: one POST to a receiver, which acknowledges with a status from 200 to 299."""

import asyncio
import base64
import hmac
import re
import ssl
from dataclasses import dataclass, field
from datetime import datetime

import httpx

from docyard.domain.deliveries import Webhook
from docyard.errors import Invalid
from docyard.integrations.addresses import Addresses, AddressForbidden, refuse_literal

_URL_LENGTH = 2_000
_HEADERS = 50
_HEADERS_LENGTH = 16_000

_HEADER_NAME = re.compile(r"[!#$%&'*+\-.^_`|~0-9A-Za-z]{1,100}")
_HEADER_VALUE = re.compile(r"[\x20-\x7e\t]*")

# What the connection itself needs, and what docyard says of the delivery.
_OUR_HEADERS = frozenset(
    {
        *("connection", "content-length", "expect", "host", "keep-alive", "te", "trailer", "upgrade"),
        *("proxy-authorization", "proxy-connection", "transfer-encoding"),
        *("webhook-id", "webhook-signature", "webhook-timestamp"),
    }
)

_DEFAULT_HEADERS = {"content-type": "application/json", "user-agent": "docyard"}


class WebhookInvalid(Invalid):
    """A webhook's URL or headers cannot be sent to."""

    code = "webhook_invalid"


@dataclass(frozen=True, slots=True)
class WebhookRules:
    """How webhooks are sent.

    Attributes:
        timeout_s: from looking up the receiver's name to its status.
        private_addresses: whether receivers may be in private networks or on this machine.
        signing_key: signs the body, as Standard Webhooks has it; None sends no signature.
    """

    timeout_s: float
    private_addresses: bool
    signing_key: bytes | None = field(repr=False)


@dataclass(frozen=True, slots=True)
class WebhookAnswer:
    """What became of one attempt.

    Attributes:
        status_code: None without an answer.
        error: a sentence; None where the receiver acknowledged.
        is_final: whether another attempt would be in vain.
    """

    status_code: int | None
    error: str | None
    is_final: bool = False


def check_webhook(webhook: Webhook) -> None:
    """Refuse what cannot be sent to, or must not be.

    Raises:
        WebhookInvalid: The URL is no http(s) URL or has a login in it, or a header is malformed or
            not the sender's to set.
        AddressForbidden: The URL names an address that is never called.
    """
    url = _parse(webhook.url)
    if url.userinfo:
        raise WebhookInvalid("'webhook_config.url' has a login in it; send it in a header instead.")
    refuse_literal(url.host)
    _check_headers(webhook.headers)


def shown_url(webhook: Webhook) -> str:
    """Return the URL without its query, which may hold secrets."""
    return str(_parse(webhook.url).copy_with(query=None, fragment=None))


def read_signing_secret(secret: str) -> bytes:
    """Return the key of a secret as Standard Webhooks writes them: ``whsec_`` and base64.

    Raises:
        Invalid: It is not of that form.
    """
    try:
        key = base64.b64decode(secret.strip().removeprefix("whsec_"), validate=True)
    except ValueError:
        key = b""
    if not 24 <= len(key) <= 64:
        # The secret itself stays untold: a mistyped one is nearly one.
        raise Invalid(
            "DOCYARD_WEBHOOK_SIGNING_SECRET is none; expected 'whsec_' and 24 to 64 bytes in base64, "
            'as "echo whsec_$(openssl rand -base64 32)" prints.'
        )
    return key


def send_webhook(
    webhook: Webhook, *, rules: WebhookRules, delivery_id: str, body: str, now: datetime
) -> WebhookAnswer:
    """Send a body once; every fault on the way and every answer is told in what is returned."""
    url, content = _parse(webhook.url), body.encode()
    given = {name.lower(): value for name, value in webhook.headers.items()}
    headers = _DEFAULT_HEADERS | given | _headers(rules, delivery_id, content, now)
    # No environment: a proxy named there would be asked for names that nobody has looked up.
    client = httpx.AsyncClient(
        verify=_trust(url), trust_env=False, timeout=rules.timeout_s, headers=headers, follow_redirects=False
    )
    # A loop of its own is how one deadline covers look-up, connection and a receiver that trickles.
    return asyncio.run(_send(client, url, rules, content))


async def _send(
    client: httpx.AsyncClient, url: httpx.URL, rules: WebhookRules, content: bytes
) -> WebhookAnswer:
    try:
        async with asyncio.timeout(rules.timeout_s), client:
            status = await _post(client, url, rules, content)
    except TimeoutError:
        return WebhookAnswer(None, f"The receiver did not answer within {rules.timeout_s:g} s.")
    except AddressForbidden as refusal:
        return WebhookAnswer(None, refusal.message, is_final=True)
    except (OSError, UnicodeError, httpx.ConnectError) as fault:
        return WebhookAnswer(None, f"The receiver cannot be reached: {_reason(fault)}.")
    except httpx.HTTPError:
        # What these say may quote the answer.
        return WebhookAnswer(None, "The connection broke before the receiver had answered.")
    return WebhookAnswer(status, _complaint(status))


def _complaint(status: int) -> str | None:
    if 200 <= status < 300:
        return None
    if 300 <= status < 400:
        return f"The receiver answered {status}; redirects are not followed."
    return f"The receiver answered {status}; expected a status from 200 to 299."


async def _post(client: httpx.AsyncClient, url: httpx.URL, rules: WebhookRules, content: bytes) -> int:
    """Return the status that one of the receiver's addresses answers with; its body is not read."""
    port = url.port or (443 if url.scheme == "https" else 80)
    addresses = Addresses(rules.private_addresses, setting="webhook_private_addresses")
    found = await addresses.resolve(url.host, port)
    for number, address in enumerate(found, start=1):
        # The address that was checked is the one that is called, whatever the name means by then.
        request = client.build_request(
            "POST",
            url.copy_with(host=address),
            headers={"host": url.netloc.decode()},
            content=content,
            extensions={"sni_hostname": url.raw_host.decode()},
        )
        try:
            answer = await client.send(request, stream=True)
        except httpx.ConnectError:
            if number == len(found):
                raise
        else:
            await answer.aclose()
            return answer.status_code
    raise OSError("its name has no address")


def _trust(url: httpx.URL) -> ssl.SSLContext:
    """Trust this machine's authorities, among which a company's own may be, and the well-known ones."""
    if url.scheme == "http":
        return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)  # trusts nobody; reading all takes its time
    context = httpx.create_ssl_context(trust_env=False)
    context.load_default_certs()
    return context


def _headers(rules: WebhookRules, delivery_id: str, body: bytes, now: datetime) -> dict[str, str]:
    """Return docyard's own headers (https://www.standardwebhooks.com)."""
    seconds = int(now.timestamp())
    headers = {"webhook-id": delivery_id, "webhook-timestamp": str(seconds)}
    if rules.signing_key is not None:
        signed = f"{delivery_id}.{seconds}.".encode() + body
        digest = hmac.digest(rules.signing_key, signed, "sha256")
        headers["webhook-signature"] = f"v1,{base64.b64encode(digest).decode()}"
    return headers


def _parse(url: str) -> httpx.URL:
    try:
        parsed = httpx.URL(url)
    except (httpx.InvalidURL, UnicodeError):
        parsed = httpx.URL()
    has_port = parsed.port is None or 0 < parsed.port < 65_536
    if parsed.scheme not in ("http", "https") or not parsed.host or not has_port or len(url) > _URL_LENGTH:
        raise WebhookInvalid(
            f"'webhook_config.url' must be a URL that begins with http:// or https://, "
            f"of at most {_URL_LENGTH} characters."
        )
    return parsed


def _check_headers(headers: dict[str, str]) -> None:
    for name, value in headers.items():
        if not _HEADER_NAME.fullmatch(name) or name.lower() in _OUR_HEADERS:
            raise WebhookInvalid(f"{name[:80]!r} is no header that 'webhook_config.headers' can set.")
        if not _HEADER_VALUE.fullmatch(value):
            raise WebhookInvalid(
                f"The value of header {name!r} in 'webhook_config.headers' may have printable ASCII only."
            )
    if len(headers) > _HEADERS or sum(map(len, (*headers, *headers.values()))) > _HEADERS_LENGTH:
        raise WebhookInvalid(
            f"'webhook_config.headers' may have {_HEADERS} headers of {_HEADERS_LENGTH} characters together."
        )


def _reason(fault: Exception) -> str:
    """Say why in a few words; the library's own are about addresses, not about what was sent."""
    cause = fault.__cause__ or fault
    return str(cause).removesuffix(".")[:200] or type(cause).__name__
