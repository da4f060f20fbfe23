"""How many files and connections a process may have open."""

import resource
from collections.abc import Iterator

from docyard.doctor.finding import Finding, State
from docyard.settings import Settings

_FEW = 1024
_TOO_FEW = 256


def examine_open_files(_: Settings) -> Iterator[Finding]:
    """Look at the limit under which this command runs, which is the server's if its user starts both."""
    limit, _most = resource.getrlimit(resource.RLIMIT_NOFILE)
    if limit == resource.RLIM_INFINITY:
        yield Finding(State.OK, "no limit")
        return
    state = State.FAILED if limit < _TOO_FEW else State.WARNING if limit < _FEW else State.OK
    mend = (
        "" if state is State.OK else f"Raise it to {_FEW} or more: LimitNOFILE= of the service, or ulimit -n"
    )
    yield Finding(state, f"a process may have {limit} open", mend)
