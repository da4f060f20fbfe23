"""Breaking out of the jail, in earnest: each attempt must fail before customers' code may run there."""

from datetime import date

from docyard.engine.functions.calls import Call, Returned
from docyard.engine.functions.jail.jail import Jail, JailBroken

# What each attempt does where it succeeds. All raise where they are stopped.
ATTEMPTS = {
    "read files": "open('/etc/passwd').read()",
    "write files": "open('/tmp/docyard-trial', 'w')",
    "list folders": "__import__('os').listdir('/')",
    "use the network": "__import__('_socket').socket()",
    "start processes": "__import__('os').fork()",
    "run programs": "__import__('os').execv('/bin/true', ['true'])",
    "send signals": "__import__('os').kill(__import__('os').getpid(), 0)",
    "open descriptors": "__import__('os').pipe()",
    "start threads": "__import__('_thread').start_new_thread(print, ())",
}

_TODAY = date(2000, 1, 1)
_SOURCE = "def attempt():\n    {}\n    return 'done'\n"


def find_weakness(jail: Jail) -> str | None:
    """Return in words why the jail does not hold on this machine, or None if it does."""
    try:
        if jail.run(Call("def attempt():\n    return [1]", "attempt", {}, _TODAY)) != Returned([1]):
            return "functions do not run in it"
        for deed, attempt in ATTEMPTS.items():
            answer = jail.run(Call(_SOURCE.format(attempt), "attempt", {}, _TODAY))
            if isinstance(answer, Returned):
                return f"functions could {deed}"
    except JailBroken as reason:
        return str(reason)
    return None
