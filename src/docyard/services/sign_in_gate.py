"""What stands between a guesser and the accounts: limits by account and by network address."""

import hashlib
import ipaddress
import math
import threading
from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime, timedelta

from docyard.domain.passwords import Attempts
from docyard.errors import TooManyRequests
from docyard.services.password_checks import PasswordChecks
from docyard.store import sign_in_attempts
from docyard.store.database import Session

# More addresses than this are not remembered; the one unheard of longest is forgotten first.
_ADDRESSES = 10_000


class TooManyFailures(TooManyRequests):
    """Too many attempts from one network address failed."""

    code = "sign_in_too_many_failures"


@dataclass(frozen=True, slots=True)
class SignInRules:
    """How long sessions last, and how many failures are borne.

    Attributes:
        idle: a session ends when it is unused for so long.
        lasting: a session ends after that time, however much it is used.
        failures: so many failures within ``period`` lock an account for a ``period``.
    """

    idle: timedelta
    lasting: timedelta
    failures: int
    period: timedelta


@dataclass(frozen=True, slots=True)
class SignInGate:
    """The rules, and the parts that are shared by all who sign in."""

    rules: SignInRules
    checks: PasswordChecks
    addresses: "FailuresByAddress"


class FailuresByAddress:
    """Counts failed attempts by network address in this process: those of an IPv6 /64 as one."""

    def __init__(self, *, allowed: int, period: timedelta) -> None:
        """Take how many failures from one address within a period are borne."""
        self._allowed = allowed
        self._period = period
        self._failures: OrderedDict[str, tuple[datetime, int]] = OrderedDict()
        self._lock = threading.Lock()

    def check(self, ip: str | None, *, now: datetime) -> None:
        """Refuse addresses with too many failures.

        Raises:
            TooManyFailures: Until the period is over.
        """
        with self._lock:
            since, count = self._failures.get(_network(ip), (now, 0))
        left = since + self._period - now
        if count >= self._allowed and left > timedelta(0):
            raise TooManyFailures(
                "Too many attempts from your network address failed. Wait before you try again.",
                retry_after_s=math.ceil(left.total_seconds()),
            )

    def count(self, ip: str | None, *, now: datetime) -> None:
        """Count one more failure."""
        network = _network(ip)
        with self._lock:
            since, count = self._failures.pop(network, (now, 0))
            if now - since >= self._period:
                since, count = now, 0
            self._failures[network] = (since, count + 1)
            if len(self._failures) > _ADDRESSES:
                self._failures.popitem(last=False)


def admit(session: Session, rules: SignInRules, *, email: str, is_right: bool, now: datetime) -> Attempts:
    """Settle an attempt on the account of an e-mail address and return what failed before it or with it.

    Failures are counted alike for addresses of nobody. Where the account was locked already, nothing
    counts and the right password does not help: ``Attempts.is_locked`` tells.
    """
    key = hash_email(email)
    sign_in_attempts.sweep_attempts(session, period=rules.period, now=now)
    if is_right:
        before = sign_in_attempts.find_attempts(session, email_hash=key)
        if not before.is_locked(now):
            sign_in_attempts.forget_attempts(session, email_hash=key)
        return before
    sign_in_attempts.make_room(session, email_hash=key)
    before = sign_in_attempts.find_attempts(session, email_hash=key)
    if before.is_locked(now):
        return before
    after = before.failed(now, allowed=rules.failures, period=rules.period)
    sign_in_attempts.save_attempts(session, email_hash=key, attempts=after)
    return after


def hash_email(email: str) -> str:
    """Return what failed attempts are kept under: people type passwords into the wrong field."""
    return hashlib.sha256(email.strip().lower().encode()).hexdigest()


def _network(ip: str | None) -> str:
    try:
        address = ipaddress.ip_address(ip or "")
    except ValueError:
        return ""
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped is None:
        return str(ipaddress.ip_network((address, 64), strict=False))
    return str(address)
