"""Connections to language models: to addresses that may be called, with answers of bounded size.

Apart from ``models``, since it loads the HTTP client of the model library.
"""

import ssl
from collections.abc import AsyncIterator

import httpx2

from docyard.integrations.addresses import Addresses
from docyard.integrations.model_endpoints import Endpoint, ModelFailed


def open_client(endpoint: Endpoint) -> httpx2.AsyncClient:
    """Return a client for one request; an environment's proxies are not asked."""
    return httpx2.AsyncClient(
        transport=_Transport(endpoint),
        trust_env=False,
        follow_redirects=False,
        timeout=endpoint.timeout_s,
        # What is packed cannot be measured before it is unpacked.
        headers={"accept-encoding": "identity", "user-agent": "docyard"},
    )


class _Transport(httpx2.AsyncBaseTransport):
    """Calls the very address that was checked, and counts what comes back."""

    def __init__(self, endpoint: Endpoint) -> None:
        self._endpoint = endpoint
        is_plain = endpoint.base_url.startswith("http:")
        self._inner = httpx2.AsyncHTTPTransport(verify=_trust_nobody() if is_plain else _trust())

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        url = request.url
        port = url.port or (443 if url.scheme == "https" else 80)
        addresses = Addresses(self._endpoint.private_addresses, setting="model_private_addresses")
        found = await self._resolve(addresses, url.host, port)
        request.extensions = {**request.extensions, "sni_hostname": url.raw_host.decode()}
        for number, address in enumerate(found, start=1):
            request.url = url.copy_with(host=address)  # the Host header is set by now
            try:
                response = await self._inner.handle_async_request(request)
                break
            except httpx2.ConnectError:
                if number == len(found):
                    raise
        if response.headers.get("content-encoding", "identity") != "identity":
            raise httpx2.DecodingError("The endpoint packed its answer unasked.")
        assert isinstance(response.stream, httpx2.AsyncByteStream)
        response.stream = _Bounded(response.stream, most=self._endpoint.answer_bytes)
        return response

    async def _resolve(self, addresses: Addresses, host: str, port: int) -> list[str]:
        try:
            return list(await addresses.resolve(host, port))
        except (OSError, UnicodeError) as fault:
            raise httpx2.ConnectError("The name has no address.") from fault

    async def aclose(self) -> None:
        await self._inner.aclose()


class _Bounded(httpx2.AsyncByteStream):
    """A body that ends with an error where it gets too long."""

    def __init__(self, inner: httpx2.AsyncByteStream, *, most: int) -> None:
        self._inner, self._left = inner, most

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for chunk in self._inner:
            self._left -= len(chunk)
            if self._left < 0:
                raise ModelFailed("The endpoint's answer is too long and was cut off.")
            yield chunk

    async def aclose(self) -> None:
        await self._inner.aclose()


def _trust_nobody() -> ssl.SSLContext:
    return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)  # reading all authorities takes its time


def _trust() -> ssl.SSLContext:
    """Trust this machine's authorities, among which a company's own may be, and the well-known ones."""
    context = httpx2.create_ssl_context(trust_env=False)
    context.load_default_certs()
    return context
