"""How often one token may ask."""

import math
import threading
from collections.abc import Callable
from dataclasses import dataclass

from docyard.errors import TooManyRequests

# Beyond as many callers, those that have not asked for a minute are forgotten.
_MOST_REMEMBERED = 10_000


class RateExceeded(TooManyRequests):
    """The token has asked too often."""

    code = "rate_exceeded"


@dataclass(slots=True)
class _Bucket:
    tokens: float
    filled_at_s: float


class RateLimit:
    """A bucket per caller, filled evenly and holding what a minute brings; kept in this process."""

    def __init__(self, per_minute: int, *, clock_s: Callable[[], float]) -> None:
        """Take the rate; 0 means none. ``clock_s`` never goes back."""
        self._per_minute = per_minute
        self._clock_s = clock_s
        self._buckets: dict[object, _Bucket] = {}
        self._lock = threading.Lock()

    def take(self, caller: object) -> None:
        """Count a request of a caller, who is any hashable value.

        Raises:
            RateExceeded: The caller's bucket is empty.
        """
        if self._per_minute == 0:
            return
        with self._lock:
            bucket = self._fill(caller, now_s=self._clock_s())
            if bucket.tokens >= 1:
                bucket.tokens -= 1
                return
            missing = 1 - bucket.tokens
        raise RateExceeded(
            f"The limit 'rate_limit_per_minute' of {self._per_minute} requests is reached. Wait, and ask "
            "less often.",
            retry_after_s=max(1, math.ceil(missing * 60 / self._per_minute)),
        )

    def _fill(self, caller: object, *, now_s: float) -> _Bucket:
        bucket = self._buckets.get(caller)
        if bucket is None:
            if len(self._buckets) >= _MOST_REMEMBERED:
                self._forget_full(now_s=now_s)
            bucket = self._buckets[caller] = _Bucket(self._per_minute, now_s)
        gained = (now_s - bucket.filled_at_s) * self._per_minute / 60
        bucket.tokens = min(self._per_minute, bucket.tokens + gained)
        bucket.filled_at_s = now_s
        return bucket

    def _forget_full(self, *, now_s: float) -> None:
        self._buckets = {
            caller: bucket for caller, bucket in self._buckets.items() if now_s - bucket.filled_at_s < 60
        }
