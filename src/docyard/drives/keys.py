"""Users' names as names that a storage accepts, and back.

Storages each forbid, mangle or hide some characters (obstore hides local files that end in
``#<digits>`` and refuses line breaks), so these are written with their hexadecimal value;
all others, of every script, stay readable to whoever looks into the storage.
"""

import re
from dataclasses import dataclass

from docyard.errors import Invalid

# What file systems allow for one name, and object stores for a whole key.
_NAME_BYTES = 255
_KEY_BYTES = 1024


@dataclass(frozen=True, slots=True)
class Spelling:
    """How one storage spells names.

    Attributes:
        lead: stands before the hexadecimal value; is forbidden itself.
        digits: how many digits the value has.
        forbidden: a character, or one at the end of a name, that the storage must not see.
        key_bytes: longest key that the storage takes.
    """

    lead: str
    digits: int
    forbidden: str
    key_bytes: int = _KEY_BYTES

    def encode_key(self, key: str) -> str:
        """Return where the file or folder ``key`` lies in the storage; the root is ``""``.

        Raises:
            Invalid: A name in it is empty, ``.`` or ``..``, is not Unicode, or is too long to be stored.
        """
        if not key:
            return ""
        location = "/".join(self._encode_name(name) for name in key.split("/"))
        if len(location.encode()) > self.key_bytes:
            raise Invalid(
                f"The path ending in {key[-60:]!r} is too long to be stored: it may have {self.key_bytes} "
                "bytes. Shorten its names."
            )
        return location

    def decode_key(self, location: str) -> str | None:
        """Return the key of what lies there, or None if ``encode_key`` cannot have made the place."""
        written = rf"{self.lead}([0-9A-F]{{{self.digits}}})"
        key = re.sub(written, lambda match: chr(int(match[1], 16)), location)
        try:
            return key if self.encode_key(key) == location else None
        except Invalid:
            return None

    def _encode_name(self, name: str) -> str:
        if name in ("", ".", ".."):
            raise Invalid(f"A path cannot contain the name {name!r}; leave it out.")
        encoded = re.sub(self.forbidden, self._write, name)
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

    def _write(self, match: re.Match[str]) -> str:
        return f"{self.lead}{ord(match[0]):0{self.digits}X}"


# The built-in drive's, whose files nobody else names: safe on every file system.
GUARDED = Spelling(lead="=", digits=2, forbidden=r'[\x00-\x1f\x7f"#%*:<=>?\\|]|[. ]$')

# For storages with files of other programs, whose names must come through as they are; U+241B, the
# picture of the escape key, hardly stands in any. What is forbidden is refused by obstore or by XML.
_LEAD = "\u241b"
_NEVER = r"\x00-\x1f\x7f\ufffe\uffff" + _LEAD
PLAIN = Spelling(lead=_LEAD, digits=4, forbidden=rf"[{_NEVER}]")
# A letter and "|" alone, as a file URL writes drives of Windows, is a folder to obstore.
PLAIN_LOCAL = Spelling(lead=_LEAD, digits=4, forbidden=rf"[{_NEVER}]|#(?=[0-9]+$)|(?<=^[A-Za-z])[|:]$")
PLAIN_AZURE = Spelling(lead=_LEAD, digits=4, forbidden=rf"[{_NEVER}\\]|\.$")

# A name that no spelling above gives to any key, so that users neither see nor reach what is below.
HIDDEN_FOLDER = f".docyard{_LEAD}"

# Likewise; lies in folders that were made empty.
FOLDER_MARK = f"={_LEAD}folder"
