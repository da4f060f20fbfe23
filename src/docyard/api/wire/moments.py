"""Times as clients get them."""

from datetime import UTC, datetime, timedelta

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def milliseconds(moment: datetime) -> int:
    """Return a time as Unix milliseconds, without the rounding of floats."""
    return (moment - _EPOCH) // timedelta(milliseconds=1)
