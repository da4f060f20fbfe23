"""Office files behind a password.

Source: [MS-OFFCRYPTO], as msoffcrypto-tool implements it.
"""

import io
from collections.abc import Sequence

from docyard.errors import PasswordRequired, UnreadableFile

ENCRYPTED_OFFICE = "application/x-encrypted-office"


def decrypted(data: bytes, *, name: str, passwords: Sequence[str]) -> bytes:
    """Return the office file inside.

    Raises:
        PasswordRequired: if none of the passwords opens it.
        UnreadableFile: if it is damaged.
    """
    import msoffcrypto  # noqa: PLC0415 - for these files alone
    from msoffcrypto.exceptions import DecryptionError, InvalidKeyError  # noqa: PLC0415

    try:
        file = msoffcrypto.OfficeFile(io.BytesIO(data))
        for password in passwords:
            opened = io.BytesIO()
            try:
                file.load_key(password=password, verify_password=True)
                file.decrypt(opened)
            except (InvalidKeyError, DecryptionError):
                continue
            return opened.getvalue()
    except Exception as error:
        # The library states no errors of its own for damage; whatever it stumbles over is that.
        raise UnreadableFile(f"{name!r} is damaged: its encryption cannot be read.") from error
    tried = "none of the given passwords opens it" if passwords else "it is encrypted"
    raise PasswordRequired(f"{name!r} needs a password: {tried}. Add its password to the request.")
