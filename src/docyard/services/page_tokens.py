"""Tokens that lead to the next page of a listing: where it goes on, bound to what is listed."""

import base64
import binascii
import hashlib

from docyard.errors import Invalid

_CHECK_BYTES = 8


class InvalidPageToken(Invalid):
    """The token does not come from a listing of this folder."""

    code = "page_token_invalid"


def write_page_token(folder: str, *, last: str) -> str:
    """Return the token of the page behind the name ``last`` in the listing of ``folder``."""
    return base64.urlsafe_b64encode(_check(folder, last) + last.encode()).decode()


def read_page_token(folder: str, token: str | None) -> str:
    """Return the name behind which the page begins; ``""`` without a token.

    Raises:
        InvalidPageToken: The token was not made for this listing.
    """
    if not token:
        return ""
    try:
        raw = base64.b64decode(token.encode(), altchars=b"-_", validate=True)
        last = raw[_CHECK_BYTES:].decode()
    except (binascii.Error, UnicodeError):
        raise _refusal() from None
    if raw[:_CHECK_BYTES] != _check(folder, last):
        raise _refusal()
    return last


def _check(folder: str, last: str) -> bytes:
    """Tell slips from tokens; a forger gains nothing, for a token opens no folder."""
    return hashlib.sha256(f"{folder}\n{last}".encode()).digest()[:_CHECK_BYTES]


def _refusal() -> InvalidPageToken:
    return InvalidPageToken(
        "The page token is not one of this listing. Send the 'next_page_token' of the page before, "
        "or none for the first page."
    )
