"""Users' names as names that every storage accepts, and back.

Storages each forbid, mangle or hide some characters (obstore hides local files that end in
``#<digits>`` and refuses line breaks), so these are written ``=XX`` with their hexadecimal value;
all others, of every script, stay readable to whoever looks into the folder.
"""

import re

from docyard.errors import Invalid

_FORBIDDEN = re.compile(r'[\x00-\x1f\x7f"#%*:<=>?\\|]|[. ]$')
_WRITTEN = re.compile(r"=([0-9A-F]{2})")

# What file systems allow for one name, and object stores for a whole key.
_NAME_BYTES = 255
_KEY_BYTES = 1024


def encode_key(key: str) -> str:
    """Return where the file or folder ``key`` lies in the storage; the root is ``""``.

    Raises:
        Invalid: A name in it is empty, ``.`` or ``..``, is not Unicode, or is too long to be stored.
    """
    if not key:
        return ""
    location = "/".join(_encode_name(name) for name in key.split("/"))
    if len(location.encode()) > _KEY_BYTES:
        raise Invalid(
            f"The path ending in {key[-60:]!r} is too long to be stored: it may have {_KEY_BYTES} bytes. "
            "Shorten its names."
        )
    return location


def decode_key(location: str) -> str | None:
    """Return the key of what lies there, or None if ``encode_key`` has not made the place."""
    key = _WRITTEN.sub(lambda match: chr(int(match[1], 16)), location)
    try:
        return key if encode_key(key) == location else None
    except Invalid:
        return None


def _encode_name(name: str) -> str:
    if name in ("", ".", ".."):
        raise Invalid(f"A path cannot contain the name {name!r}; leave it out.")
    encoded = _FORBIDDEN.sub(lambda match: f"={ord(match[0]):02X}", name)
    try:
        size = len(encoded.encode())
    except UnicodeEncodeError as broken:
        raise Invalid(f"The name {name!r} is not Unicode text; rename the file.") from broken
    if size > _NAME_BYTES:
        raise Invalid(
            f"The name {name[:60]!r}… is too long to be stored: it takes {size} bytes and may take "
            f"{_NAME_BYTES}. Shorten it."
        )
    return encoded
