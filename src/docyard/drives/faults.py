"""What a storage's refusals mean, in sentences for the people who connected it."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

from obstore.exceptions import BaseError

from docyard.errors import Unavailable

_CODE = re.compile(r"<Code>([A-Za-z0-9]+)</Code>")
_STATUS = re.compile(r"(?:non-2xx status code: |code: )([0-9]{3})")

_NO_BUCKET = "there is no such bucket or container"
_WRONG_KEY = "the storage does not accept the credentials; check each of them"
_NOT_ALLOWED = "the credentials do not allow it; give them the permission"
_WRONG_REGION = "the bucket is in another region; set 'region'"

_REASONS: dict[str, str] = {
    "NoSuchBucket": _NO_BUCKET,
    "ContainerNotFound": _NO_BUCKET,
    "InvalidBucketName": "the name of the bucket breaks the storage's rules",
    "InvalidAccessKeyId": _WRONG_KEY,
    "SignatureDoesNotMatch": _WRONG_KEY,
    "AuthenticationFailed": _WRONG_KEY,
    "AuthorizationFailure": _WRONG_KEY,
    "InvalidAuthenticationInfo": _WRONG_KEY,
    "ExpiredToken": "the credentials have expired",
    "InvalidToken": _WRONG_KEY,
    "AccessDenied": _NOT_ALLOWED,
    "AuthorizationPermissionMismatch": _NOT_ALLOWED,
    "PermanentRedirect": _WRONG_REGION,
    "AuthorizationHeaderMalformed": _WRONG_REGION,
    "301": _WRONG_REGION,
    "401": _WRONG_KEY,
    "403": _NOT_ALLOWED,
    "404": _NO_BUCKET,
    "429": "the storage asks for fewer requests",
}

# Without a code: what obstore itself or the network said, by a word of it.
_WORDS: tuple[tuple[str, str], ...] = (
    ("invalid path", "it holds an object whose name has an empty part, '//' or '..'; rename that object"),
    ("oauth", "the storage's sign-in does not accept the credentials, or cannot be reached"),
    ("token request", "the storage's sign-in does not accept the credentials, or cannot be reached"),
    ("timed out", "it does not answer in time"),
    ("error sending request", "it cannot be reached; check the endpoint and the network"),
    ("http error", "it cannot be reached; check the endpoint and the network"),
)


class DriveUnavailable(Unavailable):
    """A connected drive cannot be reached, or refuses what it is asked.

    Attributes:
        reason: why, as a part of a sentence.
    """

    code = "drive_unavailable"

    def __init__(self, message: str, *, reason: str) -> None:
        super().__init__(message)
        self.reason = reason


def reason_of(fault: Exception) -> str:
    """Return why the storage did not do it, as a part of a sentence."""
    said = str(fault).partition("Debug source")[0]
    for found in (_CODE.search(said), _STATUS.search(said)):
        if found is not None and found[1] in _REASONS:
            return _REASONS[found[1]]
    lower = said.lower()
    for word, reason in _WORDS:
        if word in lower:
            return reason
    return "the storage refuses without saying why"


def is_bucket_missing(fault: Exception) -> bool:
    """Tell whether what is not found is the bucket itself, and not a file in it."""
    found = _CODE.search(str(fault))
    return found is not None and _REASONS.get(found[1]) == _NO_BUCKET


@contextmanager
def explained(drive: str) -> Iterator[None]:
    """Turn what obstore raises for a storage that is far away into a refusal that names the drive.

    That nothing is there, or something is already, passes through.

    Raises:
        DriveUnavailable: The storage does not do what it is asked.
    """
    try:
        yield
    except FileNotFoundError as missing:
        if not is_bucket_missing(missing):
            raise
        raise _unavailable(drive, _NO_BUCKET) from missing
    except BaseError as fault:
        raise _unavailable(drive, reason_of(fault)) from fault


def _unavailable(drive: str, reason: str) -> DriveUnavailable:
    return DriveUnavailable(f"Drive {drive!r} cannot be used: {reason}.", reason=reason)
