"""Sandboxes of functions."""

from collections.abc import Iterator

from docyard.doctor.finding import Finding, State
from docyard.engine.functions.jail.jail import Jail
from docyard.engine.functions.jail.trial import find_weakness
from docyard.settings import Settings


def examine_functions(settings: Settings) -> Iterator[Finding]:
    """Try to break out of the sandbox for Python, as each engine process does before it uses it."""
    jail = Jail(settings.function_limits)
    try:
        weakness = find_weakness(jail)
    finally:
        jail.close()
    if weakness is None:
        state = (
            "it is on" if settings.functions == "python" else "it is off, DOCYARD_FUNCTIONS=python allows it"
        )
        yield Finding(State.OK, f"the engine python can be locked in on this machine; {state}")
    elif settings.functions == "python":
        mend = "Use Linux 5.13 or newer with Landlock and seccomp, or set DOCYARD_FUNCTIONS=monty."
        yield Finding(State.FAILED, f"the engine python cannot be locked in: {weakness}", mend)
    else:
        yield Finding(State.OK, f"the engine python is off; this machine could not lock it in: {weakness}")
