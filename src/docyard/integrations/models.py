"""Language models: one request to an endpoint that speaks OpenAI's chat completions.

The libraries take over a second and 80 MB to load, so they are loaded with the first request only.
"""

import asyncio
from importlib import import_module
from typing import Any, cast

import httpx

from docyard.domain.models import AnswerMode, Question, Reply
from docyard.errors import Invalid
from docyard.integrations.addresses import refuse_literal
from docyard.integrations.model_endpoints import Again, Endpoint

_URL_LENGTH = 2_000


class BaseUrlInvalid(Invalid):
    """A model's base URL cannot be called."""

    code = "base_url_invalid"


def check_base_url(base_url: str) -> str:
    """Return a base URL as it is kept, without a slash at its end.

    Raises:
        BaseUrlInvalid: It is no http(s) URL, or has a login, a query or a fragment.
        AddressForbidden: It names an address that is never called.
    """
    try:
        url = httpx.URL(base_url.strip())
    except (httpx.InvalidURL, UnicodeError):
        url = httpx.URL()
    if url.scheme not in ("http", "https") or not url.host or len(base_url) > _URL_LENGTH:
        raise BaseUrlInvalid(
            "'base_url' must be a URL that begins with http:// or https://, such as "
            f"http://localhost:11434/v1, of at most {_URL_LENGTH} characters."
        )
    if url.userinfo or url.query or url.fragment:
        raise BaseUrlInvalid(
            "'base_url' has a login, a query or a fragment; leave them out and name a secret for the key."
        )
    refuse_literal(url.host)
    return str(url).rstrip("/")


def load_library() -> Any:
    """Load what requests take, which may last seconds the first time; return the module that sends them."""
    return import_module("docyard.integrations.model_requests")


def ask_model(endpoint: Endpoint, question: Question, *, mode: AnswerMode, again: Again | None) -> Reply:
    """Send one question once; ``again`` is what came before, where that was no good.

    Raises:
        ModelFailed: There is no answer; it says whether to try again, and when.
    """
    requests = load_library()
    # A loop of its own is how one deadline covers look-up, connection and an answer that trickles.
    return cast("Reply", asyncio.run(requests.ask(endpoint, question, mode=mode, again=again)))
