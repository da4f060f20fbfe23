"""Guarding sessions: browsers send cookies along with requests that other sites make them send."""

from fastapi import Request

from docyard.errors import Forbidden

_SAFE = ("GET", "HEAD", "OPTIONS")


class OtherSite(Forbidden):
    """Nothing proves that a page of this server sent the request."""

    code = "other_site"


def check_same_origin(request: Request) -> None:
    """Refuse requests that change something and were not sent by this server's own pages.

    Browsers say so themselves, in ``Sec-Fetch-Site`` or, where that is missing, in ``Origin``; scripts of
    pages can set neither. Source: https://cheatsheetseries.owasp.org, Cross-Site Request Forgery Prevention.

    Raises:
        OtherSite: Another site sent it, or nothing says which.
    """
    if request.method not in _SAFE and not _comes_from_here(request):
        raise _refusal("A session")


def check_not_foreign(request: Request) -> None:
    """Refuse requests that a browser says another site sent; programs say nothing and are let in.

    Raises:
        OtherSite: Another site sent it.
    """
    says_something = "sec-fetch-site" in request.headers or "origin" in request.headers
    if says_something and not _comes_from_here(request):
        raise _refusal("Signing in")


def _comes_from_here(request: Request) -> bool:
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site == "same-origin"
    # Without the scheme, which a proxy that is not trusted hides; default ports stand in neither header.
    _, separator, host = request.headers.get("origin", "").partition("://")
    return bool(separator) and host.lower() == request.headers.get("host", "").lower()


def _refusal(what: str) -> OtherSite:
    return OtherSite(
        f"{what} serves requests from pages of this server alone, and this one does not say it is from "
        "there ('Origin' or 'Sec-Fetch-Site'). Programs use an API token instead."
    )
