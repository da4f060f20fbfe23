"""The workers."""

from collections.abc import Iterator

from docyard.doctor.finding import Finding, State
from docyard.doctor.opening import opened_current_database
from docyard.settings import Settings
from docyard.store import workers
from docyard.workflows.takeovers import is_dead


def examine_workers(settings: Settings) -> Iterator[Finding]:
    """See whether anybody would take up work just now.

    Raises:
        DatabaseUnavailable: The database cannot be used.
    """
    with opened_current_database(settings) as database, database.read() as session:
        now = workers.read_clock(session)
        alive = [each for each in workers.list_workers(session) if not is_dead(each, now=now)]
    if not alive:
        mend = "Start 'docyard serve' or 'docyard worker'; if one runs, its log says what keeps it from work."
        yield Finding(State.WARNING, "None is alive; runs wait until one is.", mend)
        return
    shown = ", ".join(f"{each.host} (process {each.pid})" for each in alive)
    yield Finding(State.OK, f"{len(alive)} alive: {shown}")
