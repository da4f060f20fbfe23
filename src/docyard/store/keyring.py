"""The keys that the values of secrets are encrypted with, and what they do to a value."""

import os
from collections.abc import Sequence
from pathlib import Path
from tempfile import NamedTemporaryFile

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from docyard.errors import Invalid, Unavailable


class SecretKeysInvalid(Invalid):
    """A key for secrets, in the settings or in the key file, is none."""

    code = "secret_keys_invalid"


class SecretUnreadable(Unavailable):
    """None of the keys decrypts a secret's value."""

    code = "secret_unreadable"
    retryable = False


class Keyring:
    """Encrypts with the first of its keys and decrypts with any of them.

    Keys are those given or, where none are, the lines of a file that is made on first use. The file
    is read each time, so that a running server follows when the command line changes it.
    """

    def __init__(self, *, given: Sequence[str], file: Path) -> None:
        """Take what the settings say; the file is not touched yet.

        Args:
            given: keys of 32 bytes in base64.
            file: where keys are kept when none are given.

        Raises:
            SecretKeysInvalid: One of those given is no key.
        """
        self._given = tuple(given)
        self._file = file
        if self._given:
            _cipher(self._given, origin="DOCYARD_SECRET_KEYS")

    @property
    def has_key_file(self) -> bool:
        """Whether keys are kept in the file, because none were given."""
        return not self._given

    def has_keys(self) -> bool:
        """Tell whether there is a key, so that none has to be made."""
        return bool(self._given) or self._file.exists()

    def encrypt(self, value: str) -> str:
        """Return the value encrypted; a first key is made where there is none."""
        if not self.has_keys():
            self._make_file()
        return self._open().encrypt(value.encode()).decode()

    def decrypt(self, encrypted: str, *, what: str) -> str:
        """Return a value as it was before it was encrypted; ``what`` names it in the refusal.

        Raises:
            SecretUnreadable: None of the keys decrypts it.
        """
        try:
            return self._open().decrypt(encrypted.encode()).decode()
        except (InvalidToken, OSError):
            raise _unreadable(what) from None

    def encrypt_again(self, encrypted: str, *, what: str) -> str:
        """Return the value encrypted with the first key; ``what`` names it in the refusal.

        Raises:
            SecretUnreadable: None of the keys decrypts it.
        """
        try:
            return self._open().rotate(encrypted.encode()).decode()
        except InvalidToken:
            raise _unreadable(what) from None

    def add_key(self) -> None:
        """Put a new key before those in the file; they stay, for values and backups of older days.

        Raises:
            SecretKeysInvalid: The file is damaged.
        """
        older: Sequence[str] = ()
        if self._file.exists():
            self._open()
            older = self._read_file()
        self._draft([_new_key(), *older]).replace(self._file)
        self._keep_names()

    def _open(self) -> MultiFernet:
        if self._given:
            return _cipher(self._given, origin="DOCYARD_SECRET_KEYS")
        return _cipher(self._read_file(), origin=f"Key file {str(self._file)!r}")

    def _read_file(self) -> Sequence[str]:
        return self._file.read_bytes().decode("ascii", "replace").split()

    def _make_file(self) -> None:
        """Make the file whole or not at all; where another process was faster, its file counts."""
        draft = self._draft([_new_key()])
        try:
            self._file.hardlink_to(draft)
        except FileExistsError:
            return
        finally:
            draft.unlink()
        self._keep_names()

    def _draft(self, lines: Sequence[str]) -> Path:
        # Such files are made with mode 0600.
        with NamedTemporaryFile("w", dir=self._file.parent, prefix=".key-", delete=False) as draft:
            draft.write("".join(f"{line}\n" for line in lines))
            draft.flush()
            os.fsync(draft.fileno())
        return Path(draft.name)

    def _keep_names(self) -> None:
        """Have the folder survive a power cut: a lost key is a lost secret."""
        folder = os.open(self._file.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def _unreadable(what: str) -> SecretUnreadable:
    return SecretUnreadable(
        f"No key decrypts {what}. Bring back the key that it was encrypted with, "
        "or delete it and set it up again."
    )


# Fernet wants the URL-safe alphabet of base64; other programs print the common one.
_URL_SAFE = str.maketrans("+/", "-_")


def _cipher(keys: Sequence[str], *, origin: str) -> MultiFernet:
    if not keys:
        raise SecretKeysInvalid(f"{origin} holds no keys. Bring it back from a backup.")
    ciphers = []
    for number, key in enumerate(keys, start=1):
        try:
            ciphers.append(Fernet(key.translate(_URL_SAFE)))
        except ValueError:
            # The key itself stays untold: a mistyped key is nearly a key.
            raise SecretKeysInvalid(
                f"{origin}: key {number} is no key; expected 32 bytes in base64, "
                "as 'openssl rand -base64 32' prints."
            ) from None
    return MultiFernet(ciphers)


def _new_key() -> str:
    return Fernet.generate_key().decode()
