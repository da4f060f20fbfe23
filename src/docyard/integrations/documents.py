"""JSON documents that other systems publish about themselves: fetched within limits, kept a while."""

import ipaddress
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Generic, TypeVar
from urllib.parse import urlsplit

import httpx
import structlog

from docyard.errors import DocyardError, Invalid, Unavailable

_log = structlog.get_logger()

Read = TypeVar("Read")

_TIMEOUT_S = 5.0
_LARGEST_BYTES = 1_000_000
# Documents are kept no longer than this; after a failure, or for a key that is missing, the next
# attempt waits, so that requests cannot make the server call out at their own pace.
_LASTING_S = 600.0
_PAUSE_S = 10.0
_URLS = 200
_URL_LENGTH = 2_000


class AddressRefused(Invalid):
    """A URL of another system is none, or neither https nor on this machine."""

    code = "address_refused"


class ProviderUnavailable(Unavailable):
    """Another system does not answer, or not as it should."""

    code = "provider_unavailable"


def build_client() -> httpx.Client:
    """Return a client that waits a few seconds at most and follows nobody elsewhere."""
    return httpx.Client(timeout=_TIMEOUT_S, follow_redirects=False, headers={"User-Agent": "docyard"})


def check_url(url: str, *, name: str) -> str:
    """Return a URL of another system: https, or http on this machine.

    Raises:
        AddressRefused: It is another one.
    """
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        host, parts = "", urlsplit("")
    is_safe = parts.scheme == "https" or (parts.scheme == "http" and _is_loopback(host))
    if (
        not is_safe
        or not host
        or parts.username
        or parts.fragment
        or len(url) > 2000
        or not url.isprintable()
    ):
        raise AddressRefused(
            f"{name!r} must be a URL with https, or with http on this machine; {url[:200]!r} is not."
        )
    return url


def fetch(client: httpx.Client, request: httpx.Request) -> bytes:
    """Send a request and return the body of its answer, which must be a 200 of up to 1 MB.

    Raises:
        ProviderUnavailable: It is not; the message names the host alone.
    """
    host = request.url.host
    deadline = time.monotonic() + 2 * _TIMEOUT_S
    try:
        answer = client.send(request, stream=True)
        try:
            body = bytearray()
            for chunk in answer.iter_bytes():
                body += chunk
                if len(body) > _LARGEST_BYTES or time.monotonic() > deadline:
                    raise ProviderUnavailable(f"{host} sends too much, or too slowly. Ask an admin to check.")
        finally:
            answer.close()
    except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError) as refusal:
        raise ProviderUnavailable(
            f"{host} does not answer: {type(refusal).__name__}. Try again."
        ) from refusal
    if answer.status_code != 200:
        raise ProviderUnavailable(f"{host} answers with status {answer.status_code}. Ask an admin to check.")
    return bytes(body)


@dataclass(slots=True)
class _Kept(Generic[Read]):
    """What is known of one URL; times of the monotonic clock."""

    document: Read | None = None
    fetched_at: float = float("-inf")
    tried_at: float = float("-inf")
    fetching: threading.Lock = field(default_factory=threading.Lock)


class Documents(Generic[Read]):
    """Documents by URL, read once and kept for ten minutes; safe for many threads."""

    def __init__(self, client: httpx.Client, *, read: Callable[[bytes], Read]) -> None:
        """Take how a body becomes what is kept; it may refuse."""
        self._client = client
        self._read = read
        self._kept: OrderedDict[str, _Kept[Read]] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, url: str, *, is_enough: Callable[[Read], bool] = lambda _: True) -> Read:
        """Return the document of a URL, fetched anew where the one that is kept is old or not enough.

        Raises:
            ProviderUnavailable: There is none, or what came is no such document.
        """
        kept = self._find(url)
        document = _fresh(kept)
        if document is not None and is_enough(document):
            return document
        # Who has a document does not wait for another thread that fetches a newer one.
        if kept.fetching.acquire(blocking=document is None):
            try:
                self._fetch(url, kept, is_enough)
            finally:
                kept.fetching.release()
        document = _fresh(kept)
        if document is None:
            host = urlsplit(url).hostname
            raise ProviderUnavailable(f"{host} does not answer as it should. Try again in a minute.")
        return document

    def _find(self, url: str) -> _Kept[Read]:
        with self._lock:
            kept = self._kept.setdefault(url, _Kept())
            self._kept.move_to_end(url)
            if len(self._kept) > _URLS:
                self._kept.popitem(last=False)
            return kept

    def _fetch(self, url: str, kept: _Kept[Read], is_enough: Callable[[Read], bool]) -> None:
        document = _fresh(kept)
        if document is not None and is_enough(document):
            return
        if time.monotonic() - kept.tried_at < _PAUSE_S:
            return
        kept.tried_at = time.monotonic()
        try:
            kept.document = self._read(fetch(self._client, self._client.build_request("GET", url)))
        except DocyardError as refusal:
            _log.warning("document.not_fetched", url=url, reason=refusal.message)
            return
        kept.fetched_at = time.monotonic()


def _fresh(kept: _Kept[Read]) -> Read | None:
    return kept.document if time.monotonic() - kept.fetched_at < _LASTING_S else None


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
