"""The journal of work."""

from collections.abc import Iterator

from docyard.doctor.finding import Finding, State
from docyard.doctor.opening import opened_current_database
from docyard.settings import Settings
from docyard.workflows.journal import COUNTED_AT_MOST, read_backlog


def examine_journal(settings: Settings) -> Iterator[Finding]:
    """Count what waits and what is under way, and look for work that no worker of this version takes.

    Raises:
        DatabaseUnavailable: The database cannot be used.
    """
    with opened_current_database(settings) as database:
        backlog = read_backlog(database.url)
    waiting, under_way = (
        f"{COUNTED_AT_MOST} or more" if count >= COUNTED_AT_MOST else str(count)
        for count in (backlog.waiting, backlog.under_way)
    )
    shown = f"{waiting} waiting, {under_way} under way"
    if backlog.of_other_versions:
        mend = "Run a worker of the docyard that queued it until it is done."
        yield Finding(
            State.WARNING, f"{shown}; {backlog.of_other_versions} queued by another version of docyard", mend
        )
    else:
        yield Finding(State.OK, shown)
