"""Failed attempts on a password, and the lock that they lead to."""

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class Attempts:
    """What failed since the last success.

    Attributes:
        failing_since: when the first of the counted failures was.
    """

    failures: int = 0
    failing_since: datetime | None = None
    locked_until: datetime | None = None

    def is_locked(self, now: datetime) -> bool:
        """Tell whether even the right password is refused."""
        return self.locked_until is not None and now < self.locked_until

    def failed(self, now: datetime, *, allowed: int, period: timedelta) -> "Attempts":
        """Count one more failure; ``allowed`` failures within a period lock for as long a period."""
        if self.failing_since is None or now - self.failing_since >= period:
            counted = Attempts(failures=1, failing_since=now)
        else:
            counted = Attempts(failures=self.failures + 1, failing_since=self.failing_since)
        if counted.failures < allowed:
            return counted
        return Attempts(locked_until=now + period)
