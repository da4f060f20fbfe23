"""Times as clients send and get them: Unix milliseconds."""

from datetime import UTC, datetime, timedelta

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LAST = datetime(9999, 12, 31, tzinfo=UTC)


def milliseconds(moment: datetime) -> int:
    """Return a time as Unix milliseconds, without the rounding of floats."""
    return (moment - _EPOCH) // timedelta(milliseconds=1)


def moment_of(number: int) -> datetime:
    """Return a time from Unix milliseconds; those beyond the years 1970 to 9999 become their ends."""
    return _EPOCH + timedelta(milliseconds=min(max(number, 0), milliseconds(_LAST)))
