"""Checking passwords at a bounded pace."""

import secrets
import threading
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from docyard.errors import TooManyRequests

# How many more may wait for a check than are checked at a time, and how long.
_WAITING = 8
_PATIENCE_S = 5.0


class SignInBusy(TooManyRequests):
    """More people sign in at the moment than passwords can be checked."""

    code = "sign_in_busy"


class PasswordChecks:
    """Checks passwords, a few at a time: each check keeps a core and 64 MiB busy for some 50 ms.

    Who comes when too many wait already is refused at once, so that people who sign in never hold
    all threads of the server.
    """

    def __init__(self, *, at_once: int) -> None:
        """Take how many checks may run at a time."""
        self._hasher = PasswordHasher()
        self._slots = threading.BoundedSemaphore(at_once)
        self._places = threading.BoundedSemaphore(at_once + _WAITING)

    @cached_property
    def _nobodys(self) -> str:
        """What is checked where there is no account, so that the time of an answer does not tell."""
        return self._hasher.hash(secrets.token_hex(16))

    def is_right(self, password: str, *, password_hash: str | None) -> bool:
        """Tell whether the password is that of the hash; without a hash it never is, in the same time.

        Raises:
            SignInBusy: Too many others wait.
        """
        with self._slot():
            nobodys = self._nobodys
            try:
                self._hasher.verify(password_hash or nobodys, normal(password))
            except (VerificationError, InvalidHashError):
                return False
        return password_hash is not None

    def is_dated(self, password_hash: str) -> bool:
        """Tell whether new hashes are made with other parameters than this one."""
        return self._hasher.check_needs_rehash(password_hash)

    def hash(self, password: str) -> str:
        """Return what is kept of a password.

        Raises:
            SignInBusy: Too many others wait.
        """
        with self._slot():
            return self._hasher.hash(normal(password))

    @contextmanager
    def _slot(self) -> Iterator[None]:
        if not self._places.acquire(blocking=False):
            raise _busy()
        try:
            if not self._slots.acquire(timeout=_PATIENCE_S):
                raise _busy()
            try:
                yield
            finally:
                self._slots.release()
        finally:
            self._places.release()


def normal(password: str) -> str:
    """Return the one spelling of a password: keyboards and systems encode the same letters differently.

    As NIST SP 800-63B, section 5.1.1.2 has it.
    """
    return unicodedata.normalize("NFKC", password)


def _busy() -> SignInBusy:
    return SignInBusy("Too many people sign in at the moment. Try again in a few seconds.", retry_after_s=5)
