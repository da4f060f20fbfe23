"""The clocks of this machine and of the database's."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from docyard.doctor.finding import Finding, State
from docyard.doctor.opening import opened_current_database
from docyard.domain.workers import HEARTBEAT_EVERY, PRESUMED_DEAD_AFTER
from docyard.settings import Settings
from docyard.store import condition, workers

_MEND = "Let all machines keep time by NTP: timedatectl set-ntp true"


def examine_clock(settings: Settings) -> Iterator[Finding]:
    """Compare this machine's time with the database's and with what workers wrote last.

    Raises:
        DatabaseUnavailable: The database cannot be used.
    """
    with opened_current_database(settings) as database:
        before = datetime.now(UTC)
        there = condition.read_clock(database)
        now = datetime.now(UTC)
        with database.read() as session:
            newest = max((each.heartbeat_at for each in workers.list_workers(session)), default=now)
    ahead = max(before - there, there - now, newest - now, timedelta(0))
    shown = f"{now:%Y-%m-%d %H:%M:%S} UTC, {ahead.total_seconds():.1f} s apart from the database and workers"
    if newest - there >= PRESUMED_DEAD_AFTER:
        yield Finding(State.FAILED, f"{shown}: heartbeats lie ahead, so dead workers pass for alive", _MEND)
    elif ahead >= HEARTBEAT_EVERY:
        yield Finding(State.WARNING, shown, _MEND)
    else:
        yield Finding(State.OK, shown)
